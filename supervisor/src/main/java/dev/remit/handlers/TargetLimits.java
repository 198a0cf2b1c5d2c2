package dev.remit.handlers;

import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.ProcPath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The target's resource limits, for what the supervisor does in its place and the kernel would measure by the
 * supervisor's own.
 *
 * <p>A target that gave up the user it started as may not be asked for its limits; then the ones count that all targets
 * start with.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
final class TargetLimits {
    private static final int RLIMIT_FSIZE = 1;
    private static final int RLIMIT_NOFILE = 7;
    private static final int SIGXFSZ = 25;
    private static final int W_OK = 2;
    private static final int AT_EACCESS = 0x200;
    /** Of a table with more descriptors it is not made sure that it is full. */
    private static final long MOST_DESCRIPTORS = 1 << 16;

    private final Tools tools;
    private final TargetSignals signals;
    private final ProcPath proc;
    /** {@code struct rlimit}: the limit in force, and how far it may be raised. */
    private final MemorySegment limit;
    private final MemorySegment link;

    TargetLimits(Tools tools, TargetSignals signals) {
        this.tools = tools;
        this.signals = signals;
        this.proc = new ProcPath(tools.arena());
        this.limit = tools.arena().allocate(2L * Long.BYTES, Long.BYTES);
        this.link = tools.arena().allocate(Long.BYTES);
    }

    /**
     * Whether the target has a number left for another descriptor. To be asked before an open creates or empties a file:
     * the kernel finds out first, too.
     */
    boolean hasRoomForDescriptor(Call call) {
        long numbers = current(call, RLIMIT_NOFILE);
        if (numbers < 0 || numbers > MOST_DESCRIPTORS) {
            // Unlimited, as the limit is unsigned, or so high that a full table is not worth its search.
            return true;
        }
        for (long number = numbers - 1; number >= 0; number--) {
            // The highest number is in use only if the table is full, or if a program has chosen it by itself.
            if (tools.files().readLink(FileCalls.AT_CWD, proc.ofDescriptor(call.tid(), (int) number), link.address(),
                    (int) link.byteSize()) < 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether {@code length} is more than the target may make a pinned file grow to; then the calling thread has been
     * sent the signal that says so.
     */
    boolean forbidsLength(Call call, int pinned, long length) {
        long most = current(call, RLIMIT_FSIZE);
        if (most < 0 || length <= most || tools.files().stat(pinned) < 0
                || (tools.files().mode() & FileKind.MASK) != FileKind.REGULAR || length <= tools.files().size()
                || tools.sys().invoke(SyscallNumber.FACCESSAT2, FileCalls.AT_CWD, tools.files().pathOf(pinned), W_OK,
                        AT_EACCESS) < 0) {
            return false;
        }
        signals.send(call, SIGXFSZ);
        return true;
    }

    private long current(Call call, int resource) {
        if (tools.sys().invoke(SyscallNumber.PRLIMIT64, call.tid(), resource, 0, limit.address()) < 0) {
            tools.sys().invoke(SyscallNumber.PRLIMIT64, 0, resource, 0, limit.address());
        }
        return limit.get(ValueLayout.JAVA_LONG, 0);
    }
}
