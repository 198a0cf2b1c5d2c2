package dev.remit.policies;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that was started, and what it writes. */
final class Running {
    /** So that a hang is a failure; nothing is measured by it. */
    private static final long PATIENCE_SECONDS = 120;
    private static final long BETWEEN_ATTEMPTS_MILLIS = 20;

    private final ProcessBuilder builder;
    private final Path output;
    private final Path errors;
    private final Process process;

    private Running(ProcessBuilder builder) throws IOException {
        this.builder = builder;
        this.output = Files.createTempFile("remit-out", "");
        this.errors = Files.createTempFile("remit-err", "");
        this.process = builder.redirectOutput(output.toFile()).redirectError(errors.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).start();
    }

    static Running start(ProcessBuilder builder) throws IOException {
        return new Running(builder);
    }

    /** Something that comes to be true. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /** Waits until somebody can connect to a port of this machine; false when the process ended before. */
    boolean awaitPort(int port) throws IOException, InterruptedException {
        return await(() -> answers(port));
    }

    private static boolean answers(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[]{127, 0, 0, 1}), port));
            return true;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    /** Waits until something is true; false when the process ended before. */
    boolean await(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive()) {
            if (condition.holds()) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                kill();
                throw new AssertionError("does not answer: " + builder.command() + "\n" + take().describe());
            }
            process.waitFor(BETWEEN_ATTEMPTS_MILLIS, TimeUnit.MILLISECONDS);
        }
        return false;
    }

    /** Waits for its end. */
    Ended await() throws IOException, InterruptedException {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            kill();
        }
        Ended result = take();
        if (!ended) {
            throw new AssertionError("hangs: " + builder.command() + "\n" + result.describe());
        }
        return result;
    }

    /** The processes that it has started, and those that they have. */
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** Asks it to end, as a user would, and waits for that. */
    Ended end() throws IOException, InterruptedException {
        process.destroy();
        return await();
    }

    private void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private Ended take() throws IOException {
        return new Ended(process.exitValue(), take(output), take(errors));
    }

    private static String take(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.delete(file);
        }
    }
}
