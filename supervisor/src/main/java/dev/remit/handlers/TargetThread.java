package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;

/**
 * Opens a descriptor of the thread that made a call, which means that thread for good, whatever becomes of its number.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
final class TargetThread {
    private static final int PIDFD_THREAD = 0200;

    private final Tools tools;
    private final TargetStatus status;
    private boolean processesOnly;

    TargetThread(Tools tools, TargetStatus status) {
        this.tools = tools;
        this.status = status;
    }

    /**
     * Opens it; of its process where the kernel knows no descriptors of threads (before Linux 6.9).
     *
     * @return a descriptor to be closed, or a negative errno. Whose it is is known once the call is found to wait still
     */
    int open(Call call) {
        if (!processesOnly) {
            int thread = (int) tools.sys().invoke(SyscallNumber.PIDFD_OPEN, call.tid(), PIDFD_THREAD);
            if (thread != -Errno.EINVAL) {
                return thread;
            }
            processesOnly = true;
        }
        int error = status.read(call.tid());
        return error < 0 ? error : (int) tools.sys().invoke(SyscallNumber.PIDFD_OPEN, status.process(), 0);
    }
}
