package dev.remit.policy;

/**
 * A character device and its name.
 *
 * @param path absolute
 * @param major number of the driver
 * @param minor number of the device
 */
public record DeviceNode(String path, int major, int minor) {
    /** Both numbers, as the kernel's files spell them. */
    public String number() {
        return major + ":" + minor;
    }
}
