package dev.remit.cli;

import dev.remit.audit.report.DeviceWords;
import dev.remit.devices.CarriedNode;
import dev.remit.devices.CommandTable;
import dev.remit.devices.DeviceCatalog;
import dev.remit.devices.ServerSocket;
import dev.remit.devices.SystemTree;
import dev.remit.policy.DeviceClass;
import dev.remit.syscall.Command;
import dev.remit.machine.Machine;
import dev.remit.syscall.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What there is to say of this machine's devices. Looks at them only when something was denied. */
final class MachineDevices implements DeviceWords {
    private static final String SOUND_SERVER = DeviceClass.AUDIO_OUT.spelling() + ":server";

    private final Map<String, String> environment;
    private @Nullable DeviceCatalog catalog;

    MachineDevices(Map<String, String> environment) {
        this.environment = environment;
    }

    private DeviceCatalog catalog() {
        DeviceCatalog known = catalog;
        if (known == null) {
            known = new DeviceCatalog(SystemTree.of(Machine.ofCaller(environment)), environment::get);
            catalog = known;
        }
        return known;
    }

    @Override
    public List<String> granting(String path) {
        CarriedNode node = path.startsWith("/dev/") ? catalog().at(path) : null;
        if (node != null) {
            return node.classes().stream().map(DeviceClass::spelling).toList();
        }
        for (DeviceClass device : DeviceClass.values()) {
            for (ServerSocket socket : catalog().serving(device)) {
                if (socket.path().equals(path)) {
                    return List.of(device == DeviceClass.AUDIO_OUT || device == DeviceClass.AUDIO_IN
                            ? SOUND_SERVER
                            : device.spelling());
                }
            }
        }
        return List.of();
    }

    @Override
    public String command(String path, long command) {
        CarriedNode node = catalog().at(path);
        CommandTable.Line line = node == null ? null : catalog().commands().find(node.dialect(), (int) command);
        String name = line == null || line.classes().isEmpty()
                ? catalog().commands().nameOf((int) command)
                : line.command().name();
        if (name != null) {
            return name;
        }
        Command listed = SystemCalls.load().command("ioctl", command);
        return listed.values() instanceof Command.Values.Rest ? "0x" + Long.toHexString(command) : listed.name();
    }

    @Override
    public List<String> including(String path, long command) {
        CarriedNode node = catalog().at(path);
        CommandTable.Line line = node == null ? null : catalog().commands().find(node.dialect(), (int) command);
        List<String> classes = new ArrayList<>();
        if (node != null && line != null) {
            for (DeviceClass device : line.classes()) {
                if (node.classes().contains(device)) {
                    classes.add(device.spelling());
                }
            }
        }
        return classes;
    }
}
