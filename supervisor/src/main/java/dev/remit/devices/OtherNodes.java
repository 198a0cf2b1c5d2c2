package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Finds the virtual machine monitor's node, and printers. */
final class OtherNodes {
    private OtherNodes() {}

    static List<CarriedNode> findVirtualMachines(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        for (ClassEntry entry : ClassEntry.in(tree, "/sys/class/misc")) {
            if (entry.name().equals("kvm")) {
                nodes.add(CarriedNode.of(entry, DeviceInterface.KVM, EnumSet.of(DeviceClass.KVM)));
            }
        }
        return nodes;
    }

    static List<CarriedNode> findPrinters(SystemTree tree) {
        List<CarriedNode> nodes = new ArrayList<>();
        for (String directory : List.of("/sys/class/usbmisc", "/sys/class/printer")) {
            for (ClassEntry entry : ClassEntry.in(tree, directory)) {
                if (entry.name().startsWith("lp")) {
                    nodes.add(CarriedNode.of(entry, DeviceInterface.PRINTER, EnumSet.of(DeviceClass.PRINTER)));
                }
            }
        }
        return nodes;
    }
}
