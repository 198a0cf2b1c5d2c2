package dev.remit.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a signature adds to the start of a program: runs {@code true} within a manifest without one and within signed ones,
 * in turn for several rounds, for several types of keys. Each manifest is run twice in a round: with nothing kept of it, so
 * that it is loaded, compiled and its signature verified, and with its policy and the standing of its signature reused.
 * Needs ssh-keygen.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -cp benchmarks/target/benchmarks.jar dev.remit.benchmarks.SignatureComparison ROUNDS
 * </pre>
 */
public final class SignatureComparison {
    private static final Map<String, List<String>> KEYS = Map.of("ed25519", List.of("-t", "ed25519"), "ecdsa-256",
            List.of("-t", "ecdsa", "-b", "256"), "rsa-3072", List.of("-t", "rsa", "-b", "3072"));
    private static final List<String> ORDER = List.of("ed25519", "ecdsa-256", "rsa-3072");
    private static final String UNSIGNED = "unsigned";
    private static final double MILLIS = 1e3;

    private final Path directory;
    private final Map<String, String> environment;

    private SignatureComparison(Path directory) {
        this.directory = directory;
        this.environment = Map.of("XDG_CONFIG_HOME", directory.resolve("config").toString(), "XDG_CACHE_HOME",
                directory.resolve("cache").toString());
    }

    /** Argument: how many rounds. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: SignatureComparison ROUNDS");
            System.exit(2);
        }
        try (Scratch scratch = Scratch.create()) {
            new SignatureComparison(scratch.directory()).run(Integer.parseInt(arguments[0]), System.out);
        }
    }

    private void run(int rounds, PrintStream out) throws IOException {
        List<String> names = new ArrayList<>();
        List<TimedRun> runs = new ArrayList<>();
        addTwice(UNSIGNED, names, runs);
        for (String key : ORDER) {
            List<String> generate = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-f", key));
            generate.addAll(KEYS.getOrDefault(key, List.of()));
            timed(generate, () -> {}).seconds();
            addTwice(key, names, runs);
            timed(remit("sign", "--key", key, key + ".yml"), () -> {}).seconds();
            timed(remit("trust", "add", "--author", "remit", key + ".pub"), () -> {}).seconds();
            runs.getLast().seconds();
        }
        double[][] seconds = TimedRun.alternate(runs, rounds);
        out.printf(Locale.ROOT, "Linux %s, %d CPUs; medians of %d rounds%n", System.getProperty("os.version"),
                Runtime.getRuntime().availableProcessors(), rounds);
        out.printf(Locale.ROOT, "%-24s %8s %12s   %s%n", "", "ms", "+ unsigned",
                "of the same round, made alike: the middle half of these differences");
        for (int i = 0; i < names.size(); i++) {
            double[] unsigned = seconds[i % 2];
            double[] more = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                more[round] = (seconds[i][round] - unsigned[round]) * MILLIS;
            }
            Arrays.sort(more);
            out.printf(Locale.ROOT, "%-24s %8.1f %12.1f   %.1f to %.1f%n", names.get(i),
                    TimedRun.median(seconds[i]) * MILLIS, TimedRun.median(more), more[rounds / 4],
                    more[rounds - 1 - rounds / 4]);
        }
    }

    /** A manifest, run with nothing kept of it, and run again. */
    private void addTwice(String name, List<String> names, List<TimedRun> runs) throws IOException {
        Files.writeString(directory.resolve(name + ".yml"),
                "manifestVersion: v1\nname: " + name + "\nauthor: remit\nrun: /bin/true\n");
        List<String> run = remit("run", name + ".yml");
        names.add(name + (name.equals(UNSIGNED) ? ", compiled" : ", verified"));
        runs.add(timed(run, () -> Scratch.remove(directory.resolve("cache"))));
        names.add(name + ", reused");
        runs.add(timed(run, () -> {}));
    }

    private TimedRun timed(List<String> command, Runnable before) {
        return new TimedRun(command, directory, environment, before);
    }

    private static List<String> remit(String... arguments) {
        List<String> command = new ArrayList<>(Launchers.remit());
        command.addAll(List.of(arguments));
        return command;
    }
}
