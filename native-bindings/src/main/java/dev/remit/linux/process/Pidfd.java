package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.Fd;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;

/**
 * A process, held so that it stays the one that is meant when its number becomes another's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class Pidfd implements AutoCloseable {
    private final Fd descriptor;

    private Pidfd(Fd descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Takes hold of a process that cannot be gone yet, such as a child that nobody has waited for.
     *
     * @throws LinuxException when there are no descriptors, or no such process
     */
    public static Pidfd open(Syscall sys, int process) {
        long opened = sys.invoke(SyscallNumber.PIDFD_OPEN, process, 0);
        return new Pidfd(new Fd(sys, (int) LinuxException.check(opened, "pidfd_open", Integer.toString(process))));
    }

    /**
     * Whether a number is that of a process, and not of one of its other threads. Hot: allocates nothing.
     *
     * @return 1 or 0; or a negative errno: ESRCH when it is nobody's, EMFILE
     */
    public static int isProcess(Syscall sys, int thread) {
        long opened = sys.invoke(SyscallNumber.PIDFD_OPEN, thread, 0);
        if (opened >= 0) {
            sys.invoke(SyscallNumber.CLOSE, opened);
            return 1;
        }
        // ENOENT from Linux 6.15 on, EINVAL before.
        return opened == -Errno.EINVAL || opened == -Errno.ENOENT ? 0 : (int) opened;
    }

    /**
     * Sends a signal.
     *
     * @param sys of the calling thread
     * @return 0, or a negative errno: ESRCH when it has ended
     * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">pidfd_send_signal(2)</a>
     */
    public int signal(Syscall sys, int signal) {
        return (int) sys.invoke(SyscallNumber.PIDFD_SEND_SIGNAL, descriptor.value(), signal, 0, 0);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
