package dev.remit.policy;

import java.util.List;

/**
 * The ioctl commands of one device node.
 *
 * @param space what the drivers behind it know at all
 * @param permitted what may be used of that
 */
public record DeviceCommands(List<DeviceCommand> space, List<DeviceCommand> permitted) {
    public DeviceCommands {
        space = List.copyOf(space);
        permitted = List.copyOf(permitted);
    }

    public boolean knows(int command) {
        return contains(space, command);
    }

    public boolean permits(int command) {
        return contains(permitted, command);
    }

    static boolean contains(List<DeviceCommand> commands, int command) {
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i).matches(command)) {
                return true;
            }
        }
        return false;
    }
}
