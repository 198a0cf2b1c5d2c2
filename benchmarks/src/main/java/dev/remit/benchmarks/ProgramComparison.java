package dev.remit.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs a whole program by itself, in a directory that the kernel grants, and in one that the supervisor alone grants, in
 * turn for several rounds; prints how long it took, and the ratios to the program by itself.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -cp benchmarks/target/benchmarks.jar dev.remit.benchmarks.ProgramComparison \
 *     ROUNDS DIRECTORY [OPTION...] -- COMMAND [ARGUMENT...]
 * </pre>
 *
 * <p>The command starts in the directory, which it may read and write; the options of {@code remit run} grant what else
 * it needs. It must do the same work each time. Building a project, for instance, with the compiler's own programs
 * granted:
 *
 * <pre>
 * ... 3 ~/redis --use system -x /usr/bin -x /usr/lib/gcc -r /usr/include -- sh -c 'make clean; make -j2'
 * </pre>
 */
public final class ProgramComparison {
    /** A name that nothing bears: to deny it is what makes the directory the supervisor's to grant. */
    private static final String NOTHING = ".remit-nothing";
    private static final int USAGE = 2;
    private static final String SEPARATOR = "--";

    private final Path directory;
    private final List<String> options;
    private final List<String> command;

    private ProgramComparison(Path directory, List<String> options, List<String> command) {
        this.directory = directory;
        this.options = options;
        this.command = command;
    }

    /** Arguments: rounds, directory, options of {@code remit run}, {@code --}, command. */
    public static void main(String[] arguments) throws IOException {
        List<String> words = List.of(arguments);
        int end = words.indexOf(SEPARATOR);
        if (end < 2 || end + 1 == words.size()) {
            System.err.println("usage: ProgramComparison ROUNDS DIRECTORY [OPTION...] -- COMMAND [ARGUMENT...]");
            System.exit(USAGE);
        }
        new ProgramComparison(Path.of(words.get(1)).toRealPath(), words.subList(2, end),
                words.subList(end + 1, words.size())).run(Integer.parseInt(words.get(0)), System.out);
    }

    private void run(int rounds, PrintStream out) {
        Map<String, List<String>> contestants = new LinkedHashMap<>();
        contestants.put("native", command);
        contestants.put("Remit, backed", supervised(List.of("-w", directory + "/**")));
        contestants.put("Remit, brokered",
                supervised(List.of("-w", directory + "/**", "--deny", directory + "/" + NOTHING)));
        List<TimedRun> runs = new ArrayList<>();
        contestants.values().forEach(each -> runs.add(new TimedRun(each, directory, Map.of(), () -> {})));
        double[][] seconds = TimedRun.alternate(runs, rounds);
        out.printf(Locale.ROOT, "Linux %s, %d CPUs; medians of %d rounds%n", System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(), rounds);
        out.printf(Locale.ROOT, "%-18s %8s %10s   %s%n", "", "s", "x native", "fastest to slowest, s");
        int contestant = 0;
        for (String name : contestants.keySet()) {
            double[] sorted = seconds[contestant++].clone();
            Arrays.sort(sorted);
            out.printf(Locale.ROOT, "%-18s %8.2f %10.3f   %.2f to %.2f%n", name, TimedRun.median(sorted),
                    TimedRun.median(sorted) / TimedRun.median(seconds[0]), sorted[0], sorted[rounds - 1]);
        }
    }

    private List<String> supervised(List<String> grants) {
        List<String> run = new ArrayList<>(Launchers.remit());
        run.add("run");
        run.addAll(grants);
        run.addAll(options);
        run.add(SEPARATOR);
        run.addAll(command);
        return run;
    }
}
