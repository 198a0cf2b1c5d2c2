package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.procmap_query;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Writes into another thread's memory, through its open {@code /proc/TID/mem} and {@code /proc/TID/maps}. Both stay
 * bound to the memory that the thread had when they were opened, so that a thread id that is recycled leads nowhere else.
 *
 * <p>A write through {@code mem} overrides the protection of pages. Therefore every mapping that the range touches is
 * asked for first, and where there is one that the thread itself may not write to, nothing is written.
 *
 * <p>Hot: nothing here allocates after construction.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mem.5.html">proc_pid_mem(5)</a>
 * @see <a href="https://docs.kernel.org/filesystems/proc.html">PROCMAP_QUERY</a>
 */
public final class RemoteWriter {
    private final Syscall sys;
    private final MemorySegment query;

    public RemoteWriter(Syscall sys, Arena arena) {
        this.sys = sys;
        this.query = procmap_query.allocate(arena);
    }

    /**
     * Writes {@code length} bytes.
     *
     * @param memory descriptor of {@code /proc/TID/mem}, open for writing
     * @param map descriptor of {@code /proc/TID/maps}
     * @param address in that thread's memory
     * @return 0, or EFAULT negated when not all of the range is mapped for writing; nothing is written then
     */
    public int write(int memory, int map, long address, MemorySegment bytes, int length) {
        return write(memory, map, address, bytes.address(), length);
    }

    /** Writes {@code length} bytes from an address of this process. Answers as the other one does. */
    public int write(int memory, int map, long address, long source, int length) {
        if (!isWritable(map, address, length)) {
            return -Errno.EFAULT;
        }
        int done = 0;
        while (done < length) {
            long written = sys.invoke(SyscallNumber.PWRITE64, memory, source + done, length - done,
                    address + done);
            if (written <= 0) {
                return -Errno.EFAULT;
            }
            done += (int) written;
        }
        return 0;
    }

    private boolean isWritable(int map, long address, int length) {
        long at = address;
        long end = address + length;
        if (at < 0 || end < at) {
            return false;
        }
        while (at < end) {
            procmap_query.size(query, procmap_query.sizeof());
            procmap_query.query_addr(query, at);
            if (sys.invoke(SyscallNumber.IOCTL, map, Uapi.PROCMAP_QUERY(), query.address()) < 0
                    || (procmap_query.vma_flags(query) & Uapi.PROCMAP_QUERY_VMA_WRITABLE()) == 0) {
                return false;
            }
            at = procmap_query.vma_end(query);
        }
        return true;
    }
}
