package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads another thread's memory. Hot: nothing here allocates after construction. Never writes.
 *
 * <p>No read of a string crosses a page boundary at once, so that one that ends just before an unmapped page is read
 * whole.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/process_vm_readv.2.html">process_vm_readv(2)</a>
 */
public final class RemoteMemory {
    /** Most paths fit; the rest of a page is fetched only when the string goes on. */
    private static final int FIRST_READ = 256;
    private static final long PAGE = 4096;
    private static final long LOW_BITS = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final Syscall sys;
    private final MemorySegment local;
    private final MemorySegment remote;

    public RemoteMemory(Syscall sys, Arena arena) {
        this.sys = sys;
        this.local = iovec.allocate(arena);
        this.remote = iovec.allocate(arena);
    }

    /**
     * Reads {@code length} bytes.
     *
     * @param tid whose memory
     * @param address there
     * @return {@code length}, or a negative errno: EFAULT for memory that is not mapped throughout, EPERM for a target
     *         that may not be read, ESRCH for one that is gone
     */
    public int read(int tid, long address, MemorySegment buffer, int length) {
        return read(tid, address, buffer.address(), length);
    }

    /**
     * Reads {@code length} bytes to an address of this process, where there is room for them. Answers as
     * {@link #read(int, long, MemorySegment, int)} does.
     */
    public int read(int tid, long address, long destination, int length) {
        if (length == 0) {
            return 0;
        }
        long got = readOnce(tid, address, destination, length);
        return got < 0 || got == length ? (int) got : -Errno.EFAULT;
    }

    /**
     * Reads a NUL-terminated string.
     *
     * @param limit how many bytes at most, with the NUL; {@code buffer} has room for that many and 8 more
     * @return its length without the NUL, or a negative errno as {@link #read} gives, or ENAMETOOLONG negated when no
     *         NUL is within the limit
     */
    public int readString(int tid, long address, MemorySegment buffer, int limit) {
        int done = 0;
        int want = FIRST_READ;
        while (done < limit) {
            int chunk = (int) Math.min(Math.min(limit - done, want), bytesToPageEnd(address + done));
            long got = readOnce(tid, address + done, buffer.address() + done, chunk);
            if (got <= 0) {
                return got == 0 ? -Errno.EFAULT : (int) got;
            }
            int end = indexOfNul(buffer, done, done + (int) got);
            if (end >= 0) {
                return end;
            }
            done += (int) got;
            want = (int) PAGE;
        }
        return -Errno.ENAMETOOLONG;
    }

    private long readOnce(int tid, long address, long destination, int length) {
        local.set(ValueLayout.JAVA_LONG, iovec.iov_base$offset(), destination);
        local.set(ValueLayout.JAVA_LONG, iovec.iov_len$offset(), length);
        remote.set(ValueLayout.JAVA_LONG, iovec.iov_base$offset(), address);
        remote.set(ValueLayout.JAVA_LONG, iovec.iov_len$offset(), length);
        return sys.invoke(SyscallNumber.PROCESS_VM_READV, tid, local.address(), 1, remote.address(), 1, 0);
    }

    private static long bytesToPageEnd(long address) {
        return PAGE - (address & (PAGE - 1));
    }

    /** Eight bytes at a time; what lies between {@code to} and the next multiple of eight may be looked at. */
    private static int indexOfNul(MemorySegment bytes, int from, int to) {
        for (int i = from; i < to; i += Long.BYTES) {
            long word = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
            long zeros = (word - LOW_BITS) & ~word & HIGH_BITS;
            if (zeros != 0) {
                int at = i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
                return at < to ? at : -1;
            }
        }
        return -1;
    }
}
