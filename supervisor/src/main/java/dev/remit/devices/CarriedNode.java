package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceNode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * A device node of a machine, and what its use amounts to.
 *
 * @param node its name and numbers
 * @param dialect what its drivers speak
 * @param classes that it carries; empty when it belongs to none
 * @param sharing whether each class by itself grants it, as far as its commands go
 * @param writable whether its use includes writing to it
 * @param device canonical path of the device in sysfs; empty when sysfs does not know it
 * @param barred why it belongs to no class; else empty
 */
public record CarriedNode(DeviceNode node, DeviceInterface dialect, Set<DeviceClass> classes, boolean sharing,
        boolean writable, String device, String barred) {
    public CarriedNode {
        EnumSet<DeviceClass> copy = EnumSet.noneOf(DeviceClass.class);
        copy.addAll(classes);
        classes = Collections.unmodifiableSet(copy);
    }

    /** A node that is granted with all of its classes, for reading and writing. */
    static CarriedNode of(ClassEntry entry, DeviceInterface dialect, Set<DeviceClass> classes) {
        return new CarriedNode(entry.node(), dialect, classes, false, true, entry.device(), "");
    }

    /** A node that belongs to no class. */
    static CarriedNode barred(ClassEntry entry, DeviceInterface dialect, String reason) {
        return new CarriedNode(entry.node(), dialect, Set.of(), false, false, entry.device(), reason);
    }

    CarriedNode readOnly() {
        return new CarriedNode(node, dialect, classes, sharing, false, device, barred);
    }

    CarriedNode shared() {
        return new CarriedNode(node, dialect, classes, true, writable, device, barred);
    }
}
