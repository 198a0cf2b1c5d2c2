package dev.remit.notify;

import dev.remit.linux.Syscall;
import dev.remit.linux.UntouchedMemory;
import dev.remit.linux.process.Interruption;
import dev.remit.linux.process.SignalState;
import dev.remit.linux.seccomp.Listener;
import dev.remit.notify.CallWorker.Cancellation;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that looks at calls that take long: it has their workers replaced, and interrupts those that nobody waits for
 * any more or that their own thread would have been interrupted in.
 *
 * <p>A target whose call was received can only be killed (killable waiting), so its signals wait until it is answered.
 * Had it made the call itself, a signal would have interrupted it; here the worker is interrupted in its place. What
 * cannot be interrupted, such as a disk that does not answer, cannot be here either.
 *
 * <p>It looks while there is something to look at, and sleeps after a while without calls.
 */
final class StuckCalls {
    /** In a call for longer, a worker counts as blocked. */
    private static final long STUCK_NANOS = 10_000_000;
    private static final long BUSY_INTERVAL = 20_000_000;
    /** Between looks while calls are blocked and nothing else happens: bounds how late a signal is delivered. */
    private static final long QUIET_INTERVAL = 50_000_000;
    private static final long SETTLING_NANOS = 1_000_000;
    /** So that a wake-up that was missed does no lasting harm. */
    private static final long LONGEST_SLEEP = 5_000_000_000L;
    private static final int QUIET_LOOKS = 20;
    /** Looking at a target takes some 20 µs. */
    private static final int MOST_TARGETS = 32;

    private final WorkerPool pool;
    private final int listenerDescriptor;
    private final Thread thread = Thread.ofPlatform().daemon().name("remit-stuck-calls").unstarted(this::run);
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean asleep;

    // The thread's own.
    private @Nullable Tools tools;
    private CallWorker[] blocked = {};
    private CallWorker[] unnoticed = {};
    private int blockedCount;
    private int growth = 1;
    private int nextTarget;
    private int quietLooks;
    private long lookedAt;
    private boolean active;

    /** What the thread looks with. */
    private record Tools(Listener listener, SignalState signals, WorkerPool.Interrupter interrupter) {}

    StuckCalls(WorkerPool pool, int listener) {
        this.pool = pool;
        this.listenerDescriptor = listener;
    }

    void start() {
        if (started.compareAndSet(false, true)) {
            thread.start();
        }
    }

    /** To be called when a call was received. */
    void noteActivity() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try (UntouchedMemory memory = new UntouchedMemory()) {
            Syscall sys = new Syscall(memory);
            Interruption.prepare(sys);
            int process = (int) ProcessHandle.current().pid();
            tools = new Tools(new Listener(sys, listenerDescriptor, memory), new SignalState(sys, memory),
                    new WorkerPool.Interrupter(sys, process));
            while (!pool.hasEnded()) {
                look();
                pause();
            }
        }
    }

    private void pause() {
        if (active) {
            quietLooks = 0;
            LockSupport.parkNanos(this, BUSY_INTERVAL);
        } else if (blockedCount > 0 || ++quietLooks < QUIET_LOOKS) {
            LockSupport.parkNanos(this, blockedCount > 0 ? QUIET_INTERVAL : BUSY_INTERVAL);
        } else {
            sleep();
        }
    }

    /** Sleeps until a call is received. One that was received meanwhile is seen by then, or wakes. */
    private void sleep() {
        asleep = true;
        LockSupport.parkNanos(this, SETTLING_NANOS);
        for (CallWorker worker : pool.members()) {
            if (worker.status() != CallWorker.RECEIVING) {
                asleep = false;
            }
        }
        if (asleep) {
            LockSupport.parkNanos(this, LONGEST_SLEEP);
        }
        asleep = false;
        quietLooks = 0;
    }

    private void look() {
        long now = System.nanoTime();
        CallWorker[] members = pool.members();
        if (blocked.length < members.length) {
            blocked = new CallWorker[2 * members.length];
            unnoticed = new CallWorker[2 * members.length];
        }
        int newlyBlocked = 0;
        blockedCount = 0;
        active = false;
        for (CallWorker worker : members) {
            int status = worker.status();
            long began = worker.started();
            active |= began - lookedAt > 0;
            if (status == CallWorker.RECEIVING || now - began < STUCK_NANOS) {
                continue;
            }
            blocked[blockedCount++] = worker;
            if (status == CallWorker.SERVING || status == CallWorker.ANSWERING) {
                unnoticed[newlyBlocked++] = worker;
            }
        }
        lookedAt = now;
        grow(newlyBlocked);
        examine();
    }

    /** Has others receive in place of those that block; twice as many each time that all of them block again. */
    private void grow(int newlyBlocked) {
        boolean all = pool.replace(unnoticed, newlyBlocked, growth);
        growth = all ? Math.min(2 * growth, WorkerPool.MOST_WORKERS) : 1;
    }

    /** Looks at some of the targets whose calls block, at others each time. */
    private void examine() {
        Tools looking = tools;
        for (int i = 0; looking != null && i < Math.min(blockedCount, MOST_TARGETS); i++) {
            nextTarget = nextTarget + 1 < blockedCount ? nextTarget + 1 : 0;
            examine(blocked[nextTarget], looking);
        }
    }

    private void examine(CallWorker worker, Tools looking) {
        long id = worker.id();
        int tid = worker.tid();
        if (worker.status() != CallWorker.HELD) {
            return;
        }
        if (!looking.listener().isWaiting(id)) {
            pool.cancel(worker, id, Cancellation.FAIL, looking.interrupter());
            return;
        }
        switch (looking.signals().of(tid)) {
            case CERTAIN -> pool.cancel(worker, id, Cancellation.INTERRUPT, looking.interrupter());
            case POSSIBLE -> pool.cancel(worker, id, Cancellation.FAIL, looking.interrupter());
            case NONE -> {
            }
        }
    }
}
