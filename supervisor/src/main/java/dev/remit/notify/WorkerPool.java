package dev.remit.notify;

import dev.remit.linux.Syscall;
import dev.remit.linux.UntouchedMemory;
import dev.remit.notify.CallWorker.Cancellation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one run. A wanted number of them is free to receive calls at any time: one that is about to block says
 * so and is replaced before it does, and one that blocks without saying so is noticed and replaced by {@link StuckCalls}.
 * Who comes back finds its seat taken and rests, to replace the next one, or ends.
 *
 * <p>Everything here is cold: a worker that decides and answers reads two fields.
 */
public final class WorkerPool {
    /** Each takes memory, and a descriptor or two. */
    static final int MOST_WORKERS = 4096;
    private static final int MOST_RESTING = 16;
    private static final long IDLE_NANOS = 5_000_000_000L;
    private static final int STACK_BYTES = 256 << 10;

    private final Supervision supervision;
    private final int wanted;
    private final int bound;
    private final Runnable onStart;
    private final StuckCalls stuckCalls;

    // Guarded by this; the fields that are volatile are read without.
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private final ArrayDeque<Recorder> recorders = new ArrayDeque<>();
    private volatile CallWorker[] members = {};
    private volatile int seats;
    private volatile boolean exhausted;
    private int total;
    private int most;
    private @Nullable Resting reserve;
    private boolean reserveStarted;
    private boolean ended;

    /** A worker that waits to be needed. */
    private static final class Resting {
        private final CallWorker worker;
        private final Thread thread = Thread.currentThread();
        private volatile boolean called;

        Resting(CallWorker worker) {
            this.worker = worker;
        }
    }

    /**
     * @param wanted how many workers are free to receive
     * @param onStart run by each worker's thread before it begins
     */
    public WorkerPool(Supervision supervision, int wanted, Runnable onStart) {
        this(supervision, wanted, MOST_WORKERS, onStart);
    }

    /** The same with another bound on the number of threads. */
    WorkerPool(Supervision supervision, int wanted, int bound, Runnable onStart) {
        this.supervision = supervision;
        this.wanted = wanted;
        this.bound = bound;
        this.most = bound;
        this.onStart = onStart;
        this.stuckCalls = new StuckCalls(this, supervision.listener());
    }

    /** Starts the workers. */
    public void start() {
        stuckCalls.start();
        synchronized (this) {
            seatUpTo(wanted);
        }
    }

    /** Makes the calling thread a worker, in addition to those started, until no supervised thread is left. */
    public void serve() {
        stuckCalls.start();
        synchronized (this) {
            addSeats(1);
            total++;
        }
        work(false);
    }

    /**
     * Waits for the workers to end, which they do when no supervised thread is left; those that are still blocked after
     * a while are not waited for. An older kernel does not tell workers of the end (before Linux 6.11), and then they
     * wait on, with everything recorded.
     */
    public synchronized void awaitEnd(Duration patience) {
        ended = true;
        resting.forEach(WorkerPool::call);
        resting.clear();
        if (reserve != null) {
            call(reserve);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (total > 0 && left > 0) {
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    private void work(boolean asReserve) {
        CallWorker worker = null;
        try (UntouchedMemory memory = new UntouchedMemory()) {
            onStart.run();
            worker = new CallWorker(this, supervision, memory);
            join(worker, !asReserve);
            if (!asReserve || restAsReserve(worker)) {
                worker.work();
            }
        } catch (RuntimeException | Error defect) {
            if (worker != null || members.length == 0) {
                supervision.defect().compareAndSet(null, defect);
            }
        } finally {
            part(worker, asReserve);
        }
    }

    private synchronized void join(CallWorker worker, boolean seated) {
        CallWorker[] more = Arrays.copyOf(members, members.length + 1);
        more[members.length] = worker;
        members = more;
        worker.seat(seated);
    }

    private synchronized void part(@Nullable CallWorker worker, boolean asReserve) {
        total--;
        if (worker != null) {
            removeMember(worker);
            keepRecorder(worker);
            most = bound;
            if (worker.isSeated()) {
                unseat(worker);
            }
        } else {
            // It could not be made, for want of memory or descriptors: for now there will not be more than there are.
            most = total;
            if (!asReserve) {
                addSeats(-1);
            }
        }
        notifyAll();
    }

    private void removeMember(CallWorker worker) {
        CallWorker[] all = members;
        CallWorker[] fewer = new CallWorker[all.length - 1];
        int count = 0;
        for (CallWorker member : all) {
            if (member != worker) {
                fewer[count++] = member;
            }
        }
        members = fewer;
    }

    /** The workers of this moment. */
    CallWorker[] members() {
        return members;
    }

    /** Whether there is nobody left to decide: calls are refused until somebody comes back. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Whether the run is over and all workers have ended. */
    synchronized boolean hasEnded() {
        return ended && total == 0;
    }

    /** Whether more workers receive than are wanted. */
    boolean hasTooMany() {
        return seats > wanted;
    }

    /** Says that a call was received. */
    void noteActivity() {
        stuckCalls.noteActivity();
    }

    /**
     * Replaces a worker that is about to block.
     *
     * @return false when nobody would be left to receive
     */
    synchronized boolean beginAbsence(CallWorker worker) {
        if (!worker.isSeated()) {
            // It has been replaced already.
            return true;
        }
        seatUpTo(wanted + 1);
        if (seats == 1) {
            return false;
        }
        worker.hold();
        unseat(worker);
        keepRecorder(worker);
        return true;
    }

    /**
     * Replaces workers that block.
     *
     * @param stuck have been in their calls for too long
     * @param least how many are to receive then, if that many can be had
     * @return whether nobody else was receiving
     */
    synchronized boolean replace(CallWorker[] stuck, int count, int least) {
        for (int i = 0; i < count; i++) {
            CallWorker worker = stuck[i];
            if (worker.isSeated() && worker.hold()) {
                unseat(worker);
            }
        }
        boolean all = count > 0 && seats == 0;
        if (members.length > 0 && !ended) {
            seatUpTo(Math.max(wanted, least));
            exhausted = seats == 0;
        }
        if (exhausted && reserve != null) {
            seat(reserve);
            reserve = null;
            reserveStarted = false;
        }
        return all;
    }

    private void unseat(CallWorker worker) {
        worker.seat(false);
        addSeats(-1);
    }

    private synchronized void addSeats(int more) {
        int now = seats + more;
        seats = now;
    }

    /** Gives seats to workers that rest and to new ones, until so many are taken or no more can be had. */
    private void seatUpTo(int count) {
        while (seats < count) {
            Resting next = resting.pollLast();
            if (next != null) {
                seat(next);
            } else if (!startThread(false)) {
                return;
            } else {
                addSeats(1);
            }
        }
    }

    private void seat(Resting next) {
        next.worker.seat(true);
        addSeats(1);
        call(next);
    }

    private static void call(Resting next) {
        next.called = true;
        LockSupport.unpark(next.thread);
    }

    private boolean startThread(boolean asReserve) {
        if (total >= most) {
            return false;
        }
        try {
            Thread.ofPlatform().daemon().name("remit-notify").stackSize(STACK_BYTES).start(() -> work(asReserve));
        } catch (OutOfMemoryError noThread) {
            // The bound of the system, or of the user.
            most = total;
            return false;
        }
        total++;
        if (total > wanted && !reserveStarted) {
            reserveStarted = true;
            reserveStarted = startThread(true);
        }
        return true;
    }

    /** Lets a worker that was held go on; whether it keeps on receiving is {@link CallWorker#isSeated}. */
    synchronized void comeBack(CallWorker worker, int next) {
        exhausted = false;
        if (!worker.isSeated() && seats < wanted) {
            worker.seat(true);
            addSeats(1);
        }
        worker.release(next);
    }

    /**
     * Takes a worker that is not needed now.
     *
     * @return whether it is needed again; otherwise it is to end
     */
    boolean rest(CallWorker worker) {
        Resting place = new Resting(worker);
        synchronized (this) {
            if (worker.isSeated()) {
                if (seats <= wanted) {
                    return true;
                }
                unseat(worker);
            } else if (seats < wanted) {
                worker.seat(true);
                addSeats(1);
                return true;
            }
            keepRecorder(worker);
            if (ended || resting.size() >= MOST_RESTING) {
                return false;
            }
            resting.addLast(place);
        }
        long since = System.nanoTime();
        while (!place.called) {
            LockSupport.parkNanos(this, IDLE_NANOS);
            if (!place.called && System.nanoTime() - since >= IDLE_NANOS && leaveRest(place)) {
                return false;
            }
        }
        return worker.isSeated();
    }

    /** Rests until there is nobody else left; false at the end of the run. */
    private boolean restAsReserve(CallWorker worker) {
        Resting place = new Resting(worker);
        synchronized (this) {
            if (ended) {
                return false;
            }
            reserve = place;
        }
        while (!place.called) {
            LockSupport.park(this);
        }
        return worker.isSeated();
    }

    private synchronized boolean leaveRest(Resting place) {
        return resting.remove(place);
    }

    /** A recorder that no other worker uses. */
    Recorder takeRecorder() {
        synchronized (this) {
            Recorder free = recorders.pollLast();
            if (free != null) {
                return free;
            }
        }
        return supervision.recorders().make();
    }

    private void keepRecorder(CallWorker worker) {
        Recorder recorder = worker.giveBackRecorder();
        if (recorder != null) {
            recorders.addLast(recorder);
        }
    }

    /** Interrupts the system call that a worker is in, if it is still in the call {@code id}. */
    synchronized void cancel(CallWorker worker, long id, Cancellation how, Interrupter by) {
        if (worker.status() == CallWorker.HELD && worker.id() == id) {
            worker.cancel(how, by.sys(), by.process());
        }
    }

    /**
     * Who interrupts.
     *
     * @param sys of the calling thread
     * @param process this one
     */
    record Interrupter(Syscall sys, int process) {}
}
