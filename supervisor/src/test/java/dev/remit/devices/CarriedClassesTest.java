package dev.remit.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.machine.Machine;
import dev.remit.policy.DeviceClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the nodes of whole machines carry: with udev, and judged by what sysfs alone tells. */
class CarriedClassesTest {
    @TempDir
    private Path root;

    private static Map<String, String> carried(SystemTree tree) {
        DeviceCatalog catalog = new DeviceCatalog(tree, name -> null);
        Map<String, TreeSet<String>> classes = new TreeMap<>();
        for (DeviceClass device : DeviceClass.values()) {
            for (CarriedNode node : catalog.carrying(device)) {
                TreeSet<String> names = new TreeSet<>();
                node.classes().forEach(each -> names.add(each.spelling()));
                classes.put(node.node().path(), names);
            }
        }
        Map<String, String> words = new LinkedHashMap<>();
        classes.forEach((path, names) -> words.put(path, String.join(" ", names)));
        return words;
    }

    private static Map<String, String> expected(String... lines) {
        Map<String, String> expected = new TreeMap<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            expected.put(line.substring(0, space), line.substring(space + 1).strip());
        }
        return expected;
    }

    private static final String[] LAPTOP = {
        "/dev/input/event3   keyboard",
        "/dev/input/event5   mouse",
        "/dev/input/mouse0   mouse",
        "/dev/input/event8   touchpad",
        "/dev/input/mouse1   touchpad",
        "/dev/input/event12  touchscreen",
        "/dev/input/event11  touchscreen",
        "/dev/input/event2   keyboard",
        "/dev/input/mice     mouse touchpad touchscreen",
        "/dev/input/event15  mouse",
        "/dev/input/event16  keyboard",
        "/dev/input/event17  keyboard",
        "/dev/input/event18  keyboard",
        "/dev/hidraw0        hid touchpad",
        "/dev/hidraw1        hid mouse",
        "/dev/hidraw3        hid keyboard",
        "/dev/hidraw4        securityKey",
        "/dev/snd/controlC0  audioIn audioOut",
        "/dev/snd/pcmC0D0p   audioOut",
        "/dev/snd/pcmC0D0c   audioIn",
        "/dev/snd/pcmC0D3p   audioOut",
        "/dev/snd/controlC1  audioIn audioOut",
        "/dev/snd/pcmC1D0p   audioOut",
        "/dev/snd/pcmC1D0c   audioIn",
        "/dev/snd/timer      audioIn audioOut midi",
        "/dev/snd/seq        midi",
        "/dev/video0         camera",
        "/dev/media0         camera",
        "/dev/dri/renderD128 gpu",
        "/dev/ttyUSB0        serial",
        "/dev/tty            terminal",
        "/dev/ptmx           terminal",
        "/dev/pts/ptmx       terminal",
        "/dev/pts/3          terminal",
        "/dev/kvm            kvm",
        "/dev/bus/usb/001/002 hid keyboard mouse usb",
        "/dev/bus/usb/001/003 audioIn audioOut hid keyboard usb",
        "/dev/bus/usb/001/005 camera usb",
        "/dev/bus/usb/001/007 hid keyboard securityKey usb",
        "/dev/bus/usb/001/009 usb",
        "/dev/bus/usb/001/010 scanner"};

    @Test
    void shouldTellWhatNodesOfLaptopCarry() throws IOException {
        assertThat(carried(MachineFiles.unpack("laptop", root))).isEqualTo(expected(LAPTOP));
    }

    @Test
    void shouldJudgeByCapabilitiesAsUdevWould() throws IOException {
        SystemTree tree = MachineFiles.unpack("laptop", root);
        try (var files = Files.list(root.resolve("run/udev/data"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Map<String, String> expected = expected(LAPTOP);
        // Nothing but udev knows which device of a vendor's own kind is a scanner.
        expected.put("/dev/bus/usb/001/010", "usb");
        assertThat(carried(tree)).isEqualTo(expected);
    }

    @Test
    void shouldTellWhatNodesOfDesktopCarryWithoutUdev() throws IOException {
        assertThat(carried(MachineFiles.unpack("desktop", root))).isEqualTo(expected(
                "/dev/input/event1   keyboard",
                "/dev/input/event2   keyboard mouse",
                "/dev/input/event3   mouse",
                "/dev/input/mouse0   mouse",
                "/dev/input/event4   joystick",
                "/dev/input/js0      joystick",
                "/dev/input/event5   joystick",
                "/dev/input/event7   mouse",
                "/dev/hidraw0        hid joystick",
                "/dev/video0         camera",
                "/dev/snd/controlC1  audioOut",
                "/dev/snd/pcmC1D3p   audioOut",
                "/dev/snd/controlC2  audioIn",
                "/dev/snd/pcmC2D0c   audioIn",
                "/dev/snd/controlC3  midi",
                "/dev/snd/midiC3D0   midi",
                "/dev/usb/lp0        printer",
                "/dev/dri/renderD129 gpu",
                "/dev/kfd            gpu",
                "/dev/nvidia0        gpu",
                "/dev/nvidiactl      gpu",
                "/dev/nvidia-uvm     gpu",
                "/dev/pts/ptmx       terminal",
                "/dev/bus/usb/003/006 audioIn audioOut camera usb",
                "/dev/bus/usb/003/007 printer usb",
                "/dev/bus/usb/003/008 midi usb"));
    }

    @Test
    void shouldTellWhatNodesOfServerCarry() throws IOException {
        assertThat(carried(MachineFiles.unpack("server", root))).isEqualTo(expected(
                "/dev/ttyS0          serial terminal",
                "/dev/ttyS4          serial",
                "/dev/ttyS5          serial",
                "/dev/tty            terminal",
                "/dev/ptmx           terminal",
                "/dev/kvm            kvm",
                "/dev/input/event1   keyboard",
                "/dev/input/event2   keyboard mouse"));
    }

    @Test
    void shouldPutIntoNoClassWhatBelongsToNone() throws IOException {
        DeviceCatalog catalog = new DeviceCatalog(MachineFiles.unpack("laptop", root), name -> null);
        Map<String, String> reasons = new TreeMap<>();
        for (String path : List.of("/dev/bus/usb/001/001", "/dev/bus/usb/001/008", "/dev/dri/card0", "/dev/video1",
                "/dev/input/event0")) {
            CarriedNode node = Objects.requireNonNull(catalog.at(path), path);
            assertThat(node.classes()).as(path).isEmpty();
            reasons.put(path, node.barred());
        }
        assertThat(reasons).isEqualTo(expected(
                "/dev/bus/usb/001/001 is a hub, on which others depend",
                "/dev/bus/usb/001/008 stores files past the file system",
                "/dev/dri/card0 controls the screen",
                "/dev/video1 is not known to take pictures",
                "/dev/input/event0 is a sensor or a switch"));
        for (String path : List.of("/dev/uinput", "/dev/tpm0", "/dev/snd/hwC0D0", "/dev/pts/4", "/dev/ttyS0")) {
            assertThat(catalog.at(path)).as(path).isNull();
        }
    }

    @Test
    void shouldNotTakeNodeForDeviceWhoseNumbersItLacks() throws IOException {
        SystemTree tree = MachineFiles.unpack("laptop", root);
        Files.writeString(root.resolve("dev/kvm"), "8:0");
        Files.delete(root.resolve("dev/ttyUSB0"));
        assertThat(carried(tree)).doesNotContainKeys("/dev/kvm", "/dev/ttyUSB0");
    }

    @Test
    void shouldCountAsKeyboardWhatHasKeysThatNobodyCanTell() throws IOException {
        SystemTree tree = MachineFiles.unpack("laptop", root);
        try (var walk = Files.walk(root.resolve("sys/devices"))) {
            for (Path file : walk.filter(path -> path.toString().contains("/input20/capabilities/")).toList()) {
                Files.delete(file);
            }
        }
        Files.writeString(root.resolve("run/udev/data/c13:79"), "E:ID_INPUT=1\nE:ID_INPUT_MOUSE=1\nE:ID_INPUT_KEY=1\n");
        assertThat(carried(tree)).containsEntry("/dev/input/event15", "keyboard mouse");
    }

    @Test
    void shouldFindNothingOnMachineWithoutDevices() {
        assertThat(carried(SystemTree.below(root))).isEmpty();
    }

    @Test
    void shouldLookAtMachineThatThisRunsOn() {
        // Whatever it has, the nodes are there, and no class falls over them.
        Map<String, String> carried = carried(SystemTree.of(Machine.ofCaller(Map.of())));
        assertThat(carried.keySet()).allSatisfy(path -> assertThat(Path.of(path)).exists());
        assertThat(carried).containsKey("/dev/tty");
    }
}
