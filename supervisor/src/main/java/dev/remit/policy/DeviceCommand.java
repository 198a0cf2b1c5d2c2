package dev.remit.policy;

/**
 * An ioctl command of devices, or a set of them that differ in some bits. The kernel takes a command as an
 * {@code unsigned int}.
 *
 * @param name as the kernel's headers spell it; for people
 * @param bits those that count
 * @param mask which bits count
 * @param supervised whether the supervisor always looks at it, also where every node includes it
 * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
 */
public record DeviceCommand(String name, int bits, int mask, boolean supervised) {
    /** The mask of a single command. */
    public static final int SINGLE = -1;

    public DeviceCommand {
        if ((bits & ~mask) != 0) {
            throw new IllegalArgumentException(name + " has bits outside its mask");
        }
    }

    public boolean matches(int command) {
        return (command & mask) == bits;
    }

    public boolean isSingle() {
        return mask == SINGLE;
    }

    /** Whether some command is in both sets. */
    public boolean meets(DeviceCommand other) {
        return ((bits ^ other.bits) & mask & other.mask) == 0;
    }

    /** Whether every command of the other set is in this one too. */
    public boolean covers(DeviceCommand other) {
        return (mask & ~other.mask) == 0 && matches(other.bits);
    }
}
