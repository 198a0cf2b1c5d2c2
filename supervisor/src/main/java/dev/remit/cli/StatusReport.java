package dev.remit.cli;

import dev.remit.launch.Conclusion;
import dev.remit.launch.Ending;
import dev.remit.limits.Reached;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object on a descriptor that the caller passed in: the program's status and Remit's, so that the two can never
 * be confused.
 */
final class StatusReport implements AutoCloseable {
    private final @Nullable OutputStream out;

    private StatusReport(@Nullable OutputStream out) {
        this.out = out;
    }

    /**
     * Opens the descriptor before anything runs.
     *
     * @param number of the descriptor, or null for no report
     * @throws Failure when it cannot be written to
     */
    static StatusReport open(@Nullable Integer number) throws Failure {
        if (number == null) {
            return new StatusReport(null);
        }
        try {
            return new StatusReport(new FileOutputStream("/proc/self/fd/" + number));
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, "--status-fd " + number + ": not a descriptor to write to",
                    "Open it for Remit, for example with `" + number + ">status.json`.");
        }
    }

    /** The program ran, and ended like this. */
    void ended(Conclusion conclusion) throws Failure {
        String program = switch (conclusion.ending()) {
            case Ending.Exited exited -> "{\"exitCode\":" + exited.code() + "}";
            case Ending.Killed killed -> "{\"signal\":" + killed.signal() + ",\"coreDumped\":" + killed.coreDumped()
                    + "}";
        };
        Reached reached = conclusion.limit();
        String limit = reached == null ? "" : ",\"limit\":\"" + reached.bound().limit().key() + "\"";
        write("{\"schema\":1,\"remit\":{\"ok\":true},\"program\":" + program + limit + "}\n");
    }

    /** Nothing of the program ran, because Remit ended with this code. */
    void failed(int exitCode) throws Failure {
        write("{\"schema\":1,\"remit\":{\"ok\":false,\"exitCode\":" + exitCode + "},\"program\":null}\n");
    }

    private void write(String json) throws Failure {
        if (out == null) {
            return;
        }
        try {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, "--status-fd: cannot be written to: " + failure.getMessage(), "");
        }
    }

    @Override
    public void close() throws Failure {
        if (out != null) {
            try {
                out.close();
            } catch (IOException failure) {
                throw Failure.of(ExitCode.REMIT_FAILED, "--status-fd: " + failure.getMessage(), "");
            }
        }
    }
}
