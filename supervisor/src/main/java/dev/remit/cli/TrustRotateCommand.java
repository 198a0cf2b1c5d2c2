package dev.remit.cli;

import dev.remit.trust.key.PublicKey;
import dev.remit.trust.rotation.KeyRotation;
import dev.remit.trust.signature.SshSignature;
import dev.remit.trust.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** States, with an old key, which key takes its place. */
@Command(name = "rotate", mixinStandardHelpOptions = true, //
        description = "States, with an old key, which key takes its place. The statement stands beside a manifest that is "
                + "signed with the new one, in MANIFEST.rotation; then nobody who believed the old key is asked.")
final class TrustRotateCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--key", paramLabel = "FILE", description = "The old key, as for `remit sign`.")
    private @Nullable Path key;

    @Option(names = "--to", required = true, paramLabel = "KEY.pub", description = "The new key.")
    private Path to = Path.of("");

    @Option(names = "--author", required = true, paramLabel = "NAME", description = "Whose key it is, as manifests say.")
    private String author = "";

    @Option(names = "--name", paramLabel = "NAME", //
            description = "The application whose manifests it signs; without it, all of the author.")
    private @Nullable String name;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", //
            description = "Adds the statement to this file; without it, it is printed.")
    private @Nullable Path output;

    TrustRotateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure {
        if ((author + name).chars().anyMatch(c -> c < ' ')) {
            throw Failure.of(ExitCode.REMIT_FAILED, "author and name stand on a line each", "");
        }
        PublicKey successor = TrustLists.key(to);
        try (SigningKey opened = SigningKey.open(key, CallerEnvironment.get())) {
            KeyRotation rotation = new KeyRotation(author, name, opened.signer().key(), successor);
            byte[] text = rotation.text();
            ByteArrayOutputStream statement = new ByteArrayOutputStream();
            statement.writeBytes(text);
            statement.writeBytes(SshSignature.sign(opened.signer(), KeyRotation.NAMESPACE, text));
            keep(new String(statement.toByteArray(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, "the statement is not signed: " + failure.getMessage(), "");
        }
        return ExitCode.SUCCESS;
    }

    private void keep(String statement) throws Failure {
        Path file = output;
        if (file == null) {
            console.print(statement.stripTrailing());
            return;
        }
        TrustLists.append(file, statement.stripTrailing(), bytes -> {
            try {
                KeyRotation.parse(bytes);
            } catch (MalformedException malformed) {
                throw Failure.of(ExitCode.REMIT_FAILED, file + ": " + malformed.getMessage(),
                        "Write the statement to another file; nothing was added.");
            }
        });
        console.print(file + ": " + author + (name == null ? "" : "/" + name) + " goes on with a new key");
    }
}
