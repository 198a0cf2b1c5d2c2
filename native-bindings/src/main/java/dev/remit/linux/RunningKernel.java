package dev.remit.linux;

import dev.remit.uapi.Uapi;
import dev.remit.uapi.__user_cap_data_struct;
import dev.remit.uapi.__user_cap_header_struct;
import dev.remit.uapi.procmap_query;
import dev.remit.uapi.seccomp_notif_addfd;
import dev.remit.uapi.seccomp_notif_sizes;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The kernel that this process runs on. Each question costs a system call or two, except those that need a listener:
 * for these a short-lived thread takes on a filter that allows everything.
 */
final class RunningKernel implements Kernel {
    /** From linux/capability.h. */
    private static final int CAP_SYS_PTRACE = 19;
    /** Names no descriptor. */
    private static final int NO_DESCRIPTOR = -1;

    private final Syscall sys;

    /** @param sys of the thread that will ask */
    RunningKernel(Syscall sys) {
        this.sys = sys;
    }

    @Override
    public String architecture() {
        return System.getProperty("os.arch");
    }

    @Override
    public String release() {
        return System.getProperty("os.version");
    }

    @Override
    public long answer(Probe probe) {
        try (Arena arena = Arena.ofConfined()) {
            return switch (probe) {
                case USER_NOTIFICATION -> userNotification(arena);
                case NOTIFICATION_SIZES -> notificationSizes(arena);
                // Both flags together, because the one without the other is refused; no filter is given.
                case WAIT_KILLABLE -> sys.invoke(SyscallNumber.SECCOMP, Uapi.SECCOMP_SET_MODE_FILTER(),
                        Uapi.SECCOMP_FILTER_FLAG_NEW_LISTENER() | Uapi.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV(), 0);
                case LISTENER, SEND_DESCRIPTOR, SYNCHRONOUS_WAKE_UP -> askListener(probe, arena);
                // Nothing is read from nowhere.
                case REMOTE_MEMORY -> sys.invoke(SyscallNumber.PROCESS_VM_READV, 0, 0, 0);
                case PTRACE_SCOPE -> numberIn(probe.operation(), arena);
                case MEMORY_MAP_QUERY -> queryMap(arena);
                case OPENAT2 -> sys.invoke(SyscallNumber.OPENAT2, Uapi.AT_FDCWD(), 0, 0, 0);
                case CLOSE_FROM -> Linker.nativeLinker().defaultLookup().find(probe.operation()).isPresent()
                        ? 0
                        : -Errno.ENOSYS;
                // An empty range.
                case CLOSE_RANGE -> sys.invoke(SyscallNumber.CLOSE_RANGE, 1, 0, 0);
                case PIDFD_GETFD -> sys.invoke(SyscallNumber.PIDFD_GETFD, NO_DESCRIPTOR, 0, 0);
                case MEMFD_NOEXEC -> sys.invoke(SyscallNumber.MEMFD_CREATE, 0,
                        Uapi.MFD_NOEXEC_SEAL() | Uapi.MFD_CLOEXEC(), 0);
                case LANDLOCK -> sys.invoke(SyscallNumber.LANDLOCK_CREATE_RULESET, 0, 0,
                        Uapi.LANDLOCK_CREATE_RULESET_VERSION());
            };
        }
    }

    @Override
    public boolean mayTraceAll() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = __user_cap_header_struct.allocate(arena);
            __user_cap_header_struct.version(header, Uapi._LINUX_CAPABILITY_VERSION_3());
            MemorySegment sets = __user_cap_data_struct.allocateArray(Uapi._LINUX_CAPABILITY_U32S_3(), arena);
            long answer = sys.invoke(SyscallNumber.CAPGET, header.address(), sets.address(), 0);
            return answer == 0 && (__user_cap_data_struct.effective(sets) & (1 << CAP_SYS_PTRACE)) != 0;
        }
    }

    private long userNotification(Arena arena) {
        MemorySegment action = arena.allocateFrom(ValueLayout.JAVA_INT, Uapi.SECCOMP_RET_USER_NOTIF());
        return sys.invoke(SyscallNumber.SECCOMP, Uapi.SECCOMP_GET_ACTION_AVAIL(), 0, action.address());
    }

    /** Size of a notification in bytes. */
    private long notificationSizes(Arena arena) {
        MemorySegment sizes = seccomp_notif_sizes.allocate(arena);
        long answer = sys.invoke(SyscallNumber.SECCOMP, Uapi.SECCOMP_GET_NOTIF_SIZES(), 0, sizes.address());
        return answer < 0 ? answer : Short.toUnsignedInt(seccomp_notif_sizes.seccomp_notif(sizes));
    }

    /** The single digit that a file of /proc/sys begins with. */
    private long numberIn(String file, Arena arena) {
        MemorySegment path = CString.of(arena, file);
        MemorySegment digit = arena.allocate(1);
        long fd = sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(), path.address(),
                Uapi.O_RDONLY() | Uapi.O_CLOEXEC());
        if (fd < 0) {
            return fd;
        }
        long read = sys.invoke(SyscallNumber.READ, fd, digit.address(), 1);
        sys.invoke(SyscallNumber.CLOSE, fd);
        if (read < 0) {
            return read;
        }
        return read == 0 ? -Errno.ENODATA : digit.get(ValueLayout.JAVA_BYTE, 0) - '0';
    }

    /** Asks with a size of zero, of which a kernel that knows the question complains. */
    private long queryMap(Arena arena) {
        long fd = sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(), CString.of(arena, "/proc/self/maps").address(),
                Uapi.O_RDONLY() | Uapi.O_CLOEXEC());
        if (fd < 0) {
            return fd;
        }
        try (Fd maps = new Fd(sys, (int) fd)) {
            return ioctl(maps, Uapi.PROCMAP_QUERY(), procmap_query.allocate(arena).address());
        }
    }

    private long askListener(Probe probe, Arena arena) {
        long listener = ListenerTrial.listener();
        if (listener < 0) {
            return listener;
        }
        try (Fd owned = new Fd(sys, (int) listener)) {
            return switch (probe) {
                case SEND_DESCRIPTOR -> ioctl(owned, Uapi.SECCOMP_IOCTL_NOTIF_ADDFD(), sendNothing(arena));
                case SYNCHRONOUS_WAKE_UP -> ioctl(owned, Uapi.SECCOMP_IOCTL_NOTIF_SET_FLAGS(),
                        Uapi.SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP());
                default -> 0;
            };
        }
    }

    /** A request to send a descriptor that does not exist; a kernel that does not know the flag complains of it first. */
    private static long sendNothing(Arena arena) {
        MemorySegment addition = seccomp_notif_addfd.allocate(arena);
        seccomp_notif_addfd.flags(addition, (int) Uapi.SECCOMP_ADDFD_FLAG_SEND());
        seccomp_notif_addfd.srcfd(addition, NO_DESCRIPTOR);
        return addition.address();
    }

    private long ioctl(Fd fd, long command, long argument) {
        return sys.invoke(SyscallNumber.IOCTL, fd.value(), command, argument);
    }
}
