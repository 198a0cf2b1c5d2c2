package dev.remit.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a program by itself and under each supervisor in turn, for several rounds, and prints what one of its calls costs
 * under each: medians, and ratios to the program by itself and to the reference that makes the same calls. The program
 * prints one number, the nanoseconds that one call took.
 */
final class CallComparison {
    /** As many threads as Remit has. */
    static final String WORKERS = "2";
    /** The name of the program by itself. */
    static final String NATIVE = "native";

    /**
     * A way to run the program.
     *
     * @param name for the table
     * @param reference the name of the one that makes the same calls without a policy; empty where there is none
     * @param command that runs the program and prints its number
     */
    record Contestant(String name, String reference, List<String> command) {}

    private final String what;
    private final List<Contestant> contestants = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    /** @param what is timed, for the head of the table */
    CallComparison(String what) {
        this.what = what;
    }

    /**
     * Adds a way to run the program. One of them must be {@link #NATIVE}.
     *
     * @param prefix of the command, which makes {@code workload} supervised; empty for the program by itself
     */
    void add(String name, String reference, List<String> prefix, List<String> workload) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(workload);
        contestants.add(new Contestant(name, reference, command));
    }

    /** As {@link #add}, under strace where it is installed; otherwise the table says that it is not. */
    void addStrace(String calls, List<String> workload) {
        if (isInstalled("strace")) {
            add("strace -f --seccomp-bpf", "",
                    List.of("strace", "-f", "--seccomp-bpf", "-e", "trace=" + calls, "-o", "/dev/null"), workload);
        } else {
            leftOut.add("strace is not installed");
        }
    }

    private static boolean isInstalled(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs everything and prints the table. */
    void run(int rounds, PrintStream out) {
        Map<String, long[]> results = new LinkedHashMap<>();
        contestants.forEach(contestant -> results.put(contestant.name(), new long[rounds]));
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : contestants) {
                column(results, contestant.name())[round] = nanosOf(contestant.command());
            }
        }
        print(results, out);
    }

    /** Runs the program and reads the one number that it prints. */
    private static long nanosOf(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ended with " + exit);
            }
            return Long.parseLong(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void print(Map<String, long[]> results, PrintStream out) {
        results.values().forEach(Arrays::sort);
        out.printf(Locale.ROOT, "Linux %s, %d CPUs; %s, medians%n", System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(), what);
        out.printf(Locale.ROOT, "%-24s %10s %10s %10s   %s%n", "", "ns", "x native", "x C", "fastest to slowest, ns");
        double alone = median(column(results, NATIVE));
        for (Contestant contestant : contestants) {
            long[] nanos = column(results, contestant.name());
            String ratio = contestant.reference().isEmpty()
                    ? ""
                    : String.format(Locale.ROOT, "%.2f",
                            median(nanos) / median(column(results, contestant.reference())));
            out.printf(Locale.ROOT, "%-24s %10.0f %10.1f %10s   %d to %d%n", contestant.name(), median(nanos),
                    median(nanos) / alone, ratio, nanos[0], nanos[nanos.length - 1]);
        }
        leftOut.forEach(out::println);
    }

    private static long[] column(Map<String, long[]> results, String name) {
        return results.getOrDefault(name, new long[0]);
    }

    private static double median(long[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
