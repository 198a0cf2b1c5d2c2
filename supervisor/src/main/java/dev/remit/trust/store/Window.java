package dev.remit.trust.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of time.
 *
 * @param from its first instant
 * @param until the first instant after it
 */
record Window(Instant from, Instant until) {
    /** A clock before the epoch is wrong. */
    static final Window ALWAYS = new Window(Instant.EPOCH, Instant.MAX);

    /** Between two times in seconds since the epoch, unsigned, as certificates have them: the second one excluded. */
    static Window ofUnsigned(long from, long until) {
        return new Window(instant(from), instant(until));
    }

    /** A time in seconds since the epoch, unsigned; those that are too late for an {@link Instant} are the latest. */
    static Instant instant(long seconds) {
        return Long.compareUnsigned(seconds, Instant.MAX.getEpochSecond()) >= 0
                ? Instant.MAX
                : Instant.ofEpochSecond(seconds);
    }

    /** What of it is at a time or later; all of it for null. */
    Window from(@Nullable Instant time) {
        return time == null || !time.isAfter(from) ? this : new Window(time, until);
    }

    /** What of it is before a time; all of it for null. */
    Window until(@Nullable Instant time) {
        return time == null || !time.isBefore(until) ? this : new Window(from, time);
    }

    Window and(Window other) {
        return from(other.from).until(other.until);
    }

    boolean contains(Instant now) {
        return !isAfter(now) && now.isBefore(until);
    }

    /** Whether it has not begun. */
    boolean isAfter(Instant now) {
        return now.isBefore(from);
    }
}
