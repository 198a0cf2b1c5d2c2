package dev.remit.policy;

import java.util.List;

/**
 * A device node that a program may use because of the classes that it was granted.
 *
 * @param node found when the policy was resolved
 * @param classes that grant it
 * @param commands of which it may use some
 * @param origin of the first entry that grants it
 */
public record DeviceGrant(DeviceNode node, List<DeviceClass> classes, DeviceCommands commands, Origin origin) {
    public DeviceGrant {
        classes = List.copyOf(classes);
    }
}
