package dev.remit.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The real ssh-keygen, with a key of each type that is made when it is first asked for and removed at the end. */
public final class SshKeygen {
    /** As {@code -t} and {@code -b} take them. */
    public static final List<String> TYPES = List.of("ed25519", "ecdsa-256", "ecdsa-384", "ecdsa-521", "rsa-3072",
            "rsa-4096");
    public static final String NAMESPACE = "remit-manifest";
    public static final String PRINCIPAL = "somebody@example.com";

    private static final Path DIRECTORY = newDirectory();
    private static final Map<String, Path> KEYS = new ConcurrentHashMap<>();

    private SshKeygen() {}

    /**
     * How a program ended.
     *
     * @param output both streams
     */
    public record Outcome(int status, String output) {}

    private static Path newDirectory() {
        try {
            Path directory = Files.createTempDirectory("remit-keys-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path tree) {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The private key of a type, unencrypted in OpenSSH's format; its {@code .pub} file stands beside it. */
    public static Path key(String type) {
        return KEYS.computeIfAbsent(type, SshKeygen::generate);
    }

    private static Path generate(String type) {
        Path file = DIRECTORY.resolve(type);
        int dash = type.indexOf('-');
        List<String> arguments = new ArrayList<>(List.of("-q", "-N", "", "-C", "", "-f", file.toString(), "-t",
                dash < 0 ? type : type.substring(0, dash)));
        if (dash > 0) {
            arguments.addAll(List.of("-b", type.substring(dash + 1)));
        }
        succeed(arguments);
        return file;
    }

    /** An empty file name below the directory that is removed at the end. */
    public static Path newFile(String suffix) {
        try {
            Path file = Files.createTempFile(DIRECTORY, "file-", suffix);
            Files.delete(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path write(byte[] content, String suffix) {
        try {
            return Files.write(newFile(suffix), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line of a key's {@code .pub} file. */
    public static String publicLine(Path key) {
        try {
            return Files.readString(Path.of(key + ".pub")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of a key and its {@code .pub} file. */
    public static Path copy(String type) {
        try {
            Path copy = newFile("-" + type);
            Files.copy(key(type), copy, StandardCopyOption.COPY_ATTRIBUTES);
            Files.copy(Path.of(key(type) + ".pub"), Path.of(copy + ".pub"));
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of a key with a user certificate beside it, made by an Ed25519 authority. */
    public static Path certified(String type, String... options) {
        Path copy = copy(type);
        List<String> arguments = new ArrayList<>(List.of("-q", "-s", key("ed25519").toString(), "-I", "of a test"));
        arguments.addAll(List.of(options));
        arguments.add(copy + ".pub");
        succeed(arguments);
        return copy;
    }

    /** The certificate beside a key. */
    public static Path certificateOf(Path key) {
        return Path.of(key + "-cert.pub");
    }

    /** What {@code ssh-keygen -Y sign} makes of a message. */
    public static byte[] sign(Path key, byte[] message, String... options) {
        try {
            Path file = write(message, ".message");
            List<String> arguments = new ArrayList<>(List.of("-Y", "sign", "-n", NAMESPACE, "-f", key.toString()));
            arguments.addAll(List.of(options));
            arguments.add(file.toString());
            succeed(arguments);
            return Files.readAllBytes(Path.of(file + ".sig"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ssh-keygen -Y verify} with one line of allowed signers. */
    public static Outcome verify(String allowed, byte[] signature, byte[] message) {
        Path signers = write((allowed + '\n').getBytes(StandardCharsets.UTF_8), ".allowed");
        return run(message, List.of("ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", PRINCIPAL, "-f",
                signers.toString(), "-s", write(signature, ".sig").toString()));
    }

    /** {@code ssh-keygen -Y check-novalidate}. */
    public static Outcome check(byte[] signature, byte[] message) {
        return run(message, List.of("ssh-keygen", "-Y", "check-novalidate", "-n", NAMESPACE, "-s",
                write(signature, ".sig").toString()));
    }

    /** Runs ssh-keygen, which must succeed. */
    public static String succeed(List<String> arguments, String... more) {
        List<String> command = new ArrayList<>(List.of("ssh-keygen"));
        command.addAll(arguments);
        command.addAll(List.of(more));
        return succeed(new byte[0], command);
    }

    /** Runs openssl, which must succeed. */
    @SafeVarargs
    public static void openSsl(List<String>... arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        for (List<String> some : arguments) {
            command.addAll(some);
        }
        succeed(new byte[0], command);
    }

    public static String succeed(byte[] input, List<String> command) {
        Outcome outcome = run(input, command);
        assertThat(outcome.status()).as(String.join(" ", command) + ": " + outcome.output()).isZero();
        return outcome.output();
    }

    public static Outcome run(byte[] input, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(write(input, ".input").toFile());
            // Nobody is to be asked, and no agent of the user's is to answer.
            builder.environment().remove("SSH_AUTH_SOCK");
            builder.environment().put("SSH_ASKPASS_REQUIRE", "never");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
