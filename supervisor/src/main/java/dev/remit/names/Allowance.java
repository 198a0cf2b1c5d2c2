package dev.remit.names;

import java.time.Duration;

/** Allows something a few times at once, and then at a steady pace. */
final class Allowance {
    private final long most;
    private final long paceNanos;
    /** Counts time instead of tokens: how much is in store. */
    private long stored;
    private long seen;

    Allowance(int atOnce, Duration pace, long now) {
        this.paceNanos = pace.toNanos();
        this.most = atOnce * paceNanos;
        this.stored = most;
        this.seen = now;
    }

    boolean take(long now) {
        stored = Math.min(most, stored + Math.max(0, now - seen));
        seen = now;
        if (stored < paceNanos) {
            return false;
        }
        stored -= paceNanos;
        return true;
    }
}
