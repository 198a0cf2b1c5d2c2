package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the nodes through which reports of HID devices go as they are: security keys by their usage page, and all others,
 * which are also whatever the kernel makes of their reports. The raw reports of a keyboard are what is typed on it.
 */
final class HidNodes {
    private static final int FIDO_USAGE_PAGE = 0xF1D0;

    private HidNodes() {}

    static List<CarriedNode> find(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        for (ClassEntry entry : ClassEntry.in(tree, "/sys/class/hidraw")) {
            nodes.add(CarriedNode.of(entry, DeviceInterface.HIDRAW, classesOf(tree, entry)));
        }
        return nodes;
    }

    private static Set<DeviceClass> classesOf(SystemTree tree, ClassEntry entry) {
        String device = tree.canonical(entry.device() + "/device");
        Map<String, String> udev = UdevDatabase.propertiesOf(tree, entry.node());
        boolean token = "1".equals(udev.get("ID_FIDO_TOKEN")) || "1".equals(udev.get("ID_SECURITY_TOKEN"))
                || device != null && isToken(tree, device);
        Set<DeviceClass> classes = EnumSet.of(token ? DeviceClass.SECURITY_KEY : DeviceClass.HID);
        if (device != null) {
            classes.addAll(InputNodes.classesBelow(tree, device));
        }
        return classes;
    }

    /** Whether a HID device in sysfs is a security key. */
    static boolean isToken(SystemTree tree, String device) {
        return ReportDescriptor.hasUsagePage(tree.bytes(device + "/report_descriptor"), FIDO_USAGE_PAGE);
    }
}
