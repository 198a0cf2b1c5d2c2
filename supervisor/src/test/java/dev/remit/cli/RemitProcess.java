package dev.remit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the real command line in a process of its own. */
final class RemitProcess {
    private static final long PATIENCE_SECONDS = 120;

    private RemitProcess() {}

    /** What came of it. */
    record Result(int exitCode, String out, String err) {}

    /** The words that start Remit, for a test that adds its own. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), "dev.remit.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    static Result run(Path directory, String... arguments) throws IOException, InterruptedException {
        return start(directory, command(arguments));
    }

    static Result start(Path directory, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("remit-test", ".out");
        Path err = Files.createTempFile("remit-test", ".err");
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile())
                    .redirectError(err.toFile()).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("Remit hangs: " + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
