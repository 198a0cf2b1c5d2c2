package dev.remit.notify;

import dev.remit.handlers.Call;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.PathBuffer;
import dev.remit.handlers.Tools;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.seccomp.Listener;
import dev.remit.linux.seccomp.Notification;
import dev.remit.policy.Reason;
import java.lang.foreign.Arena;

/**
 * One thread's means to decide and answer calls. Made by that thread and used by no other.
 */
final class CallWorker {
    private static final int CLONE_FS = 0x200;

    private final Supervision supervision;
    private final Tools tools;
    private final Handlers handlers;
    private final Recorder recorder;
    private final Notification notification;
    private final Call call;

    /**
     * @param mayBlock whether this thread may wait for somebody else
     * @param arena confined to this thread
     */
    CallWorker(Supervision supervision, boolean mayBlock, Arena arena) {
        this.supervision = supervision;
        Syscall sys = new Syscall(arena);
        // The file mode creation mask becomes this thread's own, so that it can be the target's for a moment.
        sys.invoke(SyscallNumber.UNSHARE, CLONE_FS);
        this.tools = Tools.of(arena, sys, supervision.listener());
        this.handlers = new Handlers(tools, supervision.handlers());
        this.recorder = supervision.recorders().make();
        this.notification = new Notification(arena, supervision.notificationSize());
        this.call = new Call(notification, mayBlock, new PathBuffer(arena), new PathBuffer(arena));
    }

    Listener listener() {
        return tools.listener();
    }

    Notification notification() {
        return notification;
    }

    /**
     * Decides and answers the call in {@link #notification}.
     *
     * @param started {@link System#nanoTime} of its receipt
     * @return false when it must be decided by a thread that may block; then nothing has been answered
     */
    boolean serve(long started) {
        try {
            handlers.handle(call);
        } catch (RuntimeException | Error defect) {
            supervision.defect().compareAndSet(null, defect);
            call.deny(Reason.SUPERVISOR_DEFECT, Errno.EACCES);
        }
        if (call.answer() == Call.Answer.DEFER) {
            return false;
        }
        answer();
        recorder.record(call, started);
        return true;
    }

    /** Refuses the call in {@link #notification} because nobody can decide it. */
    void refuse(Reason why, long started) {
        call.begin();
        call.deny(why, Errno.ENFILE);
        answer();
        recorder.record(call, started);
    }

    private void answer() {
        long id = call.id();
        switch (call.answer()) {
            case PROCEED -> listener().proceed(id);
            case SUCCEED -> listener().succeed(id, call.value());
            case SEND_DESCRIPTOR -> sendDescriptor(id);
            default -> listener().fail(id, call.errno());
        }
    }

    /** The target may have no number left for the descriptor; then it is told so. */
    private void sendDescriptor(long id) {
        int source = call.descriptor();
        int number = call.isSole()
                ? listener().addDescriptor(id, source, call.closeOnExec())
                : listener().sendDescriptor(id, source, call.closeOnExec());
        tools.files().close(source);
        if (call.isSole() && number >= 0) {
            listener().succeed(id, number);
        }
        if (number < 0 && number != -Errno.ENOENT) {
            call.fail(-number);
            listener().fail(id, call.errno());
        }
    }
}
