package dev.remit.linux;

import dev.remit.linux.Feature.Need;

/**
 * Questions to a kernel, each a call that changes nothing: most are made with arguments that every kernel refuses, and
 * it is the errno that tells whether the call, or the flag, was known.
 *
 * <p>The order is that in which {@link KernelFeatures#all()} tells them.
 */
public enum Probe {
    USER_NOTIFICATION("seccomp user notification", "seccomp(SECCOMP_GET_ACTION_AVAIL)", Need.REQUIRED, 0,
            "no system call can be handed to a supervisor",
            "Linux 5.0 or newer, built with CONFIG_SECCOMP_FILTER"),

    NOTIFICATION_SIZES("seccomp notification layout", "seccomp(SECCOMP_GET_NOTIF_SIZES)", Need.REQUIRED, 0,
            "notifications cannot be read",
            "Linux 5.0 or newer"),

    LISTENER("seccomp listener", "seccomp(SECCOMP_FILTER_FLAG_NEW_LISTENER)", Need.REQUIRED, 0,
            "no supervisor can be attached to a program",
            "start Remit outside of any other supervisor that uses seccomp user notification"),

    WAIT_KILLABLE("seccomp killable waiting", "seccomp(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV)", Need.CONVENIENCE,
            Errno.EFAULT,
            "a program that receives many signals restarts its supervised calls, and they take longer",
            "Linux 5.19 or newer"),

    SEND_DESCRIPTOR("seccomp descriptor passing", "ioctl(SECCOMP_IOCTL_NOTIF_ADDFD, SECCOMP_ADDFD_FLAG_SEND)",
            Need.CONVENIENCE, Errno.EBADF,
            "files allowed by a pattern, or beside a denied one, cannot be opened",
            "Linux 5.14 or newer"),

    SYNCHRONOUS_WAKE_UP("seccomp synchronous wake-up", "ioctl(SECCOMP_IOCTL_NOTIF_SET_FLAGS)", Need.CONVENIENCE, 0,
            "supervised calls take several times as long",
            "Linux 6.6 or newer"),

    REMOTE_MEMORY("reading the program's memory", "process_vm_readv", Need.REQUIRED, 0,
            "no path or address that the program names can be read, so every call that names one would be denied",
            "a kernel built with CONFIG_CROSS_MEMORY_ATTACH"),

    PTRACE_SCOPE("Yama's leave to read the program's memory", "/proc/sys/kernel/yama/ptrace_scope", Need.REQUIRED,
            Errno.ENOENT,
            "no path or address that the program names can be read, so every call that names one would be denied",
            "sysctl kernel.yama.ptrace_scope=1; the value 3 cannot be lowered until the next boot"),

    MEMORY_MAP_QUERY("writing into the program's memory", "ioctl(PROCMAP_QUERY)", Need.CONVENIENCE, Errno.EINVAL,
            "manifests with `metadata: hidden` are refused: what `stat` and its kin tell cannot be handed over safely",
            "Linux 6.11 or newer"),

    OPENAT2("openat2", "openat2", Need.REQUIRED, Errno.EINVAL,
            "paths cannot be resolved without following links that change meanwhile",
            "Linux 5.6 or newer"),

    CLOSE_FROM("posix_spawn that closes descriptors", "posix_spawn_file_actions_addclosefrom_np", Need.REQUIRED, 0,
            "a program would inherit the supervisor's open files",
            "glibc 2.34 or newer"),

    CLOSE_RANGE("close_range", "close_range", Need.CONVENIENCE, Errno.EINVAL,
            "starting a program takes longer where many descriptors are open",
            "Linux 5.9 or newer"),

    PIDFD_GETFD("pidfd_getfd", "pidfd_getfd", Need.CONVENIENCE, Errno.EBADF,
            "sockets cannot be connected or bound on a program's behalf, so that network rules cannot be granted",
            "Linux 5.6 or newer"),

    MEMFD_NOEXEC("memory files that cannot be executed", "memfd_create(MFD_NOEXEC_SEAL)", Need.PROTECTION,
            Errno.EFAULT,
            "a program can execute what it wrote into an anonymous memory file, or has to go without such files",
            "Linux 6.3 or newer"),

    LANDLOCK("Landlock", "landlock_create_ruleset(LANDLOCK_CREATE_RULESET_VERSION)", Need.PROTECTION, 0,
            "the kernel checks no paths by itself: every open is performed by the supervisor, "
                    + "and nothing can be allowed to execute",
            "Linux 5.13 or newer, built with CONFIG_SECURITY_LANDLOCK and with landlock in the boot parameter lsm=");

    private final String title;
    private final String operation;
    private final Need need;
    private final int known;
    private final String loss;
    private final String remedy;

    /**
     * @param known the errno by which a kernel that has the feature refuses the probe; 0 where it answers success
     */
    Probe(String title, String operation, Need need, int known, String loss, String remedy) {
        this.title = title;
        this.operation = operation;
        this.need = need;
        this.known = known;
        this.loss = loss;
        this.remedy = remedy;
    }

    /** Whether this answer shows the feature to be there; for the probes that one answer decides. */
    boolean isShownBy(long answer) {
        return answer >= 0 || (known != 0 && answer == -known);
    }

    /** Whether only a listener can be asked, for which a thread has to take on a filter. */
    boolean needsListener() {
        return this == LISTENER || this == SEND_DESCRIPTOR || this == SYNCHRONOUS_WAKE_UP;
    }

    Feature feature(boolean present, String cause) {
        return new Feature(title, present, cause, need, loss, remedy);
    }

    Feature feature(boolean present, String cause, String otherRemedy) {
        return new Feature(title, present, cause, need, loss, otherRemedy);
    }

    /** The call or file that is asked, as people know it. */
    public String operation() {
        return operation;
    }
}
