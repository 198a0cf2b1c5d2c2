package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;

/**
 * Takes copies of a target's descriptors: the same open file, under a number of the supervisor's own, which the target
 * cannot exchange.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_getfd.2.html">pidfd_getfd(2)</a>
 */
final class TargetDescriptor {
    private final Tools tools;
    private final TargetThread threads;

    TargetDescriptor(Worker worker) {
        this.tools = worker.tools();
        this.threads = worker.threads();
    }

    /**
     * Copies descriptor {@code number} of the calling thread's process.
     *
     * @return a descriptor to be closed, or a negative errno: EBADF for a number that is not open, EPERM for a target
     *         that may not be looked into, ESRCH when it is gone
     */
    int copy(Call call, int number) {
        int copy = copyOf(threads.of(call), number);
        if (copy == -Errno.ESRCH) {
            copy = copyOf(threads.renew(call), number);
        }
        if (copy >= 0 && !tools.listener().isWaiting(call.id())) {
            tools.files().close(copy);
            return -Errno.ESRCH;
        }
        return copy;
    }

    private int copyOf(int thread, int number) {
        if (thread < 0) {
            return thread;
        }
        tools.privileges().raise();
        int copy = (int) tools.sys().invoke(SyscallNumber.PIDFD_GETFD, thread, number, 0);
        tools.privileges().lower();
        return copy;
    }
}
