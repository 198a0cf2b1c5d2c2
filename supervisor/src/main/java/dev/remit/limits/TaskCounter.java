package dev.remit.limits;

import dev.remit.linux.Syscall;
import dev.remit.linux.process.Descendants;
import dev.remit.linux.process.ProcessFigures;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the processes and threads of a program where no control group does. Each is asked for before it is made.
 *
 * <p>{@code upper} is never less than how many there are. It grows with every one that is admitted, and only when it has
 * grown to the limit are they counted anew. An admitted one may not be there yet when that happens: it is the new task of a
 * thread that has not come back from its call, and is counted as if it were there as long as that can be.
 */
public final class TaskCounter {
    /** Who was admitted this long ago has come back from the kernel, or is not going to. */
    private static final long LONGEST_CALL_NANOS = 100_000_000;
    private static final int MOST_UNDER_WAY = 1 << 10;
    private static final long BETWEEN_COUNTS_NANOS = 1_000_000;

    private final long limit;
    private final int ancestor;
    private final Descendants descendants;
    private final ProcessFigures figures;
    /** The latest admissions, in turn. */
    private final int[] threads = new int[MOST_UNDER_WAY];
    private final long[] admitted = new long[MOST_UNDER_WAY];
    private long admissions;
    private long upper;
    private long refused;
    private boolean ended;

    /**
     * @param limit the most there may be
     * @param ancestor whose descendants count
     * @param arena shared by the threads that ask
     */
    TaskCounter(long limit, int ancestor, Arena arena) {
        // One thread asks at a time; errno is the only thing in it that belongs to a call.
        Syscall sys = new Syscall(arena);
        this.limit = limit;
        this.ancestor = ancestor;
        this.descendants = new Descendants(sys, arena);
        this.figures = new ProcessFigures(sys, arena);
    }

    /**
     * Whether a thread may make another process or thread; it is taken to do so then.
     *
     * @param thread its id
     */
    synchronized boolean admits(int thread) {
        if (ended || upper >= limit && !hasRoom(thread)) {
            refused += ended ? 0 : 1;
            return false;
        }
        upper++;
        note(thread);
        return true;
    }

    /** Counts anew; where it depends on tasks that may or may not be there yet, until they are. */
    private boolean hasRoom(int asking) {
        while (true) {
            // In this order: who has come back by now has made a task that is found now.
            int underWay = underWay(asking);
            long living = living();
            if (living < 0 || living >= limit) {
                return false;
            }
            upper = living + underWay;
            if (upper < limit) {
                return true;
            }
            LockSupport.parkNanos(this, BETWEEN_COUNTS_NANOS);
        }
    }

    /**
     * Admits nobody any more.
     *
     * @return how many were refused until now
     */
    synchronized long end() {
        ended = true;
        return refused;
    }

    private void note(int thread) {
        int at = (int) (admissions++ % MOST_UNDER_WAY);
        threads[at] = thread;
        admitted[at] = System.nanoTime();
    }

    /** @param asking who has certainly come back from its last call */
    private int underWay(int asking) {
        long now = System.nanoTime();
        int underWay = 0;
        for (long i = admissions - 1; i >= Math.max(0, admissions - MOST_UNDER_WAY); i--) {
            int at = (int) (i % MOST_UNDER_WAY);
            if (now - admitted[at] >= LONGEST_CALL_NANOS) {
                break;
            }
            if (threads[at] != asking && isLatest(i) && mayBeInCall(threads[at])) {
                underWay++;
            }
        }
        return underWay;
    }

    /** Whether the thread of an admission has not been admitted again since. */
    private boolean isLatest(long admission) {
        for (long i = admission + 1; i < admissions; i++) {
            if (threads[(int) (i % MOST_UNDER_WAY)] == threads[(int) (admission % MOST_UNDER_WAY)]) {
                return false;
            }
        }
        return true;
    }

    /** A thread that makes a task runs, or sleeps where nothing but death can wake it. */
    private boolean mayBeInCall(int thread) {
        return figures.read(thread) == 0 && (figures.state() == 'R' || figures.state() == 'D');
    }

    /** How many there are; negative when that cannot be told. */
    private long living() {
        int count = descendants.find(ancestor);
        long tasks = Math.min(0, count);
        for (int i = 0; i < count; i++) {
            tasks += figures.read(descendants.process(i)) == 0 ? Math.max(1, figures.threads()) : 0;
        }
        return tasks;
    }
}
