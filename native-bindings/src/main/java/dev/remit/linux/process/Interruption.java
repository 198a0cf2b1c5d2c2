package dev.remit.linux.process;

import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Interrupts a system call that another thread of this process is in: by a signal whose handler does nothing, after
 * which a call that can be interrupted answers EINTR.
 *
 * <p>The handler is a function of libc that takes an integer and touches nothing, as there is no native code of our own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class Interruption {
    /** A real-time signal that neither libc (32 to 34) nor the Java runtime (62) uses. */
    static final int SIGNAL = 40;

    private static final int SIG_SETMASK = 2;
    private static final int SIGNAL_SET_BYTES = 8;

    private Interruption() {}

    /** Makes the signal harmless and interrupting for all of this process. To be called before anything else here. */
    public static void prepare(Syscall sys) {
        sys.libc(Syscall.libc("signal"), SIGNAL, Syscall.libc("abs").address(), 0, 0, 0, 0);
        // signal(3) asks for interrupted calls to be made again; siginterrupt(3) takes that back.
        sys.libc(Syscall.libc("siginterrupt"), SIGNAL, 1, 0, 0, 0, 0);
    }

    /**
     * Lets nothing but this class interrupt the calling thread: it takes no other signals but those that its own
     * instructions cause, and those by which the Java runtime talks to its threads.
     */
    public static void expectOnlyThis(Syscall caller) {
        long open = bit(SIGNAL) | bit(Uapi.SIGSEGV()) | bit(Uapi.SIGBUS()) | bit(Uapi.SIGFPE()) | bit(Uapi.SIGILL())
                | bit(Uapi.SIGTRAP()) | bit(Uapi.SIGABRT()) | bit(Uapi.SIGUSR2());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocateFrom(ValueLayout.JAVA_LONG, ~open);
            LinuxException.check(caller.invoke(SyscallNumber.RT_SIGPROCMASK, SIG_SETMASK, mask.address(), 0,
                    SIGNAL_SET_BYTES), "rt_sigprocmask", "");
        }
    }

    private static long bit(int signal) {
        return 1L << signal - 1;
    }

    /**
     * Interrupts the system call that a thread is in, or the one that it makes next.
     *
     * @param process this process
     * @param thread of it
     * @return 0, or a negative errno: ESRCH when there is no such thread
     */
    public static int interrupt(Syscall sys, int process, int thread) {
        return (int) sys.invoke(SyscallNumber.TGKILL, process, thread, SIGNAL);
    }

    /** Takes an interruption of the calling thread that was sent and has not arrived, so that no later call gets it. */
    public static void take(Syscall caller) {
        // Any system call delivers what is pending when it returns.
        caller.invoke(SyscallNumber.GETTID, 0);
    }
}
