package dev.remit.linux.landlock;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;

/**
 * What a version of the Landlock interface can restrict.
 *
 * @param version 0 where Landlock does not exist or is disabled
 * @param cause the positive errno that the probe answered where {@code version} is 0: ENOSYS (not built in) or
 *        EOPNOTSUPP (disabled at boot); else 0
 */
public record LandlockAbi(int version, int cause) {
    /** Asks the running kernel. */
    public static LandlockAbi query(Syscall sys) {
        long answer = sys.invoke(SyscallNumber.LANDLOCK_CREATE_RULESET, 0, 0,
                Uapi.LANDLOCK_CREATE_RULESET_VERSION());
        return answer > 0 ? new LandlockAbi((int) answer, 0) : new LandlockAbi(0, (int) -answer);
    }

    /** Every right on files that this version can restrict. */
    public long fileRights() {
        long rights = LandlockRights.BASE;
        rights |= version >= 2 ? LandlockRights.REFER : 0;
        rights |= version >= 3 ? LandlockRights.TRUNCATE : 0;
        rights |= version >= 5 ? LandlockRights.IOCTL_DEV : 0;
        return version == 0 ? 0 : rights;
    }

    /** Every right on TCP ports that this version can restrict. */
    public long networkRights() {
        return version >= 4 ? Uapi.LANDLOCK_ACCESS_NET_BIND_TCP() | Uapi.LANDLOCK_ACCESS_NET_CONNECT_TCP() : 0;
    }

    /** Every scope that this version can close: signals and abstract sockets. */
    public long scopes() {
        return version >= 6 ? Uapi.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET() | Uapi.LANDLOCK_SCOPE_SIGNAL() : 0;
    }
}
