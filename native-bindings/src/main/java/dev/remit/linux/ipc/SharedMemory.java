package dev.remit.linux.ipc;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * System V shared memory segments, which the kernel knows by number. For one thread; the results are those of the last
 * {@link #look}.
 *
 * <p>What {@code IPC_STAT} writes, a {@code struct shmid64_ds} of x86-64 and AArch64, in bytes:
 *
 * <pre>
 *   0    4    8     12    16    20    24              48     56     64     72      80       84      88     96     112
 *   | key| uid| gid| cuid| cgid| mode| sequence, ...   | size | atime| dtime| ctime | creator| last  | uses | unused |
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/shmget.2.html">shmget(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/shmctl.2.html">shmctl(2)</a>
 */
public final class SharedMemory {
    /** The key of a segment that nobody finds by its key. */
    public static final int PRIVATE = 0;
    /** With {@code shmget}: makes the segment when there is none with the key. */
    public static final int CREATE = 0x200;
    /** With {@link #CREATE}: fails when there is one. */
    public static final int EXCLUSIVE = 0x400;

    private static final int REMOVE = 0;
    private static final int STATUS = 2;
    private static final int MODE = 20;
    private static final int SIZE = 48;
    private static final int CREATOR = 80;
    private static final int LENGTH = 112;
    /** In the mode: it is gone as soon as nobody has it attached any more. */
    private static final int REMOVED = 0x200;

    private final Syscall sys;
    private final MemorySegment status;

    public SharedMemory(Syscall sys, Arena arena) {
        this.sys = sys;
        this.status = arena.allocate(LENGTH, Long.BYTES);
    }

    /**
     * Makes a segment that has no key.
     *
     * @param size in bytes
     * @param flags permission bits, and flags of huge pages
     * @return its number, or a negative errno: EINVAL for a size that no segment may have, ENOMEM, ENOSPC, EPERM
     */
    public int make(long size, int flags) {
        return (int) sys.invoke(SyscallNumber.SHMGET, PRIVATE, size, flags | CREATE | EXCLUSIVE);
    }

    /**
     * Looks at a segment.
     *
     * @return 0, or a negative errno: EINVAL or EIDRM where there is none with the number, EACCES
     */
    public int look(int number) {
        return (int) sys.invoke(SyscallNumber.SHMCTL, number, STATUS, status.address());
    }

    /** Removes a segment: its memory is freed when nobody has it attached any more. Answers 0 or a negative errno. */
    public int remove(int number) {
        return (int) sys.invoke(SyscallNumber.SHMCTL, number, REMOVE, 0);
    }

    /** The process that made it. */
    public int creator() {
        return status.get(ValueLayout.JAVA_INT, CREATOR);
    }

    /** In bytes. */
    public long size() {
        return status.get(ValueLayout.JAVA_LONG, SIZE);
    }

    /** Whether it was removed, and is only still attached somewhere. */
    public boolean isRemoved() {
        return (status.get(ValueLayout.JAVA_INT, MODE) & REMOVED) != 0;
    }
}
