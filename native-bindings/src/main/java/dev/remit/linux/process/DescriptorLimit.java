package dev.remit.linux.process;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.rlimit64;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How many descriptors this process may have.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/prlimit.2.html">prlimit(2)</a>
 */
public final class DescriptorLimit {
    private static final int SELF = 0;

    private DescriptorLimit() {}

    /**
     * Raises the soft limit to the hard one, for this process and for what it starts from now on.
     *
     * @return 0, or a negative errno; then the limit is what it was
     */
    public static int raise(Syscall sys) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = rlimit64.allocate(arena);
            long error = sys.invoke(SyscallNumber.PRLIMIT64, SELF, Uapi.RLIMIT_NOFILE(), 0, limit.address());
            if (error == 0) {
                rlimit64.rlim_cur(limit, rlimit64.rlim_max(limit));
                error = sys.invoke(SyscallNumber.PRLIMIT64, SELF, Uapi.RLIMIT_NOFILE(), limit.address(), 0);
            }
            return (int) error;
        }
    }
}
