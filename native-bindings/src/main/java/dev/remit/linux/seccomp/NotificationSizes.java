package dev.remit.linux.seccomp;

import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.seccomp_notif_sizes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Sizes in bytes of the kernel's notification structs, which may exceed those known when Remit was built.
 *
 * @param notification {@code struct seccomp_notif}
 * @param response {@code struct seccomp_notif_resp}
 */
public record NotificationSizes(int notification, int response) {
    /**
     * Asks the kernel.
     *
     * @throws LinuxException EINVAL or ENOSYS where user notification does not exist (before Linux 5.0)
     */
    public static NotificationSizes query(Syscall sys) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = seccomp_notif_sizes.allocate(arena);
            LinuxException.check(sys.invoke(SyscallNumber.SECCOMP, Uapi.SECCOMP_GET_NOTIF_SIZES(), 0, sizes.address()),
                    "seccomp", "SECCOMP_GET_NOTIF_SIZES");
            return new NotificationSizes(Short.toUnsignedInt(seccomp_notif_sizes.seccomp_notif(sizes)),
                    Short.toUnsignedInt(seccomp_notif_sizes.seccomp_notif_resp(sizes)));
        }
    }
}
