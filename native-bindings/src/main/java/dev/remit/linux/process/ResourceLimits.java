package dev.remit.linux.process;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.rlimit64;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Limits that the kernel holds another process to. Its children inherit them. For one thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/prlimit.2.html">prlimit(2)</a>
 */
public final class ResourceLimits {
    /** No limit, as an unsigned number the largest there is. */
    public static final long INFINITY = -1;

    private final Syscall sys;
    private final MemorySegment limit;

    public ResourceLimits(Syscall sys, Arena arena) {
        this.sys = sys;
        this.limit = rlimit64.allocate(arena);
    }

    /**
     * Lowers the limits of a process to these; limits that are lower already stay as they are.
     *
     * @param process its id; 0 for this one
     * @param resource one of the {@code RLIMIT_} numbers
     * @param soft the limit in force
     * @param hard as far as the process may raise that
     * @return 0, or a negative errno: EPERM for a process of another user, ESRCH
     */
    public int lower(int process, int resource, long soft, long hard) {
        int error = read(process, resource);
        if (error == 0) {
            rlimit64.rlim_cur(limit, lesser(rlimit64.rlim_cur(limit), soft));
            rlimit64.rlim_max(limit, lesser(rlimit64.rlim_max(limit), hard));
            error = (int) sys.invoke(SyscallNumber.PRLIMIT64, process, resource, limit.address(), 0);
        }
        return error;
    }

    /**
     * The limit in force.
     *
     * @return unsigned, {@link #INFINITY} where there is none or where it cannot be read
     */
    public long soft(int process, int resource) {
        return read(process, resource) == 0 ? rlimit64.rlim_cur(limit) : INFINITY;
    }

    private int read(int process, int resource) {
        return (int) sys.invoke(SyscallNumber.PRLIMIT64, process, resource, 0, limit.address());
    }

    private static long lesser(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }
}
