package dev.remit.limits;

import dev.remit.linux.Syscall;
import dev.remit.linux.process.Pidfd;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that looks at meters, each as often as that asks for. At the first limit that is reached it ends the program:
 * by the signal that the limit is known for, and some time later by SIGKILL. Whoever waits for the program ends its
 * descendants then.
 */
final class Watch {
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    /** Longer sleeps are cut, as nobody needs their exact end. */
    private static final long LONGEST_SLEEP = 3_600_000_000_000L;

    private final List<Meter> meters;
    private final Pidfd program;
    private final Syscall sys;
    private final Thread thread = Thread.ofPlatform().daemon().name("remit-limits").unstarted(this::run);
    private volatile boolean ended;
    private volatile @Nullable Reached reached;

    /**
     * @param program stays the caller's to close, after {@link #end}
     * @param sys of the watch's thread alone
     */
    Watch(List<Meter> meters, Pidfd program, Syscall sys) {
        this.meters = List.copyOf(meters);
        this.program = program;
        this.sys = sys;
    }

    void start() {
        thread.start();
    }

    /** The limit that ended the program, or null. */
    @Nullable
    Reached reached() {
        return reached;
    }

    /** Ends the watch; when this returns, it sends no signal any more. */
    void end() {
        ended = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long[] due = new long[meters.size()];
        Arrays.fill(due, System.nanoTime());
        while (!ended) {
            long sleep = LONGEST_SLEEP;
            for (int i = 0; i < due.length && !ended; i++) {
                long now = System.nanoTime();
                if (due[i] - now <= 0) {
                    long next = meters.get(i).look(now);
                    if (next == 0) {
                        finish(meters.get(i));
                        return;
                    }
                    due[i] = System.nanoTime() + Math.min(next, LONGEST_SLEEP);
                }
                sleep = Math.min(sleep, due[i] - now);
            }
            LockSupport.parkNanos(this, sleep);
        }
    }

    private void finish(Meter meter) {
        reached = meter.reached();
        long deadline = System.nanoTime() + meter.graceNanos();
        program.signal(sys, meter.firstSignal());
        // One that is stopped could not act on it.
        program.signal(sys, SIGCONT);
        long left = deadline - System.nanoTime();
        while (!ended && left > 0) {
            LockSupport.parkNanos(this, left);
            left = deadline - System.nanoTime();
        }
        program.signal(sys, SIGKILL);
    }
}
