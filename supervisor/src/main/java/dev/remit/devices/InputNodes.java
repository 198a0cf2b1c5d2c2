package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds mice, keyboards and their kin: {@code /dev/input}. */
final class InputNodes {
    private static final String CLASS = "/sys/class/input";

    private InputNodes() {}

    static List<CarriedNode> find(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        for (ClassEntry entry : ClassEntry.in(tree, CLASS)) {
            if (entry.name().startsWith("event")) {
                nodes.add(event(tree, entry));
            } else if (entry.name().startsWith("js")) {
                nodes.add(stream(tree, entry, DeviceInterface.JOYDEV));
            } else if (entry.name().startsWith("mouse")) {
                nodes.add(stream(tree, entry, DeviceInterface.MOUSEDEV));
            } else if (entry.name().equals("mice")) {
                // What any pointing device says, also one that comes later.
                nodes.add(CarriedNode.of(entry, DeviceInterface.MOUSEDEV,
                        EnumSet.of(DeviceClass.MOUSE, DeviceClass.TOUCHPAD, DeviceClass.TOUCHSCREEN)).readOnly());
            }
        }
        return nodes;
    }

    /** Whoever writes to such a node plays events to everybody else, so that only the shaking of a joystick is worth it. */
    private static CarriedNode event(SystemTree tree, ClassEntry entry) {
        Set<DeviceClass> classes = classesOf(tree, entry);
        if (classes.isEmpty()) {
            return CarriedNode.barred(entry, DeviceInterface.EVDEV, "is a sensor or a switch");
        }
        CarriedNode node = CarriedNode.of(entry, DeviceInterface.EVDEV, classes);
        return classes.contains(DeviceClass.JOYSTICK) ? node : node.readOnly();
    }

    private static CarriedNode stream(SystemTree tree, ClassEntry entry, DeviceInterface dialect) {
        Set<DeviceClass> classes = classesOf(tree, entry);
        return classes.isEmpty()
                ? CarriedNode.barred(entry, dialect, "is a sensor or a switch")
                : CarriedNode.of(entry, dialect, classes).readOnly();
    }

    private static Set<DeviceClass> classesOf(SystemTree tree, ClassEntry entry) {
        return InputKind.classes(tree, ClassEntry.parent(entry.device()),
                UdevDatabase.propertiesOf(tree, entry.node()));
    }

    /** The classes of all input devices that hang directly below a device of another subsystem. */
    static Set<DeviceClass> classesBelow(SystemTree tree, String device) {
        Set<DeviceClass> classes = EnumSet.noneOf(DeviceClass.class);
        for (String name : tree.names(device + "/input")) {
            String input = device + "/input/" + name;
            classes.addAll(InputKind.classes(tree, input, told(tree, input, name)));
        }
        return classes;
    }

    private static Map<String, String> told(SystemTree tree, String input, String name) {
        Map<String, String> properties = new HashMap<>(
                UdevDatabase.properties(tree, UdevDatabase.fileOf("input", name)));
        for (String child : tree.names(input)) {
            DeviceNode node = child.startsWith("event") ? ClassEntry.nodeOf(tree, input + "/" + child) : null;
            if (node != null) {
                properties.putAll(UdevDatabase.propertiesOf(tree, node));
            }
        }
        return properties;
    }
}
