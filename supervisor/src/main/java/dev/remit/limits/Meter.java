package dev.remit.limits;

/** Looks at one figure again and again, for the watch. For the watch's thread. */
interface Meter {
    /**
     * Looks.
     *
     * @param now {@link System#nanoTime}
     * @return nanoseconds until the next look; or 0 when the limit is reached
     */
    long look(long now);

    /** What to say when the limit is reached. */
    Reached reached();

    /** Sent to the program first, which may then end by itself. */
    int firstSignal();

    /** How long it has for that, in nanoseconds. */
    long graceNanos();
}
