package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The program in {@code src/test/limits} uses more than it may, in many ways. Where the tests run as root, a control group
 * of the program's own accounts for its time; for the other account everything is counted and watched.
 */
class LimitsTest {
    private static final Path SOURCES = Path.of("src/test/limits").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TIME_IS_UP = 124;
    private static final int KILLED = 128 + 9;
    private static final int TOO_MUCH_TIME = 128 + 24;
    private static final int FILE_TOO_LARGE = 128 + 25;

    private record Case(String limit, String behaviour, Consumer<Ended> expected) {}

    private static Case withLimit(String limit, String behaviour, Consumer<Ended> expected) {
        return new Case(limit, behaviour, expected);
    }

    private static Consumer<Ended> endedBy(String limit, int exitCode) {
        return ended -> assertThat(ended).as(ended.describe()).returns(exitCode, Ended::exitCode)
                .extracting(Ended::errors).asString().contains("remit: limits." + limit + " (command line): ");
    }

    private static Consumer<Ended> undisturbed(String output) {
        return ended -> assertThat(ended).as(ended.describe()).returns(0, Ended::exitCode)
                .returns(output, Ended::output).extracting(Ended::errors).asString().doesNotContain("limits.");
    }

    private static Consumer<Ended> refused(String output) {
        return ended -> assertThat(ended).as(ended.describe()).returns(0, Ended::exitCode)
                .returns(output, Ended::output).extracting(Ended::errors).asString()
                .contains("remit: limits.processes (command line): ", "as there were 20 already");
    }

    private static List<Case> cases() {
        return List.of(
                withLimit("processes=20", "bomb", refused("20\n")),
                withLimit("processes=20", "threads", refused("20 EAGAIN\n")),
                withLimit("processes=20", "vforks", refused("20 EAGAIN EAGAIN\n")),
                withLimit("processes=4", "churn", undisturbed("")),
                withLimit("memory=100MiB", "allocate", endedBy("memory", KILLED)),
                withLimit("memory=100MiB", "allocate-in-children", endedBy("memory", KILLED)),
                withLimit("memory=100MiB", "allocate-shared", endedBy("memory", KILLED)),
                withLimit("memory=128MiB", "share", undisturbed("")),
                withLimit("memory=128MiB", "lend", undisturbed("")),
                withLimit("memory=64MiB", "reserve", undisturbed("")),
                withLimit("cpuTime=500ms", "burn", endedBy("cpuTime", TOO_MUCH_TIME)),
                withLimit("cpuTime=1s", "burn-in-children", endedBy("cpuTime", TOO_MUCH_TIME)),
                withLimit("cpuTime=1s", "burn-in-forgotten-children", endedBy("cpuTime", TOO_MUCH_TIME)),
                withLimit("cpuTime=1s", "burn-in-daemon", endedBy("cpuTime", TOO_MUCH_TIME)),
                withLimit("cpuTime=1s", "burn-in-threads", endedBy("cpuTime", TOO_MUCH_TIME)),
                withLimit("cpuTime=500ms", "notice-burning", ended -> {
                    endedBy("cpuTime", 7).accept(ended);
                    assertThat(ended.output()).isEqualTo("time is up\n");
                }),
                withLimit("wallTime=300ms", "sleep", endedBy("wallTime", TIME_IS_UP)),
                withLimit("wallTime=300ms", "ignore-end", endedBy("wallTime", TIME_IS_UP)),
                withLimit("wallTime=3s", "stop", ended -> {
                    endedBy("wallTime", TIME_IS_UP).accept(ended);
                    assertThat(ended.output()).isEqualTo("time is up\n");
                }),
                withLimit("wallTime=300ms", "notice-end", endedBy("wallTime", TIME_IS_UP)),
                withLimit("fileSize=1MiB", "grow-file", endedBy("fileSize", FILE_TOO_LARGE)),
                withLimit("fileSize=1MiB", "grow-brokered-file", endedBy("fileSize", FILE_TOO_LARGE)),
                withLimit("fileSize=1MiB", "truncate-brokered-file", endedBy("fileSize", FILE_TOO_LARGE)),
                withLimit("openFiles=6", "descriptors", undisturbed("0 1 2 EMFILE\n")),
                withLimit("openFiles=6", "brokered-descriptors", undisturbed("0 1 2 EMFILE\n")));
    }

    @TestFactory
    Stream<DynamicTest> shouldHoldProgramToLimit() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = built(account);
            for (Case each : cases()) {
                tests.add(dynamicTest(each.behaviour() + " within " + each.limit() + " (" + account + ")",
                        () -> each.expected().accept(run(place, each.limit(), each.behaviour()))));
            }
            tests.add(dynamicTest("limits are not raised (" + account + ")", () -> shouldNotRaise(place)));
        }
        return tests.stream();
    }

    private static Ended run(Place place, String limit, String behaviour) {
        return place.supervise(place.here(), List.of("--limit", limit, "manifest.yml", "--", behaviour), Map.of())
                .ended();
    }

    private static void shouldNotRaise(Place place) {
        List<String> options = List.of("--limit", "openFiles=100", "--limit", "fileSize=1GiB", "--limit", "cpuTime=1h",
                "manifest.yml", "--", "raise-limits");
        undisturbed("").accept(place.supervise(place.here(), options, Map.of()).ended());
    }

    @Test
    void shouldFindThatThereIsMoreWithoutRemit() {
        Place place = built(Account.SELF);
        for (String behaviour : List.of("bomb", "threads", "vforks")) {
            String output = place.run(place.here(), List.of("./limits", behaviour)).output();
            assertThat(new Scanner(output).nextInt()).as(behaviour).isGreaterThan(100);
        }
        assertThat(place.run(place.here(), List.of("./limits", "truncate-brokered-file")).exitCode()).isZero();
        assertThat(place.run(place.here(), List.of("./limits", "descriptors")).output()).contains(" 500 ");
    }

    @Test
    void shouldNameLineOfManifestAndTellMachines() throws IOException {
        Place place = built(Account.SELF);
        Files.writeString(place.here().resolve("limited.yml"),
                Files.readString(place.here().resolve("manifest.yml")) + """

                        limits:
                          wallTime: 300ms
                        """);
        int line = Files.readAllLines(place.here().resolve("limited.yml")).size();
        Path status = place.here().resolve("status");
        Path log = place.here().resolve("log");
        List<String> remit = place.remit("run", "--status-fd", "3", "--log", log.toString(), "limited.yml", "--",
                "sleep");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec 3>\"$0\"; exec \"$@\"", status.toString()));
        command.addAll(remit);

        Ended ended = place.run(place.here(), command);

        assertThat(ended.exitCode()).as(ended.describe()).isEqualTo(TIME_IS_UP);
        assertThat(ended.errors())
                .isEqualTo("remit: limits.wallTime (limited.yml:" + line + "): the program ran longer than 300ms\n");
        assertThat(status).hasContent(
                "{\"schema\":1,\"remit\":{\"ok\":true},\"program\":{\"signal\":15,\"coreDumped\":false},\"limit\":\"wallTime\"}");
        assertThat(Files.readAllLines(log).getLast()).contains("\"type\":\"end\"", "\"signal\":15",
                "\"limit\":\"wallTime\"");
    }

    @Test
    void shouldLeaveLowerLimitsOfCallerInForceAndNotBlameManifestForThem() {
        Place place = built(Account.SELF);
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 100; ulimit -n 200; exec \"$@\"", ""));
        command.addAll(place.remit("run", "--limit", "fileSize=1GiB", "--limit", "openFiles=1000", "manifest.yml", "--",
                "grow-file"));
        Ended ended = place.run(place.here(), command);
        assertThat(ended.exitCode()).as(ended.describe()).isEqualTo(FILE_TOO_LARGE);
        assertThat(ended.errors()).doesNotContain("limits.fileSize (");
        assertThat(place.here().resolve("kernel/large")).hasSize(100 * 512);
    }

    @Test
    void shouldHoldEverythingStillWhileItsWatchIsStopped() throws Exception {
        Place place = built(Account.SELF);
        Path alive = place.here().resolve("kernel/alive");
        // The kernel stops nothing in a process group that nobody outside of it looks after; this test may be in such a one.
        List<String> command = new ArrayList<>(List.of("perl", "-e", "setpgrp(0, 0); exec @ARGV"));
        command.addAll(place.remit(List.of("--limit", "wallTime=6s", "manifest.yml", "--", "suspend")));
        Process remit = place.begin(place.here(), command);
        try {
            await(() -> Files.exists(alive) && state(remit.pid()) == 'T');
            ProcessHandle child = remit.descendants().filter(each -> each.parent().orElseThrow().pid() != remit.pid())
                    .findFirst().orElseThrow();
            await(() -> state(child.pid()) == 'T');
            // Whoever continues Remit continues all of it, and time is up then at the latest.
            assertThat(place.run(place.here(), List.of("kill", "-CONT", Long.toString(remit.pid()))).exitCode())
                    .isZero();
            assertThat(remit.waitFor()).isEqualTo(TIME_IS_UP);
            assertThat(child.isAlive()).isFalse();
        } finally {
            remit.destroyForcibly();
        }
    }

    private static char state(long process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    @Test
    void shouldExplainLimits() {
        Place place = built(Account.SELF);
        place.prepare(
                "printf '\\nlimits: { memory: 1GiB, processes: 100, openFiles: 50, cpuTime: 1h, wallTime: 1h }\\n'"
                        + " >>manifest.yml");
        Ended explained = place.run(place.here(), place.remit("explain", "manifest.yml"));
        assertThat(explained.output()).as(explained.describe()).contains("It is held to these limits:", "memory 1GiB",
                "processes 100", "openFiles 50", "cpuTime 1h", "wallTime 1h",
                "by the kernel, for each process by itself");
        assertThat(place.run(place.here(), place.remit("explain", "--json", "manifest.yml")).output())
                .contains("\"limit\" : \"memory\"", "\"value\" : 1073741824", "\"means\" : \"eachProcess\"");
        assertThat(place.run(place.here(), place.remit("check")).output()).contains("control group for a program",
                "control group with memory", "control group with pids");
    }

    @Test
    void shouldRunRuntimesThatReserveMuchWithinLittleMemory() {
        Place place = built(Account.SELF);
        for (List<String> command : List.of(List.of("--use", "node", "--", "node", "-e", "console.log(6 * 7)"),
                List.of("--use", "python", "--", "/usr/bin/python3", "-c", "print(6 * 7)"))) {
            List<String> options = new ArrayList<>(List.of("--limit", "memory=256MiB", "--limit", "processes=40",
                    "--limit", "cpuTime=60s", "--limit", "openFiles=100"));
            options.addAll(command);
            Ended ended = place.supervise(place.here(), options, Map.of()).ended();
            assertThat(ended.output()).as(ended.describe()).isEqualTo("42\n");
        }
    }

    private static Place built(Account account) {
        Place place = new Place(account, SOURCES);
        place.prepare("sh -e prepare.sh");
        return place;
    }

    /** Something that will be true if all is well. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
