package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.child_siginfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Waits for this process's children and signals them. For one thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
 */
public final class Children {
    /** {@code struct rusage}; it begins with two {@code struct timeval}, user and system time. */
    private static final int USAGE_BYTES = 144;
    private static final int USAGE_TIMES = 2;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICROSECOND = 1_000L;

    private final Syscall sys;
    private final MemorySegment info;
    private final MemorySegment usage;
    private volatile long reapedCpuNanos;

    public Children(Syscall sys, Arena arena) {
        this.sys = sys;
        this.info = child_siginfo.allocate(arena);
        this.usage = arena.allocate(USAGE_BYTES, Long.BYTES);
    }

    /** What became of a child. */
    public sealed interface Change {
        /** The child's process id. */
        int pid();

        record Exited(int pid, int code) implements Change {}

        record Killed(int pid, int signal, boolean coreDumped) implements Change {}

        record Stopped(int pid, int signal) implements Change {}

        /** There is no child to wait for. */
        record None() implements Change {
            @Override
            public int pid() {
                return 0;
            }
        }
    }

    /**
     * Waits for any child to exit, be killed or stop, and reaps it.
     *
     * @param block whether to wait; otherwise {@link Change.None} says that nothing has happened yet
     */
    public Change await(boolean block) {
        long options = Uapi.WEXITED() | Uapi.WSTOPPED() | (block ? 0 : Uapi.WNOHANG());
        long result;
        do {
            info.fill((byte) 0);
            result = sys.invoke(SyscallNumber.WAITID, Uapi.P_ALL(), 0, info.address(), options, usage.address(), 0);
        } while (result == -Errno.EINTR);
        int pid = child_siginfo.pid(info);
        if (result < 0 || pid == 0) {
            return new Change.None();
        }
        int status = child_siginfo.status(info);
        int code = child_siginfo.code(info);
        if (code != Uapi.CLD_STOPPED() && code != Uapi.CLD_TRAPPED()) {
            addUsage();
        }
        if (code == Uapi.CLD_EXITED()) {
            return new Change.Exited(pid, status);
        }
        if (code == Uapi.CLD_STOPPED() || code == Uapi.CLD_TRAPPED()) {
            return new Change.Stopped(pid, status);
        }
        return new Change.Killed(pid, status, code == Uapi.CLD_DUMPED());
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void addUsage() {
        long nanos = 0;
        for (int i = 0; i < USAGE_TIMES; i++) {
            nanos += usage.getAtIndex(ValueLayout.JAVA_LONG, 2L * i) * NANOS_PER_SECOND
                    + usage.getAtIndex(ValueLayout.JAVA_LONG, 2L * i + 1) * NANOS_PER_MICROSECOND;
        }
        reapedCpuNanos += nanos;
    }

    /**
     * Processor time of all children reaped so far, and of their descendants that somebody waited for, in nanoseconds.
     * Any thread may ask.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/getrusage.2.html">getrusage(2)</a>
     */
    public long reapedCpuNanos() {
        return reapedCpuNanos;
    }

    /**
     * Sends a signal.
     *
     * @param pid a process, or a negated process group, as kill(2) takes it
     * @return 0, or a negative errno
     * @see <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>
     */
    public int signal(int pid, int signal) {
        return (int) sys.invoke(SyscallNumber.KILL, pid, signal, 0);
    }

    /**
     * Stops this process. Returns when somebody has continued it: the signal goes to the calling thread, since another
     * one that took it would let this one run on for a while.
     */
    public void stopThisProcess() {
        int process = (int) sys.invoke(SyscallNumber.GETPID, 0);
        sys.invoke(SyscallNumber.TGKILL, process, sys.invoke(SyscallNumber.GETTID, 0), Uapi.SIGSTOP());
    }
}
