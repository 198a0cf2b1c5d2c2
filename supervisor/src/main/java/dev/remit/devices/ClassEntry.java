package dev.remit.devices;

import dev.remit.policy.DeviceNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device of sysfs that has a node in {@code /dev}.
 *
 * @param name in its class
 * @param device canonical path in sysfs
 * @param node its node, which is there and has the number that sysfs tells
 */
record ClassEntry(String name, String device, DeviceNode node) {
    private static final String NODE_NAME = "DEVNAME=";

    /** All devices in a directory of links, such as {@code /sys/class/input}, whose nodes are there. */
    static List<ClassEntry> in(SystemTree tree, String directory) {
        List<ClassEntry> entries = new ArrayList<>();
        for (String name : tree.names(directory)) {
            String device = tree.canonical(directory + "/" + name);
            DeviceNode node = device == null ? null : nodeOf(tree, device);
            if (device != null && node != null) {
                entries.add(new ClassEntry(name, device, node));
            }
        }
        return entries;
    }

    /** The node of a device, or null when it has none. */
    static @Nullable DeviceNode nodeOf(SystemTree tree, String device) {
        String number = tree.text(device + "/dev");
        String name = nodeName(tree, device);
        if (number.isEmpty() || name.isEmpty() || !number.equals(tree.numberAt("/dev/" + name))) {
            return null;
        }
        return node("/dev/" + name, number);
    }

    /** A node from its numbers as the kernel spells them; null when they are none. */
    static @Nullable DeviceNode node(String path, String number) {
        int colon = number.indexOf(':');
        try {
            return colon < 0
                    ? null
                    : new DeviceNode(path, Integer.parseInt(number.substring(0, colon)),
                            Integer.parseInt(number.substring(colon + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String nodeName(SystemTree tree, String device) {
        for (String line : tree.text(device + "/uevent").split("\n", -1)) {
            if (line.startsWith(NODE_NAME)) {
                // Names with a slash inside are spelled with an exclamation mark in sysfs, but not here.
                return line.substring(NODE_NAME.length());
            }
        }
        return "";
    }

    /** The path of the directory above a device. */
    static String parent(String device) {
        int slash = device.lastIndexOf('/');
        return slash <= 0 ? "/" : device.substring(0, slash);
    }
}
