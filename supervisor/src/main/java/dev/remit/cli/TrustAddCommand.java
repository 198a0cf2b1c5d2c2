package dev.remit.cli;

import dev.remit.admission.Gate;
import dev.remit.admission.RefusalException;
import dev.remit.admission.SignatureCheck;
import dev.remit.admission.Submission;
import dev.remit.admission.TrustFiles;
import dev.remit.display.ShellWord;
import dev.remit.config.ConfigPlaces;
import dev.remit.config.Pin;
import dev.remit.config.Pins;
import dev.remit.config.UnprotectedFileException;
import dev.remit.difference.Change;
import dev.remit.difference.Difference;
import dev.remit.policy.Limits;
import dev.remit.policy.Policy;
import dev.remit.policy.Rules;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.signature.SshSignature;
import dev.remit.trust.store.AllowedSigners;
import dev.remit.trust.store.Judgement;
import dev.remit.trust.store.SignerOptions;
import dev.remit.trust.store.StoreFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Believes one more signer: of one application, or of all of an author. */
@Command(name = "add", mixinStandardHelpOptions = true, //
        description = "Believes one more signer: the one of a manifest for that application alone, or a key for all that "
                + "an author signs.", //
        customSynopsis = {"remit trust add [--fingerprint FINGERPRINT] MANIFEST",
            "remit trust add --author NAME... [--until TIME] [--cert-authority] [--system] KEY.pub"})
final class TrustAddCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A signed manifest, or with --author a public key.")
    private Path file = Path.of("");

    @Option(names = "--author", paramLabel = "NAME", //
            description = "Whom the key signs for, as manifests say; patterns with * and ? are understood.")
    private List<String> authors = List.of();

    @Option(names = "--until", paramLabel = "TIME", //
            description = "The last moment at which the key is believed, such as 2027-01-31T00:00:00Z.")
    private @Nullable Instant until;

    @Option(names = "--cert-authority", description = "Believes what the key certifies, not the key itself.")
    private boolean authority;

    @Option(names = "--system", description = "For all users: changes the system's list.")
    private boolean system;

    @Option(names = "--fingerprint", paramLabel = "FINGERPRINT", //
            description = "The signer that is expected, so that nothing is asked.")
    private @Nullable String fingerprint;

    TrustAddCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure {
        if (authors.isEmpty()) {
            if (until != null || authority || system) {
                throw new ParameterException(spec.commandLine(),
                        "--until, --cert-authority and --system go with --author and a public key");
            }
            pin();
        } else {
            allow();
        }
        return ExitCode.SUCCESS;
    }

    private void allow() throws Failure {
        PublicKey key = TrustLists.key(file);
        if (fingerprint != null && !fingerprint.equals(key.fingerprint())) {
            throw unexpected(key);
        }
        Path list = TrustLists.directory(system, CallerEnvironment.get()).resolve(ConfigPlaces.ALLOWED_SIGNERS);
        String line;
        try {
            line = AllowedSigners.line(authors, new SignerOptions(authority, Gate.NAMESPACE, null, until), key);
        } catch (IllegalArgumentException unwritable) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unwritable.getMessage()), "");
        }
        TrustLists.append(list, line, bytes -> {
            try {
                AllowedSigners.parse(list.toString(), bytes);
            } catch (StoreFormatException malformed) {
                throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(malformed.getMessage()),
                        "Correct the list first; nothing was added.");
            }
        });
        console.print(list + ": believes " + key.fingerprint() + " for " + String.join(", ", authors));
    }

    private void pin() throws Failure {
        Map<String, String> environment = CallerEnvironment.get();
        ConfigPlaces places = ConfigPlaces.of(environment);
        ManifestFile manifest = ManifestFile.read(file.toString());
        LoadedPolicy loaded = manifest.load(environment);
        Submission submission = manifest.submission(loaded.claims());
        try {
            Pin.Application application = SignatureCheck.application(submission);
            SshSignature signature = SignatureCheck.verified(submission);
            requirePinnable(signature, places, application);
            settle(manifest, loaded, signature.key(), application);
            new Pins(places).put(Pins.now(application, signature.key().line(), true,
                    new Pin.Content(submission.version(), manifest.bytes())));
            console.print(application + ": believed when signed by " + signature.key().fingerprint());
        } catch (RefusalException refusal) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(refusal.getMessage()), refusal.remedy());
        } catch (UnprotectedFileException unsafe) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unsafe.getMessage()), "");
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, "what was decided cannot be kept: " + failure.getMessage(), "");
        }
    }

    private void requirePinnable(SshSignature signature, ConfigPlaces places, Pin.Application application)
            throws Failure, RefusalException, UnprotectedFileException {
        if (signature.certificate() != null) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": is signed with a certificate, which others may bear too",
                    "Believe its authority instead: remit trust add --cert-authority --author "
                            + ShellWord.of(application.author()) + " AUTHORITY.pub");
        }
        Judgement judgement = TrustFiles.read(places).understood().judge(signature.key(), null, Gate.NAMESPACE,
                application.author(), Instant.now());
        if (judgement instanceof Judgement.Refused refused && refused.reason() == Judgement.Reason.REVOKED) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": " + refused.text(), refused.remedy());
        }
    }

    private void settle(ManifestFile manifest, LoadedPolicy loaded, PublicKey key, Pin.Application application)
            throws Failure {
        if (fingerprint != null) {
            if (!fingerprint.equals(key.fingerprint())) {
                throw unexpected(key);
            }
            return;
        }
        console.say(application + " is signed by " + key.type() + " " + key.fingerprint());
        console.say("Ask its author whether that is the right key. The manifest asks for:");
        for (Change change : asked(manifest, loaded.policy())) {
            console.say("  " + change.describe());
        }
        if (!Terminal.isInteractive()) {
            throw Failure.of(ExitCode.REMIT_FAILED, "there is no terminal to ask on, so nothing was added",
                    "If the key is the right one: remit trust add --fingerprint " + key.fingerprint() + " "
                            + ShellWord.of(file.toString()));
        }
        if (!Terminal.confirms("Believe this key for " + application + "?")) {
            throw Failure.of(ExitCode.REMIT_FAILED, "nothing was added", "");
        }
    }

    /** All that a manifest permits: what it adds to one that permits nothing. */
    private static List<Change> asked(ManifestFile manifest, Policy policy) {
        Rules none = new Rules(List.of(), List.of(), Rules.onFiles(List.of()).devices(),
                policy.rules().metadataHidden());
        return Difference.grown(policy.withRules(none).withLimits(Limits.NONE), policy,
                manifest.directory().toString());
    }

    private Failure unexpected(PublicKey key) {
        return Failure.of(ExitCode.REMIT_FAILED, file + ": the key is " + key.fingerprint() + ", not " + fingerprint,
                "Nothing was added; ask the author which is the right one.");
    }
}
