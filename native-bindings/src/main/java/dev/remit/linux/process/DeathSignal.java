package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Has the kernel kill other processes when this one ends, however it ends.
 *
 * <p>{@code PR_SET_PDEATHSIG} can be asked for only by the process that is to die. What anybody can ask for is to have a
 * process sent a signal when a file becomes ready, and a pipe does so when its last writer goes:
 *
 * <pre>
 *   writer  (the highest descriptor)  ──▶  pipe  ──▶  reader, O_ASYNC, F_SETSIG SIGKILL, F_SETOWN process 1
 *                                              ├──▶  reader, O_ASYNC, F_SETSIG SIGKILL, F_SETOWN process 2
 *                                              └──▶  …
 * </pre>
 *
 * All ends are this process's own, and nobody else's. When it ends, the kernel releases its descriptors from the highest
 * to the lowest. The writer's number is kept above all readers', so that it goes first: the pipe is without a writer then,
 * and each reader, still there, has its process killed. A reader holds on to the process itself and not to its number, so
 * that nobody is killed by mistake who got the number later.
 *
 * <p>A process with other credentials gets the signal if whoever named it could have sent it one. Any thread may call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/F_GETSIG.2const.html">F_GETSIG(2const)</a>
 */
public final class DeathSignal {
    /** Beyond this, processes are not taken in: they are orphaned, and every supervised call of theirs fails. */
    private static final int MOST = 4096;
    /** Readers of processes that are gone are used again; so many are looked at for every process taken in. */
    private static final int LOOKS = 8;
    private static final int FIRST_WRITER = 256;
    private static final int SIGKILL = 9;
    private static final int O_ASYNC = 0x2000;

    private final MemorySegment path;
    private int writer;
    private int[] readers = new int[16];
    private int[] owners = new int[16];
    private int count;
    private int next;

    /**
     * @param arena shared between the threads that call
     * @throws LinuxException when no pipe can be made
     */
    public DeathSignal(Syscall sys, Arena arena) {
        MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
        LinuxException.check(sys.invoke(SyscallNumber.PIPE2, ends.address(), Uapi.O_CLOEXEC() | Uapi.O_NONBLOCK()),
                "pipe2", "");
        writer = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
        path = arena.allocateFrom("/proc/self/fd/" + ends.getAtIndex(ValueLayout.JAVA_INT, 0));
        if (!keepAbove(sys, ends.getAtIndex(ValueLayout.JAVA_INT, 0))) {
            throw new LinuxException("fcntl", "F_DUPFD_CLOEXEC", Errno.EMFILE);
        }
    }

    /**
     * Has a process killed when this one ends.
     *
     * @param sys of the calling thread
     * @param process its id, which must be known to be its still
     * @return 0, or a negative errno: EMFILE when there are too many
     */
    public synchronized int add(Syscall sys, int process) {
        for (int i = 0; i < count; i++) {
            if (owners[i] == process) {
                return take(sys, i, process);
            }
        }
        for (int look = 0; look < Math.min(LOOKS, count); look++) {
            next = next + 1 < count ? next + 1 : 0;
            if (sys.invoke(SyscallNumber.FCNTL, readers[next], Uapi.F_GETOWN(), 0) == 0) {
                return take(sys, next, process);
            }
        }
        return addReader(sys, process);
    }

    /** Takes back {@link #add}. */
    public synchronized void remove(Syscall sys, int process) {
        for (int i = 0; i < count; i++) {
            if (owners[i] == process) {
                take(sys, i, 0);
            }
        }
    }

    private int take(Syscall sys, int index, int process) {
        owners[index] = process;
        return (int) sys.invoke(SyscallNumber.FCNTL, readers[index], Uapi.F_SETOWN(), process);
    }

    private int addReader(Syscall sys, int process) {
        if (count == MOST) {
            return -Errno.EMFILE;
        }
        int reader = (int) sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(), path.address(),
                Uapi.O_CLOEXEC() | Uapi.O_NONBLOCK(), 0);
        if (reader < 0) {
            return reader;
        }
        long error = keepAbove(sys, reader) ? 0 : -Errno.EMFILE;
        error = error < 0 ? error : sys.invoke(SyscallNumber.FCNTL, reader, Uapi.F_SETSIG(), SIGKILL);
        error = error < 0 ? error : sys.invoke(SyscallNumber.FCNTL, reader, Uapi.F_SETOWN(), process);
        error = error < 0
                ? error
                : sys.invoke(SyscallNumber.FCNTL, reader, Uapi.F_SETFL(), O_ASYNC | Uapi.O_NONBLOCK());
        if (error < 0) {
            sys.invoke(SyscallNumber.CLOSE, reader);
            return (int) error;
        }
        if (count == readers.length) {
            readers = Arrays.copyOf(readers, 2 * count);
            owners = Arrays.copyOf(owners, 2 * count);
        }
        readers[count] = reader;
        owners[count++] = process;
        return 0;
    }

    /** Moves the writer to a higher number, unless it has one; there is a writer all the time. */
    private boolean keepAbove(Syscall sys, int reader) {
        if (writer > reader && writer >= FIRST_WRITER) {
            return true;
        }
        int moved = (int) sys.invoke(SyscallNumber.FCNTL, writer, Uapi.F_DUPFD_CLOEXEC(),
                Math.max(FIRST_WRITER, 2 * reader));
        if (moved < 0) {
            moved = (int) sys.invoke(SyscallNumber.FCNTL, writer, Uapi.F_DUPFD_CLOEXEC(), reader + 1);
        }
        if (moved < 0) {
            return false;
        }
        sys.invoke(SyscallNumber.CLOSE, writer);
        writer = moved;
        return true;
    }
}
