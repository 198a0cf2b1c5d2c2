package dev.remit.audit.report;

import java.util.List;

/** What there is to say of devices: names of commands, and the entries of {@code allowedDevices} that would grant them. */
public interface DeviceWords {
    /** Knows of no devices. */
    DeviceWords NONE = new DeviceWords() {
        @Override
        public List<String> granting(String path) {
            return List.of();
        }

        @Override
        public String command(String path, long command) {
            return "0x" + Long.toHexString(command);
        }

        @Override
        public List<String> including(String path, long command) {
            return List.of();
        }
    };

    /**
     * The entries that together grant a device node or a server's socket, as {@code --device} takes them; none when no
     * class does.
     */
    List<String> granting(String path);

    /** The name of an {@code ioctl} command, as the drivers behind a node understand it; a number if it has none. */
    String command(String path, long command);

    /** The classes any of which would include a command on a node that is granted already; none when no class does. */
    List<String> including(String path, long command);
}
