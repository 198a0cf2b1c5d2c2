package dev.remit.policies;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A fresh directory of one account, in which programs are started with and without Remit: {@code here} for what a
 * manifest speaks of, {@code outside} for what it does not, and {@code home}.
 */
final class Place implements AutoCloseable {
    private static final String SECRET = "hunter2\n";
    /** The classes stay what they are as long as the tests run; what is kept of policies is kept for them. */
    private static final String BUILD = UUID.randomUUID().toString();

    private final Account account;
    private final Path root;
    private final List<Path> copies = new ArrayList<>();
    private Ports ports = new Ports(List.of());
    private String search = "/usr/bin:/bin";

    /** Makes the directories, and copies what is in the directories {@code contents} into {@code here}. */
    Place(Account account, Path... contents) {
        this.account = account;
        this.root = Stage.shared().newPlace(account);
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "mkdir here home outside && printf '" + SECRET
                + "' > outside/secret && printf 'product,quantity\\nhunter2,1\\n' > outside/table.csv && echo"
                + " \"select 'hunter2';\" > outside/commands.sql && for content; do cp -R \"$content/.\" here; done",
                "sh"));
        for (Path content : contents) {
            Path copy = published(content);
            command.add(copy.toString());
            copies.add(copy.getParent());
        }
        run(root, command);
    }

    /** Takes away all of it, for tests that need many places. */
    void remove() {
        Stage.remove(root);
        copies.forEach(Stage::remove);
    }

    /** An account may not be able to read the tree that the tests run from. */
    private static Path published(Path content) {
        try {
            Path copy = Stage.shared().newPlace(Account.SELF).resolve("content");
            Stage.copyTree(content, copy);
            Files.setPosixFilePermissions(copy.getParent(),
                    PosixFilePermissions.fromString("rwxr-xr-x"));
            return copy;
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

    /** Has programs looked for in a directory first. */
    void searchFirst(Path directory) {
        search = directory + ":" + search;
    }

    /** Gives the files of {@code here}, and whatever is filled in from now on, other ports than they name. */
    void give(Ports freePorts) {
        ports = freePorts;
        try {
            ports.fillFiles(here());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Puts real paths in place of {@code {here}}, {@code {parent}}, {@code {outside}}, {@code {home}} and {@code {sh}}, and free ports in
     * place of those that the policy names.
     */
    String fill(String text) {
        try {
            return ports.fill(text).replace("{here}", here().toString()).replace("{parent}", root.toString())
                    .replace("{outside}", outside().toString())
                    .replace("{home}", root.resolve("home").toString())
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
            return start(directory, command, variables).await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a command without Remit, with more variables. */
    Running start(Path directory, List<String> command, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(account.command(command)).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", search);
        environment.put("LANG", "C.UTF-8");
        environment.put("HOME", root.resolve("home").toString());
        environment.put("PWD", directory.toString());
        environment.putAll(variables);
        return Running.start(builder);
    }

    /** The words that start Remit; more can be added. */
    List<String> remit(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-Xmx64m", "-Dremit.build=" + BUILD, "-cp", Stage.shared().classPath(), "dev.remit.cli.Main"));
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
        return supervised(run(directory, remit(options), variables));
    }

    /** What a run with a log has shown. */
    Supervised supervised(Ended ended) {
        try {
            Path log = log();
            return new Supervised(ended, Files.exists(log) ? EventLog.read(log) : List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes everything in it, which the end of the tests would do otherwise. */
    @Override
    public void close() {
        Stage.remove(root);
    }
}
