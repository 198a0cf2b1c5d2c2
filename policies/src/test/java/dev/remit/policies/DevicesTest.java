package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Devices on a real terminal: what the program in {@code src/test/devices} does with those that its manifest grants, and
 * what it must not do with them and with those of others.
 */
class DevicesTest {
    private static final Path SOURCES = Path.of("src/test/devices").toAbsolutePath();
    private static final Path MECHANICS = Path.of("src/test/attack").toAbsolutePath();
    private static final int REFUSED = 3;
    private static final int SUCCEEDED = 0;
    private static final int UNTIL_IT_SUCCEEDS = 100_000_000;
    private static final int MORE_ROUNDS = 2_000;
    /** What the kernel may be set to keep from ordinary users, also without Remit: {@code dev.tty.legacy_tiocsti}. */
    private static final String PRIVILEGED = "types_for_others";

    /** A place with a terminal of somebody else, and a socket that somebody serves where a display's would be. */
    private static final class Scene implements AutoCloseable {
        private final Place place;
        private final ServerSocketChannel display;
        private final Process foreign;

        Scene(Account account) throws Exception {
            place = new Place(account, SOURCES, MECHANICS);
            place.prepare("sh -e prepare.sh");
            Path socket = place.here().resolve("run/wayland-0");
            // Made by the one who runs the tests, for the account.
            display = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket),
                    1024);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
            if (account == Account.NOBODY) {
                Files.setAttribute(socket, "unix:uid", 65534);
            }
            Path name = place.here().resolve("foreign");
            foreign = place.begin(place.here(), List.of("./on_terminal", "-n", name.toString(), "--", "sleep", "600"));
            Patience.await(() -> Files.exists(name) && !Files.readString(name).isEmpty());
        }

        /** Runs a command on a terminal of its own. */
        Ended run(List<String> command, String... steps) {
            List<String> words = new ArrayList<>(List.of("./on_terminal"));
            words.addAll(Arrays.asList(steps));
            words.add("--");
            words.addAll(command);
            return place.run(place.here(), words,
                    Map.of("XDG_RUNTIME_DIR", place.here().resolve("run").toString(), "TERM", "dumb"));
        }

        List<String> remit(String manifest, String... arguments) {
            List<String> command = place.remit("run", "--quiet", manifest, "--");
            command.addAll(List.of(arguments));
            return command;
        }

        String foreignTerminal() throws IOException {
            return Files.readString(place.here().resolve("foreign"));
        }

        @Override
        public void close() throws IOException {
            foreign.descendants().forEach(ProcessHandle::destroyForcibly);
            foreign.destroyForcibly().onExit().join();
            display.close();
        }
    }

    private static Map<String, Integer> results(Ended ended) {
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        Map<String, Integer> results = new LinkedHashMap<>();
        // What one of the attempts types is echoed by the terminal.
        ended.output().lines().map(String::strip).forEach(line -> results.put(line.substring(line.indexOf(' ') + 1),
                Integer.valueOf(line.substring(0, line.indexOf(' ')))));
        assertThat(results).as(ended.describe()).hasSizeGreaterThan(10);
        return results;
    }

    @TestFactory
    Stream<DynamicTest> shouldWorkAsWithoutRemit() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            try (Scene scene = new Scene(account)) {
                add(tests, scene.run(List.of("./devices", "works")), "without Remit, " + account);
                for (String manifest : List.of("manifest.yml", "hidden.yml")) {
                    add(tests, scene.run(scene.remit(manifest, "works")), manifest + ", " + account);
                }
            }
        }
        return tests.stream();
    }

    private static void add(List<DynamicTest> tests, Ended ended, String how) {
        results(ended).forEach((name, error) -> tests.add(dynamicTest(name + " (" + how + ")",
                () -> assertThat(error).as("errno").isZero())));
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseWhatSucceedsWithoutRemit() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            try (Scene scene = new Scene(account)) {
                for (String manifest : List.of("manifest.yml", "hidden.yml")) {
                    results(scene.run(scene.remit(manifest, "attempts", scene.foreignTerminal())))
                            .forEach((name, result) -> tests.add(dynamicTest(
                                    name + " is refused (" + manifest + ", " + account + ")",
                                    () -> assertThat(result).isEqualTo(REFUSED))));
                }
                results(scene.run(List.of("./devices", "attempts", scene.foreignTerminal())))
                        .forEach((name, result) -> tests.add(dynamicTest(
                                name + " is refused by nothing else (" + account + ")",
                                () -> assertThat(result).isIn(SUCCEEDED,
                                        name.equals(PRIVILEGED) && !account.isPrivileged() ? REFUSED : SUCCEEDED))));
            }
        }
        return tests.stream();
    }

    @Test
    void shouldNotBeBeatenByDescriptorThatIsExchangedDuringCommand() throws Exception {
        for (Account account : Account.available()) {
            try (Scene scene = new Scene(account)) {
                Ended naive = scene.run(List.of("./naive_devices", "--", "./devices", "swap",
                        Integer.toString(UNTIL_IT_SUCCEEDS)));
                assertThat(naive.output()).as(naive.describe()).startsWith(SUCCEEDED + " ");
                int tries = Integer.parseInt(naive.output().strip().substring(2)) + MORE_ROUNDS;
                Ended ended = scene.run(scene.remit("manifest.yml", "swap", Integer.toString(tries)));
                assertThat(ended.output()).as(ended.describe()).isEqualTo(REFUSED + " " + tries + "\n");
            }
        }
    }

    @Test
    void shouldNotTakeTerminalForProgramsOwnThatGotTheNumberOfOne() throws Exception {
        for (Account account : Account.available()) {
            try (Scene scene = new Scene(account)) {
                Process outsider = scene.place.begin(scene.place.here(), List.of("./devices", "take"));
                try {
                    Ended ended = scene.run(scene.remit("manifest.yml", "reuse"));
                    assertThat(ended.output()).as(ended.describe()).isEqualTo(REFUSED + " reuse\n");
                } finally {
                    outsider.destroyForcibly().waitFor();
                }
            }
        }
    }

    @Test
    void shouldLetShellControlJobs() throws Exception {
        for (Account account : Account.available()) {
            try (Scene scene = new Scene(account)) {
                Ended ended = scene.run(
                        scene.place.remit("run", "--device", "terminal", "-x", "/usr/bin/**", "-x", "./devices", "--",
                                "bash",
                                "--norc", "--noprofile", "-i"),
                        "-e", "bash-", "-s", "./devices wait\n",
                        "-e", "\nstarted\n", "-s", "\032", "-e", "Stopped", "-s", "jobs; stty size; tty; fg\n", "-e",
                        "\n24 80\n/dev/pts/", "-e", "\ncontinued\n", "-s", "\003", "-s",
                        "read -p 'name? ' name; echo \"hello, $name\"\n", "-e", "\nname? ", "-s", "Ada\n", "-e",
                        "\nhello, Ada\n", "-s", "unset HISTFILE; exit 7\n");
                assertThat(ended.exitCode()).as(ended.describe()).isEqualTo(7);
                assertThat(ended.output()).doesNotContain("remit:", "no job control");
            }
        }
    }

    @Test
    void shouldNotOpenDeviceThatTookThePlaceOfTheOneGranted() {
        assumeTrue(Account.isRoot() && Files.exists(Path.of("/sys/class/misc/kvm/dev")),
                "only root may make device nodes, and the machine must have a device to make one for");
        Place place = new Place(Account.SELF, SOURCES, MECHANICS);
        place.prepare("sh -e prepare.sh");
        // A /dev of its own, in which somebody puts another device in place of the granted one.
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec", """
                mount -t tmpfs none /dev
                number=$(tr : ' ' </sys/class/misc/kvm/dev)
                mknod /dev/kvm c $number
                mknod -m 666 /dev/null c 1 3
                (until [ -e work/ready ]; do sleep 0.02; done
                 rm /dev/kvm; mknod /dev/kvm c 1 5; touch work/replaced) &
                "$@" run --device kvm -w 'work/**' -x '/usr/bin/**' -- sh -c '
                    : </dev/kvm && echo granted
                    touch work/ready; until [ -e work/replaced ]; do sleep 0.02; done
                    head -c 4 /dev/kvm && echo replaced'
                """, "sh"));
        command.addAll(place.remit());
        Ended ended = place.run(place.here(), command);
        assertThat(ended.output()).as(ended.describe()).isEqualTo("granted\n");
        assertThat(ended.errors()).contains(
                "read /dev/kvm: not the device that was there when the program was started");
    }
}
