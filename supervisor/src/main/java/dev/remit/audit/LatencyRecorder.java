package dev.remit.audit;

import dev.remit.policy.Outcome;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long one worker's answers took, in a histogram for each {@link Outcome}. Hot side: {@link #record} allocates
 * nothing. One worker writes; another thread may read at any time.
 */
public final class LatencyRecorder {
    /** Durations beyond this one count as this one: a minute. */
    private static final long LONGEST_NANOS = 60_000_000_000L;
    /** Two digits bound the error of a percentile by 1 % and a histogram by 32 KiB. */
    private static final int DIGITS = 2;

    private final SingleWriterRecorder[] recorders = new SingleWriterRecorder[Outcome.values().length];

    public LatencyRecorder() {
        for (int i = 0; i < recorders.length; i++) {
            recorders[i] = new SingleWriterRecorder(LONGEST_NANOS, DIGITS);
        }
    }

    /**
     * Counts one answer.
     *
     * @param outcomeCode of {@link Outcome}
     * @param nanos from receipt to answer
     */
    public void record(int outcomeCode, long nanos) {
        recorders[outcomeCode].recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
    }

    /** Adds what was recorded since the last call to {@code total}. */
    public void moveTo(Outcome outcome, Histogram total) {
        total.add(recorders[outcome.code()].getIntervalHistogram());
    }
}
