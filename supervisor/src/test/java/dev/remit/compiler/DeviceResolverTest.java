package dev.remit.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.devices.DeviceCatalog;
import dev.remit.devices.MachineFiles;
import dev.remit.devices.SystemTree;
import dev.remit.machine.Machine;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.yaml.ManifestParser;
import dev.remit.policy.CommandBounds;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What entries of {@code allowedDevices} amount to on a laptop that is written down. */
class DeviceResolverTest {
    private static final Map<String, String> SESSION = Map.of("HOME", "/home/ada", "XDG_RUNTIME_DIR", "/run/user/1000",
            "DISPLAY", ":0");
    private static final int EVIOCGRAB = 0x40044590;
    private static final int EVIOCGVERSION = 0x80044501;
    private static final int TIOCMSET = 0x5418;
    private static final int TCGETS = 0x5401;

    @TempDir
    private static Path directory;
    private static Path root = Path.of("/");
    private static SystemTree tree = SystemTree.of(Machine.ofCaller(Map.of()));

    private String fragmentDevices = "";

    @BeforeAll
    static void unpack() throws IOException {
        tree = MachineFiles.unpack("laptop", directory);
        root = directory.toRealPath();
        for (String file : List.of("work/app", "usr/share/alsa/alsa.conf", "usr/share/terminfo/x/xterm",
                "etc/terminfo/README")) {
            Files.createDirectories(root.resolve(file).resolveSibling("."));
            Files.writeString(root.resolve(file), "");
        }
    }

    private Outcome<Policy> resolve(String rules) {
        String text = "manifestVersion: v1\nname: app\nrun: ./app\nuses: [base]\n" + rules;
        Manifest manifest = ManifestParser.parse("/work/app.yml", text.getBytes(StandardCharsets.UTF_8)).get();
        BaseFragments base = new BaseFragments(List.of("base"),
                name -> ("manifestVersion: v1\nname: base\nallowedDevices: [" + fragmentDevices + "]\n")
                        .getBytes(StandardCharsets.UTF_8));
        return new ManifestResolver(new MachinePlaces(root, SESSION), base,
                () -> new DeviceCatalog(tree, SESSION::get))
                .resolve(manifest, "/work");
    }

    private Policy policy(String rules) {
        Outcome<Policy> outcome = resolve(rules);
        assertThat(outcome.diagnostics()).isEmpty();
        return outcome.get();
    }

    private static Policy only(Outcome<Policy> outcome, String... diagnostics) {
        assertThat(outcome.diagnostics()).extracting(Diagnostic::toString).containsExactly(diagnostics);
        return outcome.get();
    }

    private static Set<String> paths(Policy policy, PathRule.Kind kind) {
        Set<String> paths = new TreeSet<>();
        for (PathRule rule : policy.files()) {
            if (rule.kind() == kind) {
                paths.add(rule.permission().spelling() + " " + rule.pattern());
            }
        }
        return paths;
    }

    private static CommandBounds bounds(Policy policy) {
        return new CommandBounds(policy.rules().devices());
    }

    @Test
    void shouldGrantNodeByItsNameWithItsNumbersAndCommands() {
        Policy policy = policy("allowedDevices: [serial]\n");
        assertThat(paths(policy, PathRule.Kind.NODE)).containsExactly("readWrite /dev/ttyUSB0");
        DeviceGrant grant = policy.rules().devices().grants().getFirst();
        assertThat(grant.node().number()).isEqualTo("188:0");
        assertThat(grant.classes()).containsExactly(DeviceClass.SERIAL);
        assertThat(grant.origin().describe()).isEqualTo("/work/app.yml:5:18 (serial)");
        assertThat(grant.commands().permits(TIOCMSET)).isTrue();
        assertThat(policy.unenforced()).isEmpty();
    }

    @Test
    void shouldReadOnlyFromInputDevices() {
        Policy policy = policy("allowedDevices: [mouse]\n");
        assertThat(paths(policy, PathRule.Kind.NODE)).containsExactly("read /dev/input/event15",
                "read /dev/input/event5", "read /dev/input/mouse0");
        assertThat(paths(policy, PathRule.Kind.FILE)).contains("read /dev/input", "read /run/udev/data/c13:69",
                "read /sys/class/input", "read /sys/devices/platform/i8042/serio1/input/input5/**");
    }

    @Test
    void shouldGrantSocketsForUse() {
        Policy policy = policy("allowedDevices: [display]\n");
        assertThat(paths(policy, PathRule.Kind.SOCKET)).containsExactly("readWrite /run/user/1000/wayland-0",
                "readWrite /tmp/.X11-unix/X0");
        assertThat(policy.rules().devices().grants()).isEmpty();
        assertThat(policy.program().passedVariables()).contains("WAYLAND_DISPLAY", "XDG_RUNTIME_DIR");
        assertThat(policy("allowedDevices: []\n").program().passedVariables()).doesNotContain("WAYLAND_DISPLAY");
    }

    @Test
    void shouldGrantOwnTerminalsOnly() {
        Policy policy = policy("allowedDevices: [terminal]\n");
        assertThat(paths(policy, PathRule.Kind.NODE)).containsExactly("readWrite /dev/ptmx", "readWrite /dev/pts/3",
                "readWrite /dev/pts/ptmx", "readWrite /dev/tty");
        assertThat(paths(policy, PathRule.Kind.OWN_TERMINALS)).containsExactly("readWrite /dev/pts/*");
        assertThat(paths(policy, PathRule.Kind.FILE)).contains("read /usr/share/terminfo/**");
    }

    @Test
    void shouldReadWhatLibrariesReadFirst() {
        assertThat(paths(policy("allowedDevices: [audioOut]\n"), PathRule.Kind.FILE)).contains(
                "read /usr/share/alsa/**",
                "read /dev/snd");
        assertThat(paths(policy("allowedDevices: [{ class: audioOut, through: server }]\n"), PathRule.Kind.FILE))
                .contains("read /home/ada/.config/pulse/cookie").doesNotContain("read /dev/snd");
    }

    @Test
    void shouldWarnOfClassThatNothingCarries() {
        only(resolve("allowedDevices:\n  - joystick\n"),
                "/work/app.yml:6:5: warning: nothing on this machine carries joystick");
        only(resolve("allowedDevices:\n  - { class: serial, path: /dev/ttyUSB9 }\n"),
                "/work/app.yml:6:14: warning: there is no device node /dev/ttyUSB9");
    }

    @Test
    void shouldWarnOfClassThatIsCarriedWithOthersOnly() {
        Policy policy = only(resolve("allowedDevices:\n  - hid\n"),
                "/work/app.yml:6:5: warning: nothing that carries hid is granted, because it carries other classes too:"
                        + " /dev/hidraw0 carries touchpad; /dev/hidraw1 carries mouse; /dev/hidraw3 carries keyboard");
        assertThat(paths(policy, PathRule.Kind.NODE)).isEmpty();
        assertThat(paths(policy("allowedDevices: [hid, keyboard]\n"), PathRule.Kind.NODE))
                .contains("readWrite /dev/hidraw3").doesNotContain("readWrite /dev/hidraw1");
    }

    @Test
    void shouldRefuseNodeThatDoesNotCarryClass() {
        Outcome<Policy> outcome = resolve("allowedDevices:\n  - { class: mouse, path: /dev/input/event3 }\n");
        assertThat(outcome.diagnostics()).extracting(Diagnostic::render).containsExactly("""
                /work/app.yml:6:27: error: this device does not carry mouse
                  6 |   - { class: mouse, path: /dev/input/event3 }
                    |                           ^~~~~~~~~~~~~~~~~
                    = expected class keyboard
                """);
        for (Map.Entry<String, String> wrong : Map
                .of("/dev/uinput", "this is no node of a device that a class can grant",
                        "/dev/bus/usb/001/008", "this device belongs to no class: it stores files past the file system",
                        "/dev/dri/card0", "this device belongs to no class: it controls the screen")
                .entrySet()) {
            assertThat(resolve("allowedDevices:\n  - { class: gpu, path: " + wrong.getKey() + " }\n").diagnostics())
                    .extracting(Diagnostic::toString).containsExactly("/work/app.yml:6:25: error: " + wrong.getValue());
        }
    }

    @Test
    void shouldSayNothingOfWhatFragmentsNameInVain() {
        fragmentDevices = "joystick, serial, { class: gpu, path: /dev/dri/card0 }";
        Policy policy = policy("");
        assertThat(paths(policy, PathRule.Kind.NODE)).containsExactly("readWrite /dev/ttyUSB0");
        assertThat(policy.files().getLast().origin().source()).isEqualTo("base fragment base");
    }

    @Test
    void shouldCountClassesOfManifestAndFragmentsTogether() {
        fragmentDevices = "mouse";
        assertThat(paths(policy("allowedDevices: [hid]\n"), PathRule.Kind.NODE)).contains("readWrite /dev/hidraw1");
    }

    @Test
    void shouldLeaveToRulesOnPathsWhatTheyGrantByName() {
        Policy policy = policy("""
                allowedDirectories: [{ path: /dev/ttyUSB0, permission: readWrite }]
                allowedDevices: [serial, mouse]
                """);
        assertThat(paths(policy, PathRule.Kind.NODE)).doesNotContain("readWrite /dev/ttyUSB0");
        assertThat(policy.rules().devices().grants()).extracting(grant -> grant.node().path())
                .doesNotContain("/dev/ttyUSB0").contains("/dev/input/event5");
        assertThat(bounds(policy).ruling(TIOCMSET)).isEqualTo(CommandBounds.Ruling.BY_NODE);
        assertThat(bounds(policy).ruling(EVIOCGRAB)).isEqualTo(CommandBounds.Ruling.WITHHELD);
    }

    @Test
    void shouldUnboundCommandsOfInterfaceThatRuleOnPathsGrantsSomewhere() {
        Policy policy = policy("""
                allowedDirectories: [{ path: '/dev/input/event1*', permission: read }]
                allowedDevices: [mouse]
                """);
        CommandBounds bounds = bounds(policy);
        assertThat(bounds.ruling(EVIOCGRAB)).as("for what the pattern grants").isEqualTo(CommandBounds.Ruling.BY_NODE);
        assertThat(bounds.permits(bounds.node(13, 69), EVIOCGRAB)).as("on event5").isFalse();
        assertThat(bounds.node(13, 79)).as("event15").isEqualTo(CommandBounds.NO_NODE);
        assertThat(bounds.ruling(EVIOCGVERSION)).isEqualTo(CommandBounds.Ruling.SHARED);
    }

    @Test
    void shouldUnboundAllCommandsForDeviceThatNobodyKnows() {
        String rules = "allowedDirectories: [{ path: /dev/%s, permission: readWrite }]\nallowedDevices: [mouse]\n";
        assertThat(bounds(policy(rules.formatted("tpm0"))).ruling(EVIOCGRAB))
                .isEqualTo(CommandBounds.Ruling.BY_NODE);
        assertThat(bounds(policy(rules.formatted("uinput"))).ruling(EVIOCGRAB)).as("known to be another's")
                .isEqualTo(CommandBounds.Ruling.WITHHELD);
        assertThat(bounds(policy(rules.formatted("shm/x"))).ruling(EVIOCGRAB)).as("not there")
                .isEqualTo(CommandBounds.Ruling.WITHHELD);
    }

    @Test
    void shouldNotLetHierarchiesUnboundCommands() {
        Policy policy = policy("""
                allowedDirectories: [{ path: '/dev/**', permission: readWrite }]
                allowedDevices: [mouse]
                """);
        assertThat(bounds(policy).ruling(EVIOCGRAB)).isEqualTo(CommandBounds.Ruling.WITHHELD);
        assertThat(bounds(policy).ruling(TCGETS)).isEqualTo(CommandBounds.Ruling.HARMLESS);
        assertThat(paths(policy, PathRule.Kind.NODE)).as("what a rule grants for all purposes").isEmpty();
        assertThat(policy.files()).filteredOn(rule -> rule.pattern().toString().equals("/dev/input/event5"))
                .extracting(PathRule::permission).containsExactly(Permission.READ);
    }
}
