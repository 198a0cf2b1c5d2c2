package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;

/**
 * Creates with the target's file mode creation mask. The worker's thread must have taken its file system attributes for
 * itself ({@code unshare(CLONE_FS)}), so that the mask is its own.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/umask.2.html">umask(2)</a>
 */
final class TargetMask {
    private final Tools tools;
    private final TargetStatus status;
    private int current = -1;

    TargetMask(Tools tools, TargetStatus status) {
        this.tools = tools;
        this.status = status;
    }

    /**
     * Makes this thread's mask that of the caller.
     *
     * @return 0, or a negative errno: ESRCH when the call no longer waits
     */
    int assume(Call call) {
        int error = status.read(call.tid());
        if (error == 0 && !tools.listener().isWaiting(call.id())) {
            error = -Errno.ESRCH;
        }
        if (error < 0) {
            return error;
        }
        int mask = status.umask();
        if (mask != current) {
            tools.sys().invoke(SyscallNumber.UMASK, mask);
            current = mask;
        }
        return 0;
    }
}
