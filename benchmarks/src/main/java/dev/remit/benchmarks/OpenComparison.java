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
 * Runs one program, which opens and closes a file again and again, by itself and under each supervisor in turn, for
 * several rounds, and prints what an open costs under each: medians, and ratios to the program by itself and to the C
 * reference that makes the same calls.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -cp benchmarks/target/benchmarks.jar dev.remit.benchmarks.OpenComparison [ROUNDS [OPENS]]
 * </pre>
 *
 * <p>Remit is run through the launcher {@code remit} of this directory or one above it, or else from the class path of
 * this program. The supervisor in C and the program itself need a C compiler named cc. What is not installed is left out,
 * and the table says so.
 */
public final class OpenComparison {
    private static final int DEFAULT_ROUNDS = 7;
    private static final int DEFAULT_OPENS = 100_000;
    /** As many threads as Remit has. */
    private static final String WORKERS = "2";
    private static final int NO_COMPILER = 2;

    /**
     * A way to run the program.
     *
     * @param name for the table
     * @param reference the name of the one that makes the same calls without a policy; empty where there is none
     * @param prefix of the command
     * @param opens how many make a good measurement
     */
    private record Contestant(String name, String reference, List<String> prefix, int opens) {}

    private final ReferencePrograms programs;
    private final Scratch scratch;
    private final PrintStream out;
    private final List<String> leftOut = new ArrayList<>();

    private OpenComparison(ReferencePrograms programs, Scratch scratch, PrintStream out) {
        this.programs = programs;
        this.scratch = scratch;
        this.out = out;
    }

    /** Arguments: rounds, opens in each. */
    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        int opens = arguments.length > 1 ? Integer.parseInt(arguments[1]) : DEFAULT_OPENS;
        try (Scratch scratch = Scratch.create()) {
            new OpenComparison(ReferencePrograms.compile(scratch.directory()), scratch, System.out).run(rounds, opens);
        } catch (ReferencePrograms.NoCompilerException missing) {
            System.err.println(missing.getMessage());
            System.exit(NO_COMPILER);
        }
    }

    private void run(int rounds, int opens) {
        List<Contestant> contestants = contestants(opens);
        Map<String, long[]> results = new LinkedHashMap<>();
        contestants.forEach(contestant -> results.put(contestant.name(), new long[rounds]));
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : contestants) {
                column(results, contestant.name())[round] = nanosOf(contestant);
            }
        }
        print(contestants, results);
    }

    private List<Contestant> contestants(int opens) {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(new Contestant("native", "", List.of(), opens * 10));
        contestants.add(new Contestant("C, continue", "", reference("continue"), opens));
        contestants.add(new Contestant("C, backed", "", reference("backed"), opens));
        contestants.add(new Contestant("Remit, backed", "C, backed", remit(scratch.place() + "/**"), opens));
        contestants.add(new Contestant("C, brokered", "", reference("brokered"), opens));
        contestants.add(
                new Contestant("Remit, brokered", "C, brokered", remit(scratch.place() + "/*.txt"), opens));
        if (isInstalled("strace")) {
            contestants.add(new Contestant("strace -f --seccomp-bpf", "", List.of("strace", "-f", "--seccomp-bpf", "-e",
                    "trace=open,openat,openat2", "-o", "/dev/null"), opens / 2));
        } else {
            leftOut.add("strace is not installed");
        }
        return contestants;
    }

    private List<String> reference(String mode) {
        return List.of(programs.supervisor().toString(), mode, WORKERS);
    }

    private List<String> remit(String readable) {
        List<String> command = new ArrayList<>(Launchers.remit());
        command.addAll(List.of("run", "--use", "system", "-r", readable, "-x", programs.workload().toString(), "--"));
        return command;
    }

    private static boolean isInstalled(String program) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs the program and reads the one number that it prints. */
    private long nanosOf(Contestant contestant) {
        List<String> command = new ArrayList<>(contestant.prefix());
        command.addAll(
                List.of(programs.workload().toString(), scratch.file().toString(), "" + contestant.opens()));
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

    private void print(List<Contestant> contestants, Map<String, long[]> results) {
        results.values().forEach(Arrays::sort);
        out.printf(Locale.ROOT, "Linux %s, %d CPUs; one open and close, medians%n", System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors());
        out.printf(Locale.ROOT, "%-24s %10s %10s %10s   %s%n", "", "ns", "x native", "x C", "fastest to slowest, ns");
        double alone = median(column(results, "native"));
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
