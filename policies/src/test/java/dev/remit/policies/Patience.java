package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;

/** Waits for what other processes do. */
final class Patience {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Patience() {}

    /** Something that will be true if all is well. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    static void await(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
