package dev.remit.cli;

import dev.remit.admission.Gate;
import dev.remit.config.OwnFiles;
import dev.remit.manifest.Hash;
import dev.remit.manifest.Located;
import dev.remit.manifest.Manifest;
import dev.remit.trust.key.Signer;
import dev.remit.trust.signature.SshSignature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs manifests. */
@Command(name = "sign", mixinStandardHelpOptions = true, //
        description = "Signs manifests with an SSH key; each signature stands beside its manifest, in MANIFEST.sig.")
final class SignCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(arity = "1..*", paramLabel = "MANIFEST")
    private List<String> manifests = List.of();

    @Option(names = "--key", paramLabel = "FILE", //
            description = "A private key, or the public key or certificate of one that ssh-agent has; without it, the "
                    + "agent's only key.")
    private @Nullable Path key;

    SignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure {
        List<ManifestFile> files = new ArrayList<>();
        for (String manifest : manifests) {
            files.add(signable(manifest));
        }
        try (SigningKey opened = SigningKey.open(key, CallerEnvironment.get())) {
            for (ManifestFile file : files) {
                sign(file, opened.signer());
            }
        }
        return ExitCode.SUCCESS;
    }

    /** All are looked at before any is signed. */
    private ManifestFile signable(String name) throws Failure {
        ManifestFile file = ManifestFile.read(name);
        Manifest manifest = file.parse();
        if (manifest.identity().author() == null) {
            throw Failure.of(ExitCode.REMIT_FAILED,
                    name + ": does not say who its author is, so nobody could believe it",
                    "Add `author: NAME` to the manifest: signatures are believed for an author's name.");
        }
        List<Located<Hash>> hashes = manifest.start().hashes();
        if (hashes.isEmpty()) {
            console.say(name + ": has no `hash`, so the signature says nothing of the program; `remit hash` prints it");
        }
        for (Located<Hash> hash : hashes) {
            if (hash.value() instanceof Hash.Placeholder(String text)) {
                throw Failure.of(ExitCode.REMIT_FAILED, name + ": has " + text + " in place of the program's hash",
                        "Put in what `remit hash PROGRAM` prints.");
            }
        }
        return file;
    }

    private void sign(ManifestFile file, Signer signer) throws Failure {
        Path signature = file.sibling(ManifestFile.SIGNATURE);
        try {
            OwnFiles.replace(signature, SshSignature.sign(signer, Gate.NAMESPACE, file.bytes()), true);
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, file.file() + ": is not signed: " + failure.getMessage(), "");
        }
        console.print(signature + ": signed with " + signer.key().type() + " " + signer.key().fingerprint());
    }
}
