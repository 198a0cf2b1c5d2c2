package dev.remit.linux.landlock;

import dev.remit.linux.Fd;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.landlock_path_beneath_attr;
import dev.remit.uapi.landlock_ruleset_attr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A Landlock ruleset: everything that the kernel can restrict is denied, except what is added here.
 *
 * <p>Made on cold paths; only {@link #restrictSelf} is called by the thread that takes it on.
 */
public final class Ruleset implements AutoCloseable {
    private final Syscall sys;
    private final LandlockAbi abi;
    private final Fd fd;

    private Ruleset(Syscall sys, LandlockAbi abi, Fd fd) {
        this.sys = sys;
        this.abi = abi;
        this.fd = fd;
    }

    /**
     * Makes a ruleset that handles every right and scope of {@code abi}.
     *
     * @throws LinuxException ENOSYS or EOPNOTSUPP where Landlock is missing
     * @see <a href="https://man7.org/linux/man-pages/man2/landlock_create_ruleset.2.html">
     *      landlock_create_ruleset(2)</a>
     */
    public static Ruleset create(Syscall sys, LandlockAbi abi) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = landlock_ruleset_attr.allocate(arena);
            landlock_ruleset_attr.handled_access_fs(attributes, abi.fileRights());
            landlock_ruleset_attr.handled_access_net(attributes, abi.networkRights());
            landlock_ruleset_attr.scoped(attributes, abi.scopes());
            long ruleset = LinuxException.check(sys.invoke(SyscallNumber.LANDLOCK_CREATE_RULESET,
                    attributes.address(), knownSize(abi), 0), "landlock_create_ruleset", "");
            return new Ruleset(sys, abi, new Fd(sys, (int) ruleset));
        }
    }

    /** As much of the struct as the kernel knows; what newer ones append is not used. */
    private static long knownSize(LandlockAbi abi) {
        if (abi.version() >= 6) {
            return landlock_ruleset_attr.scoped$offset() + Long.BYTES;
        }
        return abi.version() >= 4
                ? landlock_ruleset_attr.scoped$offset()
                : landlock_ruleset_attr.handled_access_net$offset();
    }

    /**
     * Grants rights on a place and all below it.
     *
     * @param place an {@code O_PATH} descriptor
     * @param rights of {@link LandlockRights}; those that the kernel does not know are left out
     * @throws LinuxException EINVAL for directory rights on a file
     * @see <a href="https://man7.org/linux/man-pages/man2/landlock_add_rule.2.html">landlock_add_rule(2)</a>
     */
    public void grant(int place, long rights, String subject) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rule = landlock_path_beneath_attr.allocate(arena);
            landlock_path_beneath_attr.allowed_access(rule, rights & abi.fileRights());
            landlock_path_beneath_attr.parent_fd(rule, place);
            LinuxException.check(sys.invoke(SyscallNumber.LANDLOCK_ADD_RULE, fd.value(),
                    Uapi.LANDLOCK_RULE_PATH_BENEATH(), rule.address(), 0), "landlock_add_rule", subject);
        }
    }

    /**
     * Takes the ruleset on for the calling thread and all that it starts; for good. The thread must have set
     * no_new_privs.
     *
     * @param caller the calling thread's gateway
     * @return 0, or a negative errno
     * @see <a href="https://man7.org/linux/man-pages/man2/landlock_restrict_self.2.html">
     *      landlock_restrict_self(2)</a>
     */
    public int restrictSelf(Syscall caller) {
        return (int) caller.invoke(SyscallNumber.LANDLOCK_RESTRICT_SELF, fd.value(), 0, 0);
    }

    @Override
    public void close() {
        fd.close();
    }
}
