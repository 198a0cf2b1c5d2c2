package dev.remit.devices;

import dev.remit.policy.DeviceNode;
import java.util.HashMap;
import java.util.Map;

/**
 * What udev has found out about devices: its database in {@code /run/udev/data}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udev.7.html">udev(7)</a>
 */
final class UdevDatabase {
    private static final String DIRECTORY = "/run/udev/data/";
    private static final String PROPERTY = "E:";

    private UdevDatabase() {}

    /** The file that holds what is known of a node. */
    static String fileOf(DeviceNode node) {
        return DIRECTORY + "c" + node.number();
    }

    /** The file that holds what is known of a device without a node. */
    static String fileOf(String subsystem, String name) {
        return DIRECTORY + "+" + subsystem + ":" + name;
    }

    /** The properties of a node; none where udev does not run. */
    static Map<String, String> propertiesOf(SystemTree tree, DeviceNode node) {
        return properties(tree, fileOf(node));
    }

    static Map<String, String> properties(SystemTree tree, String file) {
        Map<String, String> properties = new HashMap<>();
        for (String line : tree.text(file).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (line.startsWith(PROPERTY) && equals > 0) {
                properties.put(line.substring(PROPERTY.length(), equals), line.substring(equals + 1));
            }
        }
        return properties;
    }
}
