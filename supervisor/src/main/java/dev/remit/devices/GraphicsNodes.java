package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what computes and draws: render nodes, and the nodes of two vendors' own interfaces. The nodes of display cards,
 * by which a compositor takes the screen, belong to no class.
 */
final class GraphicsNodes {
    private static final Set<DeviceClass> GPU = EnumSet.of(DeviceClass.GPU);

    private GraphicsNodes() {}

    static List<CarriedNode> find(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        for (ClassEntry entry : ClassEntry.in(tree, "/sys/class/drm")) {
            nodes.add(entry.name().startsWith("renderD")
                    ? CarriedNode.of(entry, DeviceInterface.DRM, GPU)
                    : CarriedNode.barred(entry, DeviceInterface.DRM, "controls the screen"));
        }
        for (ClassEntry entry : ClassEntry.in(tree, "/sys/class/kfd")) {
            nodes.add(CarriedNode.of(entry, DeviceInterface.KFD, GPU));
        }
        addVendors(tree, nodes);
        return nodes;
    }

    /** NVIDIA's own driver tells sysfs of none of its nodes. */
    private static void addVendors(SystemTree tree, List<CarriedNode> nodes) {
        for (String name : tree.names("/dev")) {
            DeviceInterface dialect = vendorInterface(name);
            DeviceNode node = dialect == null
                    ? null
                    : ClassEntry.node("/dev/" + name, tree.numberAt("/dev/" + name));
            if (dialect != null && node != null) {
                nodes.add(CarriedNode.of(new ClassEntry(name, "", node), dialect, GPU));
            }
        }
    }

    @org.jspecify.annotations.Nullable
    private static DeviceInterface vendorInterface(String name) {
        if (name.equals("nvidia-uvm")) {
            return DeviceInterface.NVIDIA_UVM;
        }
        boolean numbered = name.length() > "nvidia".length() && name.startsWith("nvidia")
                && Character.isDigit(name.charAt("nvidia".length()));
        return numbered || name.equals("nvidiactl") ? DeviceInterface.NVIDIA : null;
    }
}
