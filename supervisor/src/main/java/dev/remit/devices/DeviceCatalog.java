package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a machine by classes. Looks at the machine when it is asked, and remembers what it saw: one is made for
 * each manifest. Not for several threads.
 */
public final class DeviceCatalog {
    private final SystemTree tree;
    private final EnvironmentVariables environment;
    private final Map<Search, List<CarriedNode>> found = new EnumMap<>(Search.class);
    private @Nullable List<ServerSocket> sockets;
    private @Nullable CommandTable commands;

    /** Kinds of nodes that are looked for together. */
    private enum Search {
        INPUT,
        SOUND,
        GRAPHICS,
        CAMERA,
        TERMINAL,
        USB,
        HID,
        VIRTUAL_MACHINES,
        PRINTERS
    }

    /**
     * @param tree the machine
     * @param environment the caller's variables
     */
    public DeviceCatalog(SystemTree tree, EnvironmentVariables environment) {
        this.tree = tree;
        this.environment = environment;
    }

    /** The ioctl commands of devices. */
    public CommandTable commands() {
        CommandTable known = commands;
        if (known == null) {
            known = CommandTable.load();
            commands = known;
        }
        return known;
    }

    /** All nodes that carry a class, whatever else they carry. */
    public List<CarriedNode> carrying(DeviceClass device) {
        List<CarriedNode> nodes = new ArrayList<>();
        for (Search search : searches(device)) {
            for (CarriedNode node : nodes(search)) {
                if (node.classes().contains(device)) {
                    nodes.add(node);
                }
            }
        }
        return nodes;
    }

    /** The sockets of servers whose use amounts to a class, among others. */
    public List<ServerSocket> serving(DeviceClass device) {
        List<ServerSocket> serving = new ArrayList<>();
        for (ServerSocket socket : sockets()) {
            if (socket.classes().contains(device)) {
                serving.add(socket);
            }
        }
        return serving;
    }

    /** The node at a path, also one that belongs to no class; null for what is no node of a known device. */
    public @Nullable CarriedNode at(String path) {
        String canonical = tree.canonical(path);
        for (Search search : canonical == null ? new Search[0] : Search.values()) {
            for (CarriedNode node : nodes(search)) {
                if (node.node().path().equals(canonical)) {
                    return node;
                }
            }
        }
        return null;
    }

    private List<CarriedNode> nodes(Search search) {
        return found.computeIfAbsent(search, missing -> switch (missing) {
            case INPUT -> InputNodes.find(tree);
            case SOUND -> SoundNodes.find(tree);
            case GRAPHICS -> GraphicsNodes.find(tree);
            case CAMERA -> CameraNodes.find(tree);
            case TERMINAL -> TerminalNodes.find(tree);
            case USB -> UsbNodes.find(tree);
            case HID -> HidNodes.find(tree);
            case VIRTUAL_MACHINES -> OtherNodes.findVirtualMachines(tree);
            case PRINTERS -> OtherNodes.findPrinters(tree);
        });
    }

    /**
     * Where a class may be carried. Raw reports and USB devices carry others' classes, but never without one of their own,
     * so that they need to be looked at for those alone.
     */
    private static Set<Search> searches(DeviceClass device) {
        return switch (device) {
            case MOUSE, KEYBOARD, TOUCHPAD, TOUCHSCREEN, JOYSTICK -> EnumSet.of(Search.INPUT);
            case AUDIO_OUT, AUDIO_IN, MIDI -> EnumSet.of(Search.SOUND);
            case GPU -> EnumSet.of(Search.GRAPHICS);
            case CAMERA -> EnumSet.of(Search.CAMERA);
            case SERIAL, TERMINAL -> EnumSet.of(Search.TERMINAL);
            case USB, SCANNER -> EnumSet.of(Search.USB);
            case HID, SECURITY_KEY -> EnumSet.of(Search.HID);
            case KVM -> EnumSet.of(Search.VIRTUAL_MACHINES);
            case PRINTER -> EnumSet.of(Search.PRINTERS);
            case DISPLAY -> EnumSet.noneOf(Search.class);
        };
    }

    private List<ServerSocket> sockets() {
        List<ServerSocket> known = sockets;
        if (known == null) {
            known = DeviceServers.find(tree, environment);
            sockets = known;
        }
        return known;
    }

    /** What requests amount to together: one answer for each, in their order. */
    public List<DeviceAnswer> answer(List<DeviceRequest> requests) {
        return new Selection(this, tree, requests).answers();
    }

    /** Paths that the libraries for what is granted read first, in the syntax of manifests. */
    public List<String> libraryFiles(DeviceAnswer answer) {
        FileTable table = FileTable.load();
        List<String> files = new ArrayList<>();
        keys(answer).forEach(key -> files.addAll(table.files(key)));
        return files;
    }

    /** Names of the variables by which those libraries find what is granted. */
    public List<String> variables(DeviceAnswer answer) {
        FileTable table = FileTable.load();
        Set<String> variables = new TreeSet<>();
        keys(answer).forEach(key -> variables.addAll(table.variables(key)));
        return List.copyOf(variables);
    }

    private static Set<String> keys(DeviceAnswer answer) {
        Set<String> keys = new TreeSet<>();
        if (answer.outcome() == DeviceAnswer.Outcome.GRANTED) {
            keys.add(answer.request().device().spelling());
        }
        for (ServerSocket socket : answer.sockets()) {
            if (socket.classes().contains(DeviceClass.AUDIO_OUT)) {
                keys.add(FileTable.SOUND_SERVER);
            }
        }
        return keys;
    }
}
