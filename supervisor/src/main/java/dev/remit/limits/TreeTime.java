package dev.remit.limits;

import dev.remit.linux.process.Descendants;
import dev.remit.linux.process.ProcessFigures;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Processor time of all processes together, added up where no control group does: of those that live, of those that they
 * waited for, and of those that the supervisor reaped.
 *
 * <p>A process that nobody waits for, because its parent ignores its end, takes its time with it. What it had used when it
 * was last looked at is remembered: the time of processes that are gone must have come to others, and what has not is
 * added. That is judged at the look after the one that misses them, as time and look are not one moment.
 *
 * <p>What moves from a process to its heir is missed rather than counted twice, this once: heirs are looked at first.
 */
final class TreeTime implements LongSupplier {
    /** Times are told in such steps; each may have been rounded. */
    private static final long STEP_NANOS = 10_000_000;

    private final int ancestor;
    private final Descendants descendants;
    private final ProcessFigures figures;
    private final LongSupplier reaped;

    private Map<Integer, Seen> last = new HashMap<>();
    private long bequeathed;
    private long inherited;
    private long lost;
    private long most;

    /** One process at one look: when it began, its own time, and that of children that it waited for. */
    private record Seen(long startTime, long own, long ofChildren) {
        long all() {
            return own + ofChildren;
        }
    }

    /**
     * @param ancestor whose descendants count
     * @param reaped time of those that the ancestor has reaped, in nanoseconds
     */
    TreeTime(int ancestor, Descendants descendants, ProcessFigures figures, LongSupplier reaped) {
        this.ancestor = ancestor;
        this.descendants = descendants;
        this.figures = figures;
        this.reaped = reaped;
    }

    @Override
    public long getAsLong() {
        long sum = reaped.getAsLong();
        Map<Integer, Seen> now = look();
        for (Map.Entry<Integer, Seen> process : now.entrySet()) {
            sum += process.getValue().all();
            Seen before = last.get(process.getKey());
            if (before != null && isSame(before, process.getValue())) {
                inherited += process.getValue().ofChildren() - before.ofChildren();
            }
        }
        lost = Math.max(lost, bequeathed - inherited - reaped.getAsLong());
        last.forEach((process, seen) -> {
            if (!isSame(seen, now.get(process))) {
                bequeathed += Math.max(0, seen.all() - STEP_NANOS);
            }
        });
        last = now;
        most = Math.max(most, sum + lost);
        return most;
    }

    private Map<Integer, Seen> look() {
        Map<Integer, Seen> now = new HashMap<>();
        int count = descendants.find(ancestor);
        for (int i = 0; i < count; i++) {
            if (figures.read(descendants.process(i)) == 0) {
                now.put(descendants.process(i),
                        new Seen(figures.startTime(), figures.cpuNanos(), figures.childrenCpuNanos()));
            }
        }
        return now;
    }

    private static boolean isSame(Seen before, @Nullable Seen after) {
        return after != null && before.startTime() == after.startTime();
    }
}
