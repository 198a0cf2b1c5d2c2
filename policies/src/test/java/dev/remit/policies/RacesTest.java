package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Attacks on what a supervisor decides, made by the program in {@code src/test/races}: each beats a supervisor that looks
 * at a call and lets the kernel go on, and none beats Remit, although it is tried more often than was enough there.
 */
class RacesTest {
    private static final Path MECHANICS = Path.of("src/test/attack").toAbsolutePath();
    private static final Path SOURCES = Path.of("src/test/races").toAbsolutePath();
    /** The attacks end by themselves after some seconds. */
    private static final int UNTIL_IT_SUCCEEDS = 100_000_000;
    /** More than were enough to beat the naive supervisor. */
    private static final int MORE_ROUNDS = 500;

    @TestFactory
    Stream<DynamicTest> shouldWithstandWhatBeatsNaiveSupervisors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = new Place(account, MECHANICS, SOURCES);
            place.prepare("sh -e prepare.sh");
            try (ServerSocketChannel server = listen(place)) {
                assertThat(server.isOpen()).isTrue();
                Map<String, Race.Result> naive = new LinkedHashMap<>();
                for (Race race : Race.all(place.run(place.here(), List.of("./attacks", "list")).output())) {
                    naive.put(race.name(), beatNaive(account, place, race));
                }
                Map<String, Integer> confined = attackRemit(account, place, naive);
                naive.forEach((name, result) -> {
                    tests.add(dynamicTest(name + " beats a naive supervisor (" + account + ")",
                            () -> assertThat(result.status()).isEqualTo(Race.SUCCEEDED)));
                    tests.add(dynamicTest(name + " does not beat Remit (" + account + ")",
                            () -> assertThat(confined).containsEntry(name, Race.REFUSED)));
                });
            }
        }
        return tests.stream();
    }

    /** Somebody outside whom the program must not reach. */
    private static ServerSocketChannel listen(Place place) throws IOException {
        Path socket = place.outside().resolve("socket");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket), 1024);
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
        return server;
    }

    /** Each attack has a fresh stage, because those that succeed leave traces. */
    private static Race.Result beatNaive(Account account, Place place, Race race) {
        List<String> command = new ArrayList<>(onStage(account));
        command.addAll(List.of("./naive_supervisor", race.against()));
        String stage = place.here().resolve("stage").toString();
        for (String rule : List.of("rw:{stage}/work/*", "no:{stage}/work/secret/*", "no:*.pem", "ro:{stage}/readable/*",
                "rw:{stage}/patterns/*.log", "rw:{stage}/swap/*", "ro:{stage}/slow/*", "rw:{stage}/proc/*",
                "rw:/proc/*",
                "rw:/dev/*")) {
            command.add(rule.replace("{stage}", stage));
        }
        command.addAll(List.of("--", "./attacks", race.argument(UNTIL_IT_SUCCEEDS)));
        Ended ended = place.run(place.here(), command);
        List<Race.Result> results = Race.Result.all(ended.output());
        assertThat(results).as(ended.describe()).hasSize(1);
        return results.getFirst();
    }

    /** All attacks in one run: as long as they are refused, they leave no traces for each other. */
    private static Map<String, Integer> attackRemit(Account account, Place place, Map<String, Race.Result> naive) {
        List<String> command = new ArrayList<>(onStage(account));
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp",
                Stage.shared().classPath(), "dev.remit.cli.Main", "run", "--quiet", "manifest.yml", "--"));
        naive.forEach((name, result) -> command.add(name + "=" + (result.tries() + MORE_ROUNDS)));
        Ended ended = place.run(place.here(), command);
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        Map<String, Integer> results = new LinkedHashMap<>();
        Race.Result.all(ended.output()).forEach(result -> results.put(result.name(), result.status()));
        assertThat(results).as(ended.describe()).hasSameSizeAs(naive).hasSizeGreaterThan(70);
        return results;
    }

    /** Runs what follows with a fresh stage; root mounts things there, which nobody else is to see. */
    private static List<String> onStage(Account account) {
        return account.isPrivileged()
                ? List.of("unshare", "--mount", "sh", "-e", "within.sh")
                : List.of("sh", "-e", "within.sh");
    }
}
