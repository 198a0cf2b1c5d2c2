package dev.remit.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A program that is run from its start to its end, to see how long that takes.
 *
 * @param command that must succeed
 * @param directory in which it starts
 * @param environment variables that it gets beside those of this process
 * @param before is done each time before it starts, and not counted
 */
record TimedRun(List<String> command, Path directory, Map<String, String> environment, Runnable before) {
    /**
     * Runs several in turn, for several rounds.
     *
     * @return for each the seconds of its runs, round by round
     */
    static double[][] alternate(List<TimedRun> runs, int rounds) {
        double[][] seconds = new double[runs.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < runs.size(); i++) {
                seconds[i][round] = runs.get(i).seconds();
            }
        }
        return seconds;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }

    /** Runs it once. */
    double seconds() {
        try {
            Path output = Files.createTempFile("remit-benchmark", ".out");
            try {
                before.run();
                ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                        .redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().putAll(environment);
                long started = System.nanoTime();
                int exit = builder.start().waitFor();
                double seconds = (System.nanoTime() - started) / 1e9;
                if (exit != 0) {
                    throw new IllegalStateException(
                            String.join(" ", command) + " ended with " + exit + ":\n" + Files.readString(output));
                }
                return seconds;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
