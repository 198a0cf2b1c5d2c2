package dev.remit.policies;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A fresh directory of one account, in which programs are started with and without Remit: {@code here} for what a
 * manifest speaks of, {@code outside} for what it does not, and {@code home}.
 */
final class Place {
    /** So that a hang is a failure; nothing is measured by it. */
    private static final long PATIENCE_SECONDS = 120;
    private static final String SECRET = "hunter2\n";

    private final Account account;
    private final Path root;

    /** Makes the directories, and copies what is in the directories {@code contents} into {@code here}. */
    Place(Account account, Path... contents) {
        this.account = account;
        this.root = Stage.shared().newPlace(account);
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "mkdir here home outside && printf '" + SECRET
                + "' > outside/secret && printf 'product,quantity\\nhunter2,1\\n' > outside/table.csv && echo"
                + " \"select 'hunter2';\" > outside/commands.sql && for content; do cp -R \"$content/.\" here; done",
                "sh"));
        for (Path content : contents) {
            command.add(published(content));
        }
        run(root, command);
    }

    /** An account may not be able to read the tree that the tests run from. */
    private static String published(Path content) {
        try {
            Path copy = Stage.shared().newPlace(Account.SELF).resolve("content");
            Stage.copyTree(content, copy);
            Files.setPosixFilePermissions(copy.getParent(),
                    PosixFilePermissions.fromString("rwxr-xr-x"));
            return copy.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path here() {
        return root.resolve("here");
    }

    Path outside() {
        return root.resolve("outside");
    }

    /** Puts real paths in place of {@code {here}}, {@code {parent}}, {@code {outside}} and {@code {sh}}. */
    String fill(String text) {
        try {
            return text.replace("{here}", here().toString()).replace("{parent}", root.toString())
                    .replace("{outside}", outside().toString())
                    .replace("{sh}", Path.of("/bin/sh").toRealPath().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prepares something; failing to is a failure of the test. */
    void prepare(String shellCommand) {
        Ended ended = run(here(), List.of("/bin/sh", "-ec", fill(shellCommand)));
        if (ended.exitCode() != 0) {
            throw new AssertionError("cannot prepare: " + shellCommand + "\n" + ended.describe());
        }
    }

    /** Runs a command without Remit. */
    Ended run(Path directory, List<String> command) {
        return run(directory, command, Map.of());
    }

    /** Runs a command without Remit, with more variables. */
    Ended run(Path directory, List<String> command, Map<String, String> variables) {
        try {
            ProcessBuilder builder = new ProcessBuilder(account.command(command)).directory(directory.toFile());
            Map<String, String> environment = builder.environment();
            environment.clear();
            environment.put("PATH", "/usr/bin:/bin");
            environment.put("LANG", "C.UTF-8");
            environment.put("HOME", root.resolve("home").toString());
            environment.put("PWD", directory.toString());
            environment.putAll(variables);
            Path output = Files.createTempFile("remit-out", "");
            Path errors = Files.createTempFile("remit-err", "");
            Process process = builder.redirectOutput(output.toFile()).redirectError(errors.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            Ended result = new Ended(process.exitValue(), take(output), take(errors));
            if (!ended) {
                throw new AssertionError("hangs: " + command + "\n" + result.describe());
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String take(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.delete(file);
        }
    }

    /** The words that start Remit; more can be added. */
    List<String> remit(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Xmx64m", "-cp", Stage.shared().classPath(), "dev.remit.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts a command without waiting for it, for a test that looks at it meanwhile; what it writes is not kept. */
    Process begin(Path directory, List<String> command) throws IOException {
        return new ProcessBuilder(account.command(command)).directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
    }

    private Path log() {
        return root.resolve("events.jsonl");
    }

    /** The command line of {@code remit run} with a log. */
    List<String> remit(List<String> options) {
        List<String> command = remit("run", "--log", log().toString());
        command.addAll(options);
        return command;
    }

    /** Runs {@code remit run} with a log. */
    Supervised supervise(Path directory, List<String> options, Map<String, String> variables) {
        Path log = log();
        Ended ended = run(directory, remit(options), variables);
        try {
            return new Supervised(ended, Files.exists(log) ? EventLog.read(log) : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
