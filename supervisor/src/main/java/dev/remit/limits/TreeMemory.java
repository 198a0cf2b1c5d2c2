package dev.remit.limits;

import dev.remit.linux.process.Descendants;
import dev.remit.linux.process.ProcessFigures;
import dev.remit.policy.Limits;

/**
 * Memory of all processes together: what they have of their own, shared memory, and what of these is swapped out. Files
 * that are mapped do not count, as the kernel takes their memory back when it needs it.
 *
 * <p>What several processes share is counted in proportion, but only when the sum of the whole would be too much: that is
 * quick to tell and never less than the truth.
 *
 * <p>The next look is when processes on all processors could have filled what is left, as fast as memory can be filled.
 */
final class TreeMemory implements Meter {
    private static final int SIGKILL = 9;
    /** As much as one processor fills, in bytes for each nanosecond. */
    private static final long FILLED_EACH_NANOSECOND = 3;
    private static final long SHORTEST = 10_000_000;
    private static final long LONGEST = 200_000_000;
    /** Looking may take this part of one processor's time. */
    private static final int LARGEST_PART = 50;

    private final Limits.Bound bound;
    private final int ancestor;
    private final Descendants descendants;
    private final ProcessFigures figures;

    /** @param ancestor whose descendants count */
    TreeMemory(Limits.Bound bound, int ancestor, Descendants descendants, ProcessFigures figures) {
        this.bound = bound;
        this.ancestor = ancestor;
        this.descendants = descendants;
        this.figures = figures;
    }

    @Override
    public long look(long now) {
        int count = descendants.find(ancestor);
        long used = 0;
        for (int i = 0; i < count; i++) {
            used += Math.max(0, figures.residentBytes(descendants.process(i)));
        }
        if (used > bound.value()) {
            used = proportional(count);
        }
        if (used > bound.value()) {
            return 0;
        }
        long left = (bound.value() - used)
                / (FILLED_EACH_NANOSECOND * Runtime.getRuntime().availableProcessors());
        long took = System.nanoTime() - now;
        return Math.max(Math.clamp(left, SHORTEST, LONGEST), LARGEST_PART * took);
    }

    private long proportional(int count) {
        long used = 0;
        for (int i = 0; i < count; i++) {
            int process = descendants.process(i);
            int parent = descendants.parent(i);
            if (parent >= 0 && figures.shareMemory(process, descendants.process(parent))) {
                continue;
            }
            long bytes = figures.proportionalBytes(process);
            // One that lets nobody look at it closely counts in full.
            used += Math.max(0, bytes < 0 ? figures.residentBytes(process) : bytes);
        }
        return used;
    }

    @Override
    public Reached reached() {
        return new Reached(bound, "the program and its descendants had more than " + bound.spelling() + " in memory");
    }

    @Override
    public int firstSignal() {
        return SIGKILL;
    }

    @Override
    public long graceNanos() {
        return 0;
    }
}
