package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * All processes that descend from one, as /proc lists them: a list of each thread's children. For one thread.
 *
 * <p>The kernel makes these lists while processes come and go. What lives all the while is in them, except that of the
 * younger siblings of a process that ends during the reading, as many may be missed as end.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_tid_children.5.html">proc_tid_children(5)</a>
 */
public final class Descendants {
    private static final byte[] TASKS = ProcFile.bytes("/task");
    private static final byte[] CHILDREN = ProcFile.bytes("/children");
    private static final int BUFFER = 1 << 15;
    /** {@code struct linux_dirent64}: inode, offset, length of the record, type, name. */
    private static final int RECORD_LENGTH = 16;
    private static final int NAME = 19;

    private final Syscall sys;
    private final ProcFile file;
    private final MemorySegment entries;
    private int[] processes = new int[64];
    private int[] parents = new int[64];
    private int count;

    public Descendants(Syscall sys, Arena arena) {
        this.sys = sys;
        this.file = new ProcFile(sys, arena);
        this.entries = arena.allocate(BUFFER, Long.BYTES);
    }

    /**
     * Finds the descendants of a process; {@link #process} and {@link #parent} tell which.
     *
     * @return how many there are, zombies included; or a negative errno when some of them could not be found: EMFILE,
     *         E2BIG for more children than {@link StatusText} has room for
     */
    public int find(int ancestor) {
        count = 0;
        int error = addChildren(ancestor, -1);
        for (int i = 0; i < count && error == 0; i++) {
            error = addChildren(processes[i], i);
        }
        return error < 0 ? error : count;
    }

    /** The id of a descendant. Parents come before their children. */
    public int process(int index) {
        return processes[index];
    }

    /** The index of a descendant's parent; -1 for a child of the ancestor itself. */
    public int parent(int index) {
        return parents[index];
    }

    private int addChildren(int process, int index) {
        long directory = sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(), file.path(process, TASKS),
                Uapi.O_CLOEXEC() | Uapi.O_DIRECTORY(), 0);
        if (directory < 0) {
            return isGone(directory) ? 0 : (int) directory;
        }
        long result;
        do {
            result = sys.invoke(SyscallNumber.GETDENTS64, directory, entries.address(), BUFFER);
            if (result > 0) {
                result = addChildrenOfThreads(process, index, result);
            }
        } while (result > 0);
        sys.invoke(SyscallNumber.CLOSE, directory);
        return result == 0 || isGone(result) ? 0 : (int) result;
    }

    private static boolean isGone(long error) {
        return error == -Errno.ENOENT || error == -Errno.ESRCH;
    }

    /** Answers {@code length}, or a negative errno. */
    private long addChildrenOfThreads(int process, int index, long length) {
        for (long at = 0; at < length; at += entries.get(ValueLayout.JAVA_SHORT, at + RECORD_LENGTH)) {
            int thread = number(at + NAME);
            int error = thread == 0 ? 0 : file.read(process, thread, CHILDREN);
            if (error == 0 && thread > 0) {
                error = addListed(index);
            }
            if (error < 0 && !isGone(error)) {
                return error;
            }
        }
        return length;
    }

    private int number(long at) {
        int number = 0;
        for (long i = at; i < BUFFER; i++) {
            int digit = entries.get(ValueLayout.JAVA_BYTE, i) - '0';
            if (digit < 0 || digit > 9) {
                return number;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    private int addListed(int index) {
        StatusText text = file.text();
        for (int at = 0; text.isDigit(at, 10); at = text.field(at, 1)) {
            if (count == processes.length) {
                processes = Arrays.copyOf(processes, 2 * count);
                parents = Arrays.copyOf(parents, 2 * count);
            }
            processes[count] = (int) text.number(at, 10);
            parents[count++] = index;
        }
        return text.isFull() ? -Errno.E2BIG : 0;
    }
}
