package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.Arena;

/**
 * Descriptors of the threads that make calls. One means its thread for good, whatever becomes of the thread's number.
 *
 * <p>To make one takes the kernel as long as three or four other small calls, so those of the threads that called last
 * are kept. When another thread has got the number of one that has ended, every use of the kept descriptor fails with
 * ESRCH, and never reaches the other thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
final class TargetThread {
    private static final int PIDFD_THREAD = 0200;
    /** A power of two. A program whose threads all connect to others has few of them in the midst of it. */
    private static final int KEPT = 8;
    private static final int NONE = 0;

    private final Tools tools;
    private final TargetStatus status;
    private final int[] numbers = new int[KEPT];
    private final int[] descriptors = new int[KEPT];
    private boolean processesOnly;

    TargetThread(Tools tools, TargetStatus status) {
        this.tools = tools;
        this.status = status;
        int[] kept = descriptors;
        tools.arena().allocate(1).reinterpret(tools.arena(), _ -> closeAll(kept));
    }

    /** By then the worker's own gateway may be gone. */
    private static void closeAll(int[] kept) {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            for (int descriptor : kept) {
                if (descriptor > 0) {
                    sys.invoke(SyscallNumber.CLOSE, descriptor);
                }
            }
        }
    }

    /**
     * A descriptor of the thread that made the call, which stays this object's to close; of its process where the kernel
     * knows no descriptors of threads (before Linux 6.9). Whose it is is known once the call is found to wait still.
     *
     * @return the descriptor, or a negative errno. When the descriptor answers ESRCH, {@link #renew} may tell better
     */
    int of(Call call) {
        int place = place(call.tid());
        return numbers[place] == call.tid() ? descriptors[place] : renew(call);
    }

    /** As {@link #of}, with a descriptor that is made anew. */
    int renew(Call call) {
        drop(place(call.tid()));
        int made = open(call);
        if (made == -Errno.EMFILE || made == -Errno.ENFILE) {
            for (int place = 0; place < KEPT; place++) {
                drop(place);
            }
            made = open(call);
        }
        if (made >= 0) {
            // A process outlives its threads, whose numbers may come to be those of another process's.
            keep(call.tid(), made, processesOnly ? NONE : call.tid());
        }
        return made;
    }

    /** Keeps a descriptor in the place of a thread's number, for the thread that {@code known} is the number of. */
    void keep(int tid, int descriptor, int known) {
        numbers[place(tid)] = known;
        descriptors[place(tid)] = descriptor;
    }

    private void drop(int place) {
        if (descriptors[place] > 0) {
            tools.files().close(descriptors[place]);
        }
        numbers[place] = NONE;
        descriptors[place] = 0;
    }

    private static int place(int tid) {
        return tid & KEPT - 1;
    }

    private int open(Call call) {
        if (!processesOnly) {
            int thread = (int) tools.sys().invoke(SyscallNumber.PIDFD_OPEN, call.tid(), PIDFD_THREAD);
            if (thread != -Errno.EINVAL) {
                return thread;
            }
            processesOnly = true;
        }
        int error = status.read(call.tid());
        return error < 0 ? error : (int) tools.sys().invoke(SyscallNumber.PIDFD_OPEN, status.process(), 0);
    }
}
