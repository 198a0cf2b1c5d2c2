package dev.remit.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The programs in C that figures are compared with, compiled with the machine's own compiler. Whoever has none gets a
 * {@link NoCompilerException}, whose message says so.
 *
 * @param openWorkload opens and closes a file, see {@code open_workload.c}
 * @param connectWorkload connects or sends to itself, see {@code connect_workload.c}
 * @param supervisor runs a program under a supervisor without policy, see {@code reference_supervisor.c}
 * @param library the same as a shared library, for a listener of this process
 */
record ReferencePrograms(Path openWorkload, Path connectWorkload, Path supervisor, Path library) {
    private static final List<String> COMPILE = List.of("cc", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread");

    /** There is no C compiler. */
    static final class NoCompilerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoCompilerException(IOException cause) {
            super("the programs to compare with are compiled where they run, and there is no C compiler named cc: "
                    + "install gcc or clang", cause);
        }
    }

    /** Compiles all of them into {@code directory}. */
    static ReferencePrograms compile(Path directory) {
        return new ReferencePrograms(compile(directory, "open_workload.c", "open_workload", List.of()),
                compile(directory, "connect_workload.c", "connect_workload", List.of()),
                compile(directory, "reference_supervisor.c", "reference_supervisor", List.of()),
                compile(directory, "reference_supervisor.c", "libreference_supervisor.so",
                        List.of("-shared", "-fPIC")));
    }

    /** The command that a program's own is appended to, to run it under the supervisor. */
    List<String> supervising(String mode) {
        return List.of(supervisor.toString(), mode, CallComparison.WORKERS);
    }

    private static Path compile(Path directory, String source, String target, List<String> options) {
        Path result = directory.resolve(target);
        List<String> command = new ArrayList<>(COMPILE);
        command.addAll(options);
        command.addAll(List.of("-o", result.toString(), directory.resolve(source).toString()));
        try (InputStream text = Objects.requireNonNull(ReferencePrograms.class.getResourceAsStream(source))) {
            Files.write(directory.resolve(source), text.readAllBytes());
            int exit = start(command).waitFor();
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + exit);
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while compiling " + source, e);
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new NoCompilerException(e);
        }
    }
}
