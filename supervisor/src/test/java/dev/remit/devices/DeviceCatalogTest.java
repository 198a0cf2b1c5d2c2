package dev.remit.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.devices.DeviceAnswer.Outcome;
import dev.remit.machine.Machine;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests for classes amount to. */
class DeviceCatalogTest {
    private static final Map<String, String> SESSION = Map.of("HOME", "/home/ada", "XDG_RUNTIME_DIR", "/run/user/1000",
            "DISPLAY", ":0.0", "XAUTHORITY", "/run/user/1000/.mutter-Xwaylandauth");

    @TempDir
    private static Path root;
    private static SystemTree laptopTree = SystemTree.of(Machine.ofCaller(Map.of()));
    private static SystemTree desktopTree = SystemTree.of(Machine.ofCaller(Map.of()));

    private DeviceCatalog laptop = new DeviceCatalog(laptopTree, SESSION::get);

    @BeforeAll
    static void unpack() throws IOException {
        laptopTree = MachineFiles.unpack("laptop", root.resolve("laptop"));
        desktopTree = MachineFiles.unpack("desktop", root.resolve("desktop"));
    }

    private static DeviceRequest node(DeviceClass device, String path) {
        return new DeviceRequest(device, path, false);
    }

    private List<DeviceAnswer> ask(DeviceClass... classes) {
        List<DeviceRequest> requests = new ArrayList<>();
        for (DeviceClass device : classes) {
            requests.add(DeviceRequest.of(device));
        }
        return laptop.answer(requests);
    }

    private static List<String> paths(DeviceAnswer answer) {
        List<String> paths = new ArrayList<>();
        answer.nodes().forEach(node -> paths.add(node.node().node().path()));
        answer.sockets().forEach(socket -> paths.add(socket.path()));
        return paths;
    }

    private static Set<String> permitted(List<DeviceAnswer> answers, String path) {
        Set<String> names = new TreeSet<>();
        for (DeviceAnswer answer : answers) {
            for (DeviceAnswer.Node node : answer.nodes()) {
                if (node.node().node().path().equals(path)) {
                    node.commands().permitted().stream().map(DeviceCommand::name).forEach(names::add);
                }
            }
        }
        return names;
    }

    @Test
    void shouldGrantNodesOfClassAlone() {
        DeviceAnswer mouse = ask(DeviceClass.MOUSE).getFirst();
        assertThat(paths(mouse)).containsExactly("/dev/input/event5", "/dev/input/event15", "/dev/input/mouse0");
        assertThat(mouse.outcome()).isEqualTo(Outcome.GRANTED);
        assertThat(mouse.nodes()).noneMatch(node -> node.node().writable());
        assertThat(mouse.withheld()).containsExactly(new DeviceAnswer.Withheld("/dev/input/mice",
                Set.of(DeviceClass.TOUCHPAD, DeviceClass.TOUCHSCREEN)));
    }

    @Test
    void shouldGrantNodeOfSeveralClassesWithAllOfThemOnly() {
        List<DeviceAnswer> answers = ask(DeviceClass.MOUSE, DeviceClass.TOUCHPAD, DeviceClass.TOUCHSCREEN);
        assertThat(paths(answers.getFirst())).contains("/dev/input/mice");
        assertThat(paths(ask(DeviceClass.HID).getFirst())).isEmpty();
        assertThat(ask(DeviceClass.HID).getFirst().outcome()).isEqualTo(Outcome.WITHHELD);
        assertThat(paths(ask(DeviceClass.HID, DeviceClass.MOUSE).getFirst())).containsExactly("/dev/hidraw1");
        assertThat(paths(ask(DeviceClass.USB).getFirst())).containsExactly("/dev/bus/usb/001/009");
    }

    @Test
    void shouldOpenPlaybackNodesAndNoCaptureNodes() {
        DeviceAnswer sound = ask(DeviceClass.AUDIO_OUT).getFirst();
        assertThat(paths(sound)).containsExactlyInAnyOrder("/dev/snd/timer", "/dev/snd/pcmC0D0p",
                "/dev/snd/pcmC0D3p", "/dev/snd/pcmC1D0p", "/dev/snd/controlC0", "/dev/snd/controlC1");
        DeviceAnswer microphone = ask(DeviceClass.AUDIO_IN).getFirst();
        assertThat(paths(microphone)).contains("/dev/snd/pcmC0D0c").doesNotContain("/dev/snd/pcmC0D0p");
        assertThat(permitted(List.of(sound), "/dev/snd/pcmC0D0p")).contains("SNDRV_PCM_IOCTL_WRITEI_FRAMES")
                .doesNotContain("SNDRV_PCM_IOCTL_READI_FRAMES");
    }

    @Test
    void shouldSetMixerOnlyForWhoMayUseAllOfCard() {
        String write = "SNDRV_CTL_IOCTL_ELEM_WRITE";
        assertThat(permitted(ask(DeviceClass.AUDIO_OUT), "/dev/snd/controlC0")).isNotEmpty().doesNotContain(write);
        assertThat(permitted(ask(DeviceClass.AUDIO_OUT, DeviceClass.AUDIO_IN), "/dev/snd/controlC0")).contains(write);
        laptop = new DeviceCatalog(desktopTree, name -> null);
        List<DeviceAnswer> playing = ask(DeviceClass.AUDIO_OUT);
        assertThat(permitted(playing, "/dev/snd/controlC1")).as("a card that only plays").contains(write);
        assertThat(paths(playing.getFirst())).doesNotContain("/dev/snd/controlC2");
    }

    @Test
    void shouldGrantSoundServerWithBothDirectionsOrWhenToldSo() {
        String[] servers = {"/run/user/1000/pipewire-0", "/run/user/1000/pulse/native"};
        DeviceAnswer playing = ask(DeviceClass.AUDIO_OUT).getFirst();
        assertThat(paths(playing)).doesNotContain(servers);
        assertThat(playing.withheld()).contains(
                new DeviceAnswer.Withheld(servers[0], Set.of(DeviceClass.AUDIO_IN)));
        assertThat(laptop.variables(playing)).doesNotContain("XDG_RUNTIME_DIR");
        List<DeviceAnswer> both = ask(DeviceClass.AUDIO_OUT, DeviceClass.AUDIO_IN);
        assertThat(paths(both.getFirst())).contains(servers);
        DeviceAnswer through = laptop.answer(List.of(new DeviceRequest(DeviceClass.AUDIO_OUT, "", true))).getFirst();
        assertThat(paths(through)).as("the server alone").containsExactly(servers);
        assertThat(through.sockets()).extracting(ServerSocket::secret)
                .containsExactly("", "/home/ada/.config/pulse/cookie");
        assertThat(laptop.variables(through)).contains("PULSE_SERVER", "XDG_RUNTIME_DIR");
        assertThat(laptop.libraryFiles(through)).contains("/etc/pulse/**");
    }

    @Test
    void shouldGrantDisplayBySockets() {
        DeviceAnswer display = ask(DeviceClass.DISPLAY).getFirst();
        assertThat(paths(display)).containsExactly("/run/user/1000/wayland-0", "/tmp/.X11-unix/X0");
        assertThat(display.sockets().getLast().secret()).isEqualTo("/run/user/1000/.mutter-Xwaylandauth");
        assertThat(laptop.variables(display)).contains("WAYLAND_DISPLAY", "DISPLAY", "XAUTHORITY");
    }

    @Test
    void shouldFindServersWhereEnvironmentSaysTheyAre() throws IOException {
        SystemTree tree = MachineFiles.unpackText("""
                /srv/wl = socket
                /run/w/wayland-7 = socket
                /tmp/.X11-unix/X12 = socket
                /srv/pulse = socket
                /srv/pw/alt = socket
                """, root.resolve("other"));
        List<String> found = new ArrayList<>();
        for (Map<String, String> environment : List.of(Map.of("WAYLAND_DISPLAY", "/srv/wl"),
                Map.of("WAYLAND_DISPLAY", "wayland-7", "XDG_RUNTIME_DIR", "/run/w"), Map.of("DISPLAY", "unix:12"),
                Map.of("DISPLAY", "far:12"), Map.of("DISPLAY", ""), Map.of("DISPLAY", ":"),
                Map.of("WAYLAND_DISPLAY", "wayland-7"),
                Map.of("PULSE_SERVER", "tcp:sound.example {1234}unix:/srv/pulse"), Map.of("PULSE_SERVER", "/srv/pulse"),
                Map.of("PIPEWIRE_REMOTE", "alt", "PIPEWIRE_RUNTIME_DIR", "/srv/pw"))) {
            DeviceServers.find(tree, environment::get).forEach(socket -> found.add(socket.path()));
        }
        assertThat(found).containsExactly("/srv/wl", "/run/w/wayland-7", "/tmp/.X11-unix/X12", "/srv/pulse",
                "/srv/pulse", "/srv/pw/alt");
    }

    @Test
    void shouldNarrowToNodeAlsoByAnotherName() {
        DeviceAnswer direct = laptop.answer(List.of(node(DeviceClass.SERIAL, "/dev/ttyUSB0"))).getFirst();
        assertThat(paths(direct)).containsExactly("/dev/ttyUSB0");
        String byId = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0";
        assertThat(paths(laptop.answer(List.of(node(DeviceClass.SERIAL, byId))).getFirst()))
                .containsExactly("/dev/ttyUSB0");
        DeviceAnswer card = laptop.answer(List.of(node(DeviceClass.AUDIO_OUT, "/dev/snd/pcmC1D0p"))).getFirst();
        assertThat(paths(card)).containsExactly("/dev/snd/pcmC1D0p");
        assertThat(card.sockets()).isEmpty();
    }

    @Test
    void shouldSayWhyNodeIsNotGranted() {
        assertThat(laptop.answer(List.of(node(DeviceClass.MOUSE, "/dev/input/event3"))).getFirst().outcome())
                .isEqualTo(Outcome.OTHER_CLASS);
        assertThat(laptop.answer(List.of(node(DeviceClass.SERIAL, "/dev/uinput"))).getFirst().outcome())
                .isEqualTo(Outcome.OTHER_CLASS);
        assertThat(laptop.answer(List.of(node(DeviceClass.SERIAL, "/dev/ttyUSB7"))).getFirst().outcome())
                .isEqualTo(Outcome.NO_NODE);
        assertThat(laptop.answer(List.of(node(DeviceClass.MOUSE, "/dev/hidraw1"))).getFirst().outcome())
                .isEqualTo(Outcome.WITHHELD);
        assertThat(laptop.answer(List.of(node(DeviceClass.MOUSE, "/dev/hidraw1"), DeviceRequest.of(DeviceClass.HID)))
                .getFirst().outcome()).isEqualTo(Outcome.GRANTED);
        assertThat(ask(DeviceClass.JOYSTICK).getFirst().outcome()).isEqualTo(Outcome.ABSENT);
    }

    @Test
    void shouldGrantSecurityKeyWithoutKeyboardBesideIt() {
        DeviceAnswer key = ask(DeviceClass.SECURITY_KEY).getFirst();
        assertThat(paths(key)).containsExactly("/dev/hidraw4", "/run/pcscd/pcscd.comm");
        assertThat(permitted(List.of(key), "/dev/hidraw4")).contains("HIDIOCGRDESC");
    }

    @Test
    void shouldLetProgramsFindWhatIsGranted() {
        DeviceAnswer.Node serial = ask(DeviceClass.SERIAL).getFirst().nodes().getFirst();
        List<String> places = serial.files().stream().map(ReadablePlace::path).toList();
        String usb = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-8";
        assertThat(places).contains("/dev", "/sys/class/tty", usb + "/idVendor", usb + "/serial",
                usb + "/1-8:1.0/ttyUSB0/tty/ttyUSB0", "/sys/devices/pci0000:00/0000:00:14.0/vendor")
                .doesNotHaveDuplicates();
        assertThat(places).noneMatch(path -> path.contains("1-7"));
        DeviceAnswer.Node gpu = ask(DeviceClass.GPU).getFirst().nodes().getFirst();
        assertThat(gpu.files()).extracting(ReadablePlace::path).contains("/sys/devices/pci0000:00/0000:00:02.0/device")
                .noneMatch(path -> path.contains("resource0") || path.endsWith("/0000:00:02.0"));
        DeviceAnswer.Node mouse = ask(DeviceClass.MOUSE).getFirst().nodes().getFirst();
        assertThat(mouse.files()).extracting(ReadablePlace::path).contains("/run/udev/data/c13:69",
                "/sys/devices/platform/i8042/serio1/input/input5");
    }

    @Test
    void shouldKeepCommandsOfJoysticksFromOtherInput() {
        laptop = new DeviceCatalog(desktopTree, name -> null);
        List<DeviceAnswer> answers = ask(DeviceClass.JOYSTICK, DeviceClass.MOUSE);
        assertThat(permitted(answers, "/dev/input/event4")).contains("EVIOCSFF", "EVIOCGRAB", "EVIOCGBIT(ev,len)");
        assertThat(permitted(answers, "/dev/input/event3")).contains("EVIOCGBIT(ev,len)").doesNotContain("EVIOCSFF",
                "EVIOCGRAB");
        assertThat(answers.getFirst().nodes()).extracting(node -> node.node().writable()).containsExactly(true, true,
                false);
    }
}
