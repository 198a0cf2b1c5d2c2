package dev.remit.limits;

import dev.remit.policy.Limits;
import java.util.function.LongSupplier;

/** Processor time of all processes together. The next look is when they could have used it up on all processors. */
final class ProcessorTime implements Meter {
    private static final int SIGXCPU = 24;
    private static final long GRACE_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_MILLISECOND = 1_000_000L;
    private static final long SHORTEST = 10 * NANOS_PER_MILLISECOND;

    private final Limits.Bound bound;
    private final long length;
    private final LongSupplier used;
    private final long longest;

    /**
     * @param used nanoseconds so far
     * @param longest between two looks, in nanoseconds
     */
    ProcessorTime(Limits.Bound bound, LongSupplier used, long longest) {
        this.bound = bound;
        this.used = used;
        this.longest = longest;
        this.length = bound.value() > Long.MAX_VALUE / NANOS_PER_MILLISECOND
                ? Long.MAX_VALUE
                : bound.value() * NANOS_PER_MILLISECOND;
    }

    @Override
    public long look(long now) {
        long left = length - used.getAsLong();
        if (left <= 0) {
            return 0;
        }
        return Math.clamp(left / Runtime.getRuntime().availableProcessors(), SHORTEST, longest);
    }

    @Override
    public Reached reached() {
        return new Reached(bound, "the program and its descendants used more than " + bound.spelling()
                + " of processor time");
    }

    @Override
    public int firstSignal() {
        return SIGXCPU;
    }

    @Override
    public long graceNanos() {
        return GRACE_NANOS;
    }
}
