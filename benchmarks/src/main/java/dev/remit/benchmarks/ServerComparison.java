package dev.remit.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Puts servers with ready manifests under load, by themselves and within their manifests: starts each twice, and has its
 * client talk to the one and the other in turn for several rounds. Prints how much got done in a second, medians, and the
 * ratio to the server by itself.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -cp benchmarks/target/benchmarks.jar dev.remit.benchmarks.ServerComparison ROUNDS SECONDS [NAME...]
 * </pre>
 *
 * <p>It needs nginx, wrk, redis and PostgreSQL of the distribution; the names, such as {@code pgbench}, choose among the
 * comparisons. Run by root, everything is done as user 65534, as PostgreSQL refuses to work for root.
 */
public final class ServerComparison {
    private static final int USAGE = 2;

    private final Path home;
    private final int rounds;
    private final int seconds;

    private ServerComparison(Path home, int rounds, int seconds) {
        this.home = home;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    /** Arguments: rounds, seconds that each client runs, and the beginnings of names; without any, all. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 2) {
            System.err.println("usage: ServerComparison ROUNDS SECONDS [NAME...]");
            System.exit(USAGE);
        }
        List<String> wanted = List.of(arguments).subList(2, arguments.length);
        ServerComparison comparison = new ServerComparison(RunningServer.policies(), Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]));
        System.out.printf(Locale.ROOT, "Linux %s, %d CPUs; medians of %d rounds, in a second%n",
                System.getProperty("os.version"), Runtime.getRuntime().availableProcessors(), comparison.rounds);
        System.out.printf(Locale.ROOT, "%-38s %10s %10s %10s   %s%n", "", "native", "Remit", "x native",
                "each round's ratio");
        for (Service service : Service.all()) {
            if (wanted.isEmpty() || wanted.stream().anyMatch(service.name()::startsWith)) {
                comparison.run(service, System.out);
            }
        }
    }

    private void run(Service service, PrintStream out) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("remit-benchmark").toRealPath();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (RunningServer alone = RunningServer.start(service, home, directory.resolve("alone"), false);
                RunningServer within = RunningServer.start(service, home, directory.resolve("within"), true)) {
            alone.load(1);
            within.load(1);
            double[] free = new double[rounds];
            double[] held = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                // Whoever comes second in a round comes first in the next.
                boolean first = round % 2 == 0;
                free[round] = first ? alone.load(seconds) : 0;
                held[round] = within.load(seconds);
                free[round] = first ? free[round] : alone.load(seconds);
            }
            print(service, free, held, out);
        } finally {
            RunningServer.shell(directory, "rm -rf alone within");
            Files.delete(directory);
        }
    }

    private void print(Service service, double[] free, double[] held, PrintStream out) {
        double[] ratios = new double[rounds];
        Arrays.setAll(ratios, round -> held[round] / free[round]);
        Arrays.sort(free);
        Arrays.sort(held);
        Arrays.sort(ratios);
        out.printf(Locale.ROOT, "%-38s %10.0f %10.0f %10.3f   %.3f to %.3f%n", service.name(), TimedRun.median(free),
                TimedRun.median(held), TimedRun.median(held) / TimedRun.median(free), ratios[0], ratios[rounds - 1]);
    }

    /** What a program printed. */
    static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
