package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds what takes pictures: those video nodes that udev says capture, or, without udev, the first of each USB camera;
 * and the media nodes of the same devices.
 */
final class CameraNodes {
    private static final Set<DeviceClass> CAMERA = EnumSet.of(DeviceClass.CAMERA);

    private CameraNodes() {}

    static List<CarriedNode> find(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        List<String> cameras = new ArrayList<>();
        for (ClassEntry entry : ClassEntry.in(tree, "/sys/class/video4linux")) {
            if (!entry.name().startsWith("video")) {
                continue;
            }
            if (captures(tree, entry)) {
                nodes.add(CarriedNode.of(entry, DeviceInterface.VIDEO, CAMERA));
                cameras.add(hardwareOf(tree, entry));
            } else {
                nodes.add(CarriedNode.barred(entry, DeviceInterface.VIDEO, "is not known to take pictures"));
            }
        }
        for (ClassEntry entry : ClassEntry.in(tree, "/sys/bus/media/devices")) {
            nodes.add(cameras.contains(hardwareOf(tree, entry))
                    ? CarriedNode.of(entry, DeviceInterface.MEDIA, CAMERA)
                    : CarriedNode.barred(entry, DeviceInterface.MEDIA, "is not known to be part of a camera"));
        }
        return nodes;
    }

    private static boolean captures(SystemTree tree, ClassEntry entry) {
        Map<String, String> udev = UdevDatabase.propertiesOf(tree, entry.node());
        String capabilities = udev.get("ID_V4L_CAPABILITIES");
        if (capabilities != null) {
            return capabilities.contains(":capture:");
        }
        String driver = tree.canonical(entry.device() + "/device/driver");
        return driver != null && driver.endsWith("/uvcvideo") && tree.text(entry.device() + "/index").equals("0");
    }

    private static String hardwareOf(SystemTree tree, ClassEntry entry) {
        String hardware = tree.canonical(entry.device() + "/device");
        return hardware == null ? ClassEntry.parent(entry.device()) : hardware;
    }
}
