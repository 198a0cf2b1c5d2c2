package dev.remit.linux;

import dev.remit.uapi.Uapi;
import dev.remit.uapi.sock_filter;
import dev.remit.uapi.sock_fprog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A thread that takes on a filter which allows every call, for the sake of the listener that comes with it, and ends.
 * Nothing is ever handed to that listener.
 */
final class ListenerTrial implements Runnable {
    private long answer = -Errno.EAGAIN;

    private ListenerTrial() {}

    /** A listener's descriptor, the caller's to close, or a negative errno. */
    static long listener() {
        ListenerTrial trial = new ListenerTrial();
        Thread thread = Thread.ofPlatform().name("listener-trial").unstarted(trial);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return trial.answer;
    }

    @Override
    public void run() {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            MemorySegment allow = sock_filter.allocate(arena);
            sock_filter.code(allow, (short) (Uapi.BPF_RET() | Uapi.BPF_K()));
            sock_filter.k(allow, Uapi.SECCOMP_RET_ALLOW());
            MemorySegment program = sock_fprog.allocate(arena);
            sock_fprog.len(program, (short) 1);
            sock_fprog.filter(program, allow);
            answer = sys.invoke(SyscallNumber.PRCTL, Uapi.PR_SET_NO_NEW_PRIVS(), 1, 0, 0);
            if (answer == 0) {
                answer = sys.invoke(SyscallNumber.SECCOMP, Uapi.SECCOMP_SET_MODE_FILTER(),
                        Uapi.SECCOMP_FILTER_FLAG_NEW_LISTENER(), program.address());
            }
        }
    }
}
