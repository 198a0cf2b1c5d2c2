package dev.remit.trust;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A real ssh-agent of a test's own. */
public final class SshAgent implements AutoCloseable {
    private final Path socket = SshKeygen.newFile(".agent");
    private final Process process;

    public SshAgent() {
        try {
            process = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).redirectErrorStream(true).start();
            // It says so once it listens.
            BufferedReader output = process.inputReader();
            String line = output.readLine();
            if (line == null || !line.contains("SSH_AUTH_SOCK")) {
                throw new IllegalStateException("ssh-agent says " + line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path socket() {
        return socket;
    }

    /** Gives it a key, and the certificate beside it. */
    public SshAgent with(Path key) {
        SshKeygen.succeed(new byte[0], List.of("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString()));
        return this;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
