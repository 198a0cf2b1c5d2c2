package dev.remit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.admission.RefusalException;
import dev.remit.admission.SignatureCheck;
import dev.remit.admission.Submission;
import dev.remit.admission.TrustFiles;
import dev.remit.admission.TrustedSigner;
import dev.remit.config.ConfigPlaces;
import dev.remit.config.Pin;
import dev.remit.config.Pins;
import dev.remit.config.UnprotectedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells who signed manifests. */
@Command(name = "verify", mixinStandardHelpOptions = true, //
        description = "Tells who signed manifests, and whether that is somebody trusted. Exit code 1 when any is not.")
final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "MANIFEST")
    private List<String> manifests = List.of();

    @Option(names = "--allowed-signers", paramLabel = "FILE", //
            description = "Believes this list alone, instead of the system's, the user's and what is pinned.")
    private @Nullable Path allowedSigners;

    @Option(names = "--revoked-keys", paramLabel = "FILE", //
            description = "Believes no key of this list, in the format of ssh-keygen's revocation lists.")
    private @Nullable Path revokedKeys;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    VerifyCommand(Console console) {
        this.console = console;
    }

    /** What was found of one manifest: a signer, or why there is none to be believed. */
    private record Verdict(String manifest, Submission submission, @Nullable TrustedSigner signer, String problem,
            String remedy) {}

    @Override
    public Integer call() throws Failure, IOException {
        requireExists(allowedSigners);
        requireExists(revokedKeys);
        List<Verdict> verdicts = new ArrayList<>();
        boolean good = true;
        for (String manifest : manifests) {
            Verdict verdict = verify(manifest);
            verdicts.add(verdict);
            good &= verdict.signer != null;
        }
        if (json) {
            write(verdicts);
        } else {
            verdicts.forEach(this::tell);
        }
        return good ? ExitCode.SUCCESS : ExitCode.FOUND;
    }

    private Verdict verify(String manifest) throws Failure {
        Map<String, String> environment = CallerEnvironment.get();
        ManifestFile file = ManifestFile.read(manifest);
        Submission submission = file.submission(file.parse().identity().claims());
        try {
            ConfigPlaces places = ConfigPlaces.of(environment);
            TrustFiles files = allowedSigners == null ? TrustFiles.read(places) : TrustFiles.of(allowedSigners);
            files = revokedKeys == null ? files : files.revoking(revokedKeys);
            Pin pin = allowedSigners == null ? pin(submission, new Pins(places)) : null;
            TrustedSigner signer = SignatureCheck.check(submission, files, pin, Instant.now());
            return new Verdict(manifest, submission, signer, "", "");
        } catch (RefusalException refusal) {
            return new Verdict(manifest, submission, null, String.valueOf(refusal.getMessage()), refusal.remedy());
        } catch (UnprotectedFileException unsafe) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unsafe.getMessage()), "");
        }
    }

    /** A list that was named must be there: one that is missing would trust, or revoke, nobody. */
    private static void requireExists(@Nullable Path file) throws Failure {
        if (file != null && !Files.exists(file)) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": no such file", "");
        }
    }

    private static @Nullable Pin pin(Submission submission, Pins pins) throws UnprotectedFileException {
        String author = submission.author();
        if (author == null) {
            return null;
        }
        Pin.Application application = new Pin.Application(author, submission.name());
        Optional<byte[]> bytes = pins.read(application);
        return bytes.isPresent() ? pins.parse(application, bytes.get()) : null;
    }

    private void tell(Verdict verdict) {
        TrustedSigner signer = verdict.signer;
        if (signer == null) {
            console.say(verdict.problem);
            if (!verdict.remedy.isEmpty()) {
                console.say(verdict.remedy);
            }
        } else {
            console.print(verdict.manifest + ": signed by " + verdict.submission.author() + " with "
                    + signer.identity().type() + " " + signer.identity().fingerprint() + ", trusted by " + signer.by());
        }
    }

    private void write(List<Verdict> verdicts) throws IOException {
        JsonGenerator out = new JsonFactory().createGenerator(console.out()).useDefaultPrettyPrinter();
        out.writeStartArray();
        for (Verdict verdict : verdicts) {
            TrustedSigner signer = verdict.signer;
            out.writeStartObject();
            out.writeStringField("manifest", verdict.manifest);
            out.writeBooleanField("trusted", signer != null);
            if (signer == null) {
                out.writeStringField("problem", verdict.problem);
                out.writeStringField("remedy", verdict.remedy);
            } else {
                out.writeStringField("author", verdict.submission.author());
                out.writeStringField("keyType", signer.identity().type());
                out.writeStringField("fingerprint", signer.identity().fingerprint());
                out.writeStringField("trustedBy", signer.by());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeRaw('\n');
        out.flush();
    }
}
