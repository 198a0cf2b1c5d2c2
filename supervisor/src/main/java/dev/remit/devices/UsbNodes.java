package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds USB devices as they are: {@code /dev/bus/usb}. Whoever has such a node can take the device from its driver, so it
 * carries whatever its interfaces are good for. A scanner has no driver in the kernel; its node is what it is.
 */
final class UsbNodes {
    private static final String DEVICES = "/sys/bus/usb/devices";
    private static final String HUB = "09";
    private static final String STORAGE = "08";

    private UsbNodes() {}

    static List<CarriedNode> find(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        for (ClassEntry entry : ClassEntry.in(tree, DEVICES)) {
            nodes.add(node(tree, entry));
        }
        return nodes;
    }

    private static CarriedNode node(SystemTree tree, ClassEntry entry) {
        if (tree.text(entry.device() + "/bDeviceClass").equals(HUB)) {
            return CarriedNode.barred(entry, DeviceInterface.USBFS, "is a hub, on which others depend");
        }
        Map<String, String> udev = UdevDatabase.propertiesOf(tree, entry.node());
        boolean scans = "yes".equals(udev.get("libsane_matched"));
        Set<DeviceClass> classes = EnumSet.of(scans ? DeviceClass.SCANNER : DeviceClass.USB);
        for (String name : tree.names(entry.device())) {
            String part = entry.device() + "/" + name;
            String kind = name.indexOf(':') > 0 ? tree.text(part + "/bInterfaceClass") : "";
            if (kind.equals(STORAGE)) {
                return CarriedNode.barred(entry, DeviceInterface.USBFS, "stores files past the file system");
            }
            classes.addAll(classesOf(tree, part, kind));
        }
        return CarriedNode.of(entry, DeviceInterface.USBFS, classes);
    }

    /** What an interface is good for, by the class codes of the USB standards. */
    private static Set<DeviceClass> classesOf(SystemTree tree, String part, String kind) {
        return switch (kind) {
            case "01" -> tree.text(part + "/bInterfaceSubClass").equals("03")
                    ? EnumSet.of(DeviceClass.MIDI)
                    : EnumSet.of(DeviceClass.AUDIO_IN, DeviceClass.AUDIO_OUT);
            case "02", "0a" -> EnumSet.of(DeviceClass.SERIAL);
            case "03" -> hidClasses(tree, part);
            case "07" -> EnumSet.of(DeviceClass.PRINTER);
            case "0b" -> EnumSet.of(DeviceClass.SECURITY_KEY);
            case "0e" -> EnumSet.of(DeviceClass.CAMERA);
            default -> EnumSet.noneOf(DeviceClass.class);
        };
    }

    private static Set<DeviceClass> hidClasses(SystemTree tree, String part) {
        Set<DeviceClass> classes = EnumSet.noneOf(DeviceClass.class);
        boolean token = false;
        for (String name : tree.names(part)) {
            // Named after bus, vendor, product and a number, as in 0003:046D:C52B.0001.
            if (name.indexOf(':') > 0 && name.indexOf('.') > 0) {
                token |= HidNodes.isToken(tree, part + "/" + name);
                classes.addAll(InputNodes.classesBelow(tree, part + "/" + name));
            }
        }
        classes.add(token ? DeviceClass.SECURITY_KEY : DeviceClass.HID);
        return classes;
    }
}
