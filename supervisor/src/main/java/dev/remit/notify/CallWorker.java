package dev.remit.notify;

import dev.remit.handlers.Call;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.PathBuffer;
import dev.remit.handlers.Tools;
import dev.remit.linux.Errno;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Interruption;
import dev.remit.linux.seccomp.Listener;
import dev.remit.linux.seccomp.Notification;
import dev.remit.policy.Reason;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One thread that receives calls, has them decided, and answers, until no supervised thread is left. Made by that thread.
 *
 * <p>What others may know of it is its {@link #status}. It is the worker's own to change until the pool sets it to one of
 * the two held values; from then on the worker cannot leave what it is in without {@link WorkerPool#comeBack}. So
 * whoever holds the pool's lock and finds a worker held knows that {@link #id}, {@link #tid} and {@link #started} speak
 * of the call that it is in, and that an interruption reaches that call and no later one.
 *
 * <pre>
 *                receive              decided               answered
 *   RECEIVING  ----------&gt;  SERVING  ----------&gt;  ANSWERING  ----------&gt;  RECEIVING
 *                              |                      |
 *                              v                      v
 *                            HELD             HELD_ANSWERING
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
final class CallWorker {
    static final int RECEIVING = 0;
    /** Deciding a call, and performing it. */
    static final int SERVING = 1;
    /** Answering a call, which waits for the target where a descriptor is handed over. */
    static final int ANSWERING = 2;
    /** Was {@link #SERVING} when the pool decided that it may be long. */
    static final int HELD = 3;
    /** Was {@link #ANSWERING} when the pool decided that it may be long. */
    static final int HELD_ANSWERING = 4;

    /** What a call that was interrupted is answered with. */
    enum Cancellation {
        NONE,
        /** EINTR. */
        FAIL,
        /** Whatever the kernel makes of an interrupted call, see {@link Listener#interrupt}. */
        INTERRUPT
    }

    private static final int CLONE_FS = 0x200;

    private final WorkerPool pool;
    private final Supervision supervision;
    private final Syscall sys;
    private final Tools tools;
    private final Handlers handlers;
    private final Notification notification;
    private final Call call;
    private final int thread;
    private final AtomicInteger status = new AtomicInteger(RECEIVING);

    // Written by the worker before it sets its status, read by the pool while it holds the worker.
    private long id;
    private int tid;
    private long started;

    // Guarded by the pool's lock while the worker is held or rests, the worker's own otherwise.
    private boolean seated = true;
    private @Nullable Recorder recorder;

    private volatile Cancellation cancellation = Cancellation.NONE;

    /**
     * Makes the calling thread a worker.
     *
     * @param arena confined to this thread
     */
    CallWorker(WorkerPool pool, Supervision supervision, Arena arena) {
        this.pool = pool;
        this.supervision = supervision;
        this.sys = new Syscall(arena);
        Interruption.expectOnlyThis(sys);
        supervision.handlers().credentialChanges().takeBackOwn(sys);
        // The file mode creation mask becomes this thread's own, so that it can be the target's for a moment.
        LinuxException.check(sys.invoke(SyscallNumber.UNSHARE, CLONE_FS), "unshare", "file system attributes");
        this.thread = (int) sys.invoke(SyscallNumber.GETTID, 0);
        this.tools = Tools.of(arena, sys, supervision.listener());
        this.handlers = new Handlers(tools, supervision.handlers());
        this.notification = new Notification(arena, supervision.notificationSize());
        this.call = new Call(notification, () -> pool.beginAbsence(this), new PathBuffer(arena),
                new PathBuffer(arena));
    }

    /** Works until no supervised thread is left, or until the pool has enough others. */
    void work() {
        while (receive()) {
            serve();
            if ((!seated || pool.hasTooMany()) && !pool.rest(this)) {
                return;
            }
        }
    }

    /** Waits for the next call; false when no supervised thread is left. */
    private boolean receive() {
        Listener listener = tools.listener();
        while (true) {
            int error = listener.receive(notification);
            if (error == 0) {
                return true;
            }
            boolean again = error == -Errno.EINTR || error == -Errno.ENOENT && !listener.isAbandoned();
            if (!again) {
                return false;
            }
        }
    }

    private void serve() {
        long received = System.nanoTime();
        id = notification.id();
        tid = notification.tid();
        started = received;
        status.setRelease(SERVING);
        pool.noteActivity();
        decide();
        leave(SERVING, ANSWERING);
        answer();
        recorder().record(call, received);
        leave(ANSWERING, RECEIVING);
    }

    private void decide() {
        if (pool.isExhausted()) {
            call.begin();
            call.deny(Reason.SUPERVISOR_EXHAUSTED, Errno.ENFILE);
            return;
        }
        try {
            handlers.handle(call);
        } catch (RuntimeException | Error defect) {
            supervision.defect().compareAndSet(null, defect);
            call.deny(Reason.SUPERVISOR_DEFECT, Errno.EACCES);
        }
    }

    /** Leaves a status, in one step or, where the pool holds this worker, through the pool. */
    private void leave(int from, int to) {
        if (!status.compareAndSet(from, to)) {
            pool.comeBack(this, to);
        }
    }

    private void answer() {
        if (cancellation != Cancellation.NONE) {
            answerCancelled();
        } else {
            answerDecided();
        }
    }

    /**
     * What was performed before the interruption came is answered. A failure is not: it may be what the handler made of
     * the interruption, and what fails has no effect, so that it does no harm to make the call again.
     */
    private void answerCancelled() {
        Cancellation how = cancellation;
        cancellation = Cancellation.NONE;
        Interruption.take(sys);
        if (call.answer() != Call.Answer.FAIL) {
            answerDecided();
            return;
        }
        call.fail(Errno.EINTR);
        if (how == Cancellation.INTERRUPT) {
            tools.listener().interrupt(id);
        } else {
            tools.listener().fail(id, Errno.EINTR);
        }
    }

    private void answerDecided() {
        Listener listener = tools.listener();
        switch (call.answer()) {
            case PROCEED -> listener.proceed(id);
            case SUCCEED -> listener.succeed(id, call.value());
            case SEND_DESCRIPTOR -> sendDescriptor();
            default -> listener.fail(id, call.errno());
        }
    }

    /** The target may have no number left for the descriptor; then it is told so. */
    private void sendDescriptor() {
        int source = call.descriptor();
        int number = call.isSole()
                ? tools.listener().addDescriptor(id, source, call.closeOnExec())
                : tools.listener().sendDescriptor(id, source, call.closeOnExec());
        tools.files().close(source);
        if (call.isSole() && number >= 0) {
            tools.listener().succeed(id, number);
        }
        if (number < 0 && number != -Errno.ENOENT) {
            call.fail(-number);
            tools.listener().fail(id, call.errno());
        }
    }

    private Recorder recorder() {
        Recorder mine = recorder;
        if (mine == null) {
            mine = pool.takeRecorder();
            recorder = mine;
        }
        return mine;
    }

    /** {@link System#nanoTime} of the receipt of the call that it is in. */
    long started() {
        return started;
    }

    /** The kernel's cookie for the call that it is in. */
    long id() {
        return id;
    }

    /** The thread that made the call that it is in. */
    int tid() {
        return tid;
    }

    int status() {
        return status.getAcquire();
    }

    /** Takes the worker's place among those that receive, unless it has left what it was in. */
    boolean hold() {
        return status.compareAndSet(SERVING, HELD) || status.compareAndSet(ANSWERING, HELD_ANSWERING);
    }

    /** Ends a hold; for the pool. */
    void release(int next) {
        status.set(next);
    }

    boolean isSeated() {
        return seated;
    }

    void seat(boolean taken) {
        seated = taken;
    }

    @Nullable
    Recorder giveBackRecorder() {
        Recorder mine = recorder;
        recorder = null;
        return mine;
    }

    /** Interrupts the system call that the worker is in; it must be {@link #HELD}. */
    void cancel(Cancellation how, Syscall caller, int process) {
        cancellation = how;
        Interruption.interrupt(caller, process, thread);
    }
}
