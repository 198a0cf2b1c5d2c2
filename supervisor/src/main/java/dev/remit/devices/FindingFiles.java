package dev.remit.devices;

import dev.remit.policy.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of sysfs and of udev by which programs find a node and learn what it is: the device's own directory, what
 * says what it hangs on, and the lists that it stands in.
 */
final class FindingFiles {
    private static final String DEVICES = "/sys/devices";
    /** What the buses tell of the hardware; the rest of those directories is none of a program's business. */
    private static final Set<String> IDENTITY = Set.of("uevent", "modalias", "idVendor", "idProduct", "bcdDevice",
            "manufacturer", "product", "serial", "busnum", "devnum", "speed", "bInterfaceNumber", "bInterfaceClass",
            "bInterfaceSubClass", "bInterfaceProtocol", "interface", "vendor", "device", "subsystem_vendor",
            "subsystem_device", "revision", "class", "report_descriptor");

    private final SystemTree tree;
    private final List<ReadablePlace> places = new ArrayList<>();

    private FindingFiles(SystemTree tree) {
        this.tree = tree;
    }

    /** Those of one node; none but the directory of the node itself where sysfs does not know it. */
    static List<ReadablePlace> of(SystemTree tree, CarriedNode node) {
        FindingFiles files = new FindingFiles(tree);
        files.add(ClassEntry.parent(node.node().path()), Extent.EXACT);
        files.add(UdevDatabase.fileOf(node.node()), Extent.EXACT);
        if (!node.device().isEmpty()) {
            files.addDevice(unit(node));
            files.addLists(node);
        }
        return files.places;
    }

    /** Some devices are told of by the directory above: an input device by that of all its nodes, a sound by its card. */
    private static String unit(CarriedNode node) {
        return switch (node.dialect()) {
            case EVDEV, JOYDEV, MOUSEDEV, PCM, CONTROL, RAWMIDI -> {
                String parent = ClassEntry.parent(node.device());
                yield parent.endsWith("/virtual/input") ? node.device() : parent;
            }
            default -> node.device();
        };
    }

    private void addDevice(String unit) {
        add(unit, Extent.SUBTREE);
        for (String at = ClassEntry.parent(unit); at.startsWith(DEVICES + "/"); at = ClassEntry.parent(at)) {
            for (String name : tree.names(at)) {
                if (IDENTITY.contains(name) && !tree.isDirectory(at + "/" + name)) {
                    add(at + "/" + name, Extent.EXACT);
                }
            }
            addEntry(at);
        }
        addEntry(unit);
    }

    /** What udev knows of a device without a node. */
    private void addEntry(String device) {
        String subsystem = tree.canonical(device + "/subsystem");
        if (subsystem != null) {
            add(UdevDatabase.fileOf(nameOf(subsystem), nameOf(device)), Extent.EXACT);
        }
    }

    private void addLists(CarriedNode node) {
        add("/sys/dev/char", Extent.EXACT);
        String subsystem = tree.canonical(node.device() + "/subsystem");
        if (subsystem != null) {
            add(subsystem, Extent.EXACT);
            add(subsystem + "/devices", Extent.EXACT);
        }
        for (String list : List.of("/sys/bus", "/sys/class")) {
            add(list, Extent.EXACT);
        }
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void add(String path, Extent extent) {
        if (tree.exists(path)) {
            places.add(new ReadablePlace(path, extent));
        }
    }
}
