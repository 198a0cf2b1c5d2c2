package dev.remit.linux.process;

import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;

/**
 * Attributes of the calling thread or process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/prctl.2.html">prctl(2)</a>
 */
public final class Prctl {
    private Prctl() {}

    /**
     * Gives up, for the calling thread and all that it starts, ever gaining privilege by exec. Hot: called by the thread
     * that takes on the filter.
     *
     * @return 0, or a negative errno
     */
    public static int setNoNewPrivileges(Syscall caller) {
        return (int) caller.invoke(SyscallNumber.PRCTL, Uapi.PR_SET_NO_NEW_PRIVS(), 1, 0, 0);
    }

    /**
     * Makes the call of {@link #setNoNewPrivileges} ready, by asking whether it was made, so that nothing needs linking
     * when it counts.
     *
     * @return 0, 1, or a negative errno
     */
    public static int hasNoNewPrivileges(Syscall sys) {
        return (int) sys.invoke(SyscallNumber.PRCTL, Uapi.PR_GET_NO_NEW_PRIVS(), 0, 0, 0);
    }

    /**
     * Makes this process the one that orphaned descendants are handed to.
     *
     * @throws LinuxException never on supported kernels
     */
    public static void becomeSubreaper(Syscall sys) {
        LinuxException.check(sys.invoke(SyscallNumber.PRCTL, Uapi.PR_SET_CHILD_SUBREAPER(), 1, 0, 0), "prctl",
                "PR_SET_CHILD_SUBREAPER");
    }
}
