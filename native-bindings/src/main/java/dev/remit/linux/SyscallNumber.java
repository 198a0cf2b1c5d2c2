package dev.remit.linux;

/**
 * Numbers of the system calls that Remit itself makes, for the architecture that it runs on.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public final class SyscallNumber {
    private static final boolean X86_64 = "amd64".equals(System.getProperty("os.arch"));

    public static final int BIND = pick(49, 200);
    public static final int CAPGET = pick(125, 90);
    public static final int CAPSET = pick(126, 91);
    public static final int CHDIR = pick(80, 49);
    public static final int CLONE3 = pick(435, 435);
    public static final int CLOSE = pick(3, 57);
    public static final int CLOSE_RANGE = pick(436, 436);
    public static final int CONNECT = pick(42, 203);
    public static final int FACCESSAT2 = pick(439, 439);
    public static final int FCHDIR = pick(81, 50);
    public static final int FCHMOD = pick(91, 52);
    public static final int FCHMODAT = pick(268, 53);
    public static final int FCHOWN = pick(93, 55);
    public static final int FCHOWNAT = pick(260, 54);
    public static final int FCNTL = pick(72, 25);
    public static final int FSTAT = pick(5, 80);
    public static final int FREMOVEXATTR = pick(199, 16);
    public static final int FSETXATTR = pick(190, 7);
    public static final int FSTATFS = pick(138, 44);
    public static final int GETDENTS64 = pick(217, 61);
    public static final int GETEUID = pick(107, 175);
    public static final int GETPGID = pick(121, 155);
    public static final int GETPID = pick(39, 172);
    public static final int GETSOCKNAME = pick(51, 204);
    public static final int GETSOCKOPT = pick(55, 209);
    public static final int GETTID = pick(186, 178);
    public static final int GETXATTR = pick(191, 8);
    public static final int INOTIFY_ADD_WATCH = pick(254, 27);
    public static final int IOCTL = pick(16, 29);
    public static final int KCMP = pick(312, 272);
    public static final int KILL = pick(62, 129);
    public static final int LANDLOCK_ADD_RULE = pick(445, 445);
    public static final int LANDLOCK_CREATE_RULESET = pick(444, 444);
    public static final int LANDLOCK_RESTRICT_SELF = pick(446, 446);
    public static final int LINKAT = pick(265, 37);
    public static final int LISTEN = pick(50, 201);
    public static final int LISTXATTR = pick(194, 11);
    public static final int MADVISE = pick(28, 233);
    public static final int MEMFD_CREATE = pick(319, 279);
    public static final int MKDIRAT = pick(258, 34);
    public static final int MKNODAT = pick(259, 33);
    public static final int MMAP = pick(9, 222);
    public static final int MUNMAP = pick(11, 215);
    public static final int OPENAT = pick(257, 56);
    public static final int OPENAT2 = pick(437, 437);
    public static final int PIDFD_GETFD = pick(438, 438);
    public static final int PIDFD_OPEN = pick(434, 434);
    public static final int PIPE2 = pick(293, 59);
    public static final int PIDFD_SEND_SIGNAL = pick(424, 424);
    public static final int PPOLL = pick(271, 73);
    public static final int PREAD64 = pick(17, 67);
    public static final int PRCTL = pick(157, 167);
    public static final int PRLIMIT64 = pick(302, 261);
    public static final int PROCESS_VM_READV = pick(310, 270);
    public static final int PWRITE64 = pick(18, 68);
    public static final int READ = pick(0, 63);
    public static final int READLINKAT = pick(267, 78);
    public static final int RECVMSG = pick(47, 212);
    public static final int REMOVEXATTR = pick(197, 14);
    public static final int RENAMEAT2 = pick(316, 276);
    public static final int RT_SIGACTION = pick(13, 134);
    public static final int RT_SIGPROCMASK = pick(14, 135);
    public static final int SECCOMP = pick(317, 277);
    public static final int SENDMSG = pick(46, 211);
    public static final int SETFSGID = pick(123, 152);
    public static final int SETFSUID = pick(122, 151);
    public static final int SETGROUPS = pick(116, 159);
    public static final int SETRESGID = pick(119, 149);
    public static final int SETRESUID = pick(117, 147);
    public static final int SETXATTR = pick(188, 5);
    public static final int SHMAT = pick(30, 196);
    public static final int SHMCTL = pick(31, 195);
    public static final int SHMDT = pick(67, 197);
    public static final int SHMGET = pick(29, 194);
    public static final int SHUTDOWN = pick(48, 210);
    public static final int SOCKET = pick(41, 198);
    public static final int STATX = pick(332, 291);
    public static final int SYMLINKAT = pick(266, 36);
    public static final int TGKILL = pick(234, 131);
    public static final int TRUNCATE = pick(76, 45);
    public static final int UMASK = pick(95, 166);
    public static final int UNLINKAT = pick(263, 35);
    public static final int UNSHARE = pick(272, 97);
    public static final int UTIMENSAT = pick(280, 88);
    public static final int WAITID = pick(247, 95);
    public static final int WRITE = pick(1, 64);

    private SyscallNumber() {}

    private static int pick(int x8664, int aarch64) {
        return X86_64 ? x8664 : aarch64;
    }
}
