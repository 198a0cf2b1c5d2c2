package dev.remit.handlers;

import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Access;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Keeps processes out of what the supervisor opens for a program. A file of procfs acts for whoever opened it, so that
 * the kernel's own protection of other processes is gone once the supervisor did; a rule as wide as {@code /**} must not
 * amount to a way into the supervisor's memory.
 *
 * <p>Refused, whatever the rules grant: everything of the supervisor, also by the number of one of its threads; writing
 * to the memory of any process; and everything in another instance of procfs than {@code /proc}, whose {@code self} and
 * numbers mean the supervisor, or nobody knows whom.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
final class ProcessGuard {
    private static final long PROC_SUPER_MAGIC = 0x9fa0;
    /** More than {@code struct statfs} has; its first word is the file system's type. */
    private static final int STATFS_SIZE = 256;
    private static final byte[] PROC = "/proc".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROC_SELF = "/proc/self/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MEMORY = "/mem".getBytes(StandardCharsets.US_ASCII);
    private static final long NO_DEVICE = -1;

    private final Tools tools;
    private final TargetStatus status;
    private final MemorySegment fileSystem;
    private final int supervisor;
    private long ordinaryDevice = NO_DEVICE;

    ProcessGuard(Tools tools, TargetStatus status) {
        this.tools = tools;
        this.status = status;
        this.fileSystem = tools.arena().allocate(STATFS_SIZE, Long.BYTES);
        this.supervisor = (int) ProcessHandle.current().pid();
    }

    /**
     * Whether what is pinned must not be opened for any program.
     *
     * @param device of the file
     * @param needed the {@link Access} that is asked for
     */
    boolean forbids(Resolved file, long device, int needed) {
        if (!isProc(file.descriptor(), device)) {
            return false;
        }
        PathBuffer path = file.canonical();
        if (!path.startsWith(PROC) || path.length() > PROC.length && path.at(PROC.length) != '/') {
            return true;
        }
        int process = leadingNumber(path, PROC.length + 1);
        if (process == 0) {
            return false;
        }
        return (needed & Access.WRITE) != 0 && path.endsWith(MEMORY)
                || !file.decisive().startsWith(PROC_SELF) && isSupervisor(process);
    }

    private boolean isSupervisor(int process) {
        return status.read(process) < 0 || status.process() == supervisor;
    }

    /** Whether a file lies in procfs; what cannot be told does. Most opens in a row are on one device. */
    boolean isProc(int descriptor, long device) {
        if (device == ordinaryDevice) {
            return false;
        }
        boolean proc = tools.sys().invoke(SyscallNumber.FSTATFS, descriptor, fileSystem.address()) < 0
                || fileSystem.get(ValueLayout.JAVA_LONG, 0) == PROC_SUPER_MAGIC;
        if (!proc) {
            ordinaryDevice = device;
        }
        return proc;
    }

    /** The number that a path goes on with; 0 when there is none. */
    private static int leadingNumber(PathBuffer path, int from) {
        int number = 0;
        for (int i = from; i < path.length() && path.at(i) >= '0' && path.at(i) <= '9'; i++) {
            number = number * 10 + path.at(i) - '0';
        }
        return number;
    }
}
