package dev.remit.limits;

import dev.remit.policy.Limits;

/** Wall-clock time, which passes while a program is stopped as well, but not while the machine sleeps. */
final class Clock implements Meter {
    private static final int SIGTERM = 15;
    private static final long GRACE_NANOS = 5_000_000_000L;
    private static final long NANOS_PER_MILLISECOND = 1_000_000L;

    private final Limits.Bound bound;
    private final long begin;
    private final long length;

    /** @param begin {@link System#nanoTime} */
    Clock(Limits.Bound bound, long begin) {
        this.bound = bound;
        this.begin = begin;
        // A limit longer than nanoseconds can count is never reached.
        this.length = bound.value() > Long.MAX_VALUE / NANOS_PER_MILLISECOND
                ? Long.MAX_VALUE
                : bound.value() * NANOS_PER_MILLISECOND;
    }

    @Override
    public long look(long now) {
        return Math.max(0, length - (now - begin));
    }

    @Override
    public Reached reached() {
        return new Reached(bound, "the program ran longer than " + bound.spelling());
    }

    @Override
    public int firstSignal() {
        return SIGTERM;
    }

    @Override
    public long graceNanos() {
        return GRACE_NANOS;
    }
}
