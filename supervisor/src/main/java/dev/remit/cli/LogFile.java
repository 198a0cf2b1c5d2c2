package dev.remit.cli;

import dev.remit.audit.report.EventSink;
import dev.remit.audit.report.JsonLinesLog;
import dev.remit.audit.report.Vocabulary;
import dev.remit.launch.Conclusion;
import dev.remit.launch.Ending;
import dev.remit.limits.Reached;
import dev.remit.policy.Policy;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log that {@code --log} asks for, or none. */
final class LogFile implements AutoCloseable {
    private final @Nullable JsonLinesLog log;
    private final @Nullable Path file;

    private LogFile(@Nullable JsonLinesLog log, @Nullable Path file) {
        this.log = log;
        this.file = file;
    }

    /**
     * Opens the log before anything runs.
     *
     * @param file null for no log
     * @throws Failure when it cannot be written
     */
    static LogFile open(@Nullable Path file, Policy policy, Vocabulary vocabulary) throws Failure {
        if (file == null) {
            return new LogFile(null, null);
        }
        try {
            return new LogFile(JsonLinesLog.open(new BufferedOutputStream(Files.newOutputStream(file)), Version.NUMBER,
                    policy, vocabulary), file);
        } catch (IOException failure) {
            throw cannotWrite(file, failure);
        }
    }

    void addTo(List<EventSink> sinks) {
        if (log != null) {
            sinks.add(log);
        }
    }

    /** Writes the last line. */
    void end(Conclusion conclusion) {
        if (log == null) {
            return;
        }
        Reached reached = conclusion.limit();
        String limit = reached == null ? null : reached.bound().limit().key();
        switch (conclusion.ending()) {
            case Ending.Exited exited -> log.end(exited.code(), null, limit);
            case Ending.Killed killed -> log.end(null, killed.signal(), limit);
        }
    }

    @Override
    public void close() throws Failure {
        if (log == null || file == null) {
            return;
        }
        log.close();
        IOException failure = log.failure();
        if (failure != null) {
            throw cannotWrite(file, failure);
        }
    }

    private static Failure cannotWrite(Path file, IOException failure) {
        String why = switch (failure) {
            case NoSuchFileException _ -> "its directory does not exist";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(failure.getMessage());
        };
        return Failure.of(ExitCode.REMIT_FAILED, "--log " + file + ": cannot be written: " + why,
                "There is no complete log.");
    }
}
