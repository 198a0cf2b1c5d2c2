package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The program in {@code src/test/processes} makes processes and threads in every way, is sent signals in storms, and
 * installs filters of its own: all as without a supervisor. And what becomes of its descendants in the end.
 */
class ProcessesTest {
    private static final Path SOURCES = Path.of("src/test/processes").toAbsolutePath();
    private static final int KILLED_BY_SIGSYS = 128 + 31;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A way to run the program, and the options of {@code remit run} for it. */
    private record Way(String name, Account account, List<String> options) {}

    private static List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (Account account : Account.available()) {
            ways.add(new Way(account.toString(), account, List.of("manifest.yml")));
        }
        ways.add(new Way("hidden", Account.SELF, List.of("hidden.yml")));
        // Every process and thread is asked for and counted.
        ways.add(new Way("counted", Account.SELF, List.of("--limit", "processes=1000", "manifest.yml")));
        return ways;
    }

    @TestFactory
    Stream<DynamicTest> shouldBehaveAsWithoutSupervisor() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Way way : ways()) {
            Place place = built(way.account());
            List<String> options = new ArrayList<>(way.options());
            options.addAll(List.of("--", "all"));
            Ended ended = place.supervise(place.here(), options, Map.of()).ended();
            addAll(tests, ended, way.name());
        }
        Place place = built(Account.SELF);
        addAll(tests, place.run(place.here(), List.of("./behave", "all")), "not supervised");
        return tests.stream();
    }

    private static void addAll(List<DynamicTest> tests, Ended ended, String how) {
        List<String> results = ended.output().lines().toList();
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        assertThat(results).as(ended.describe()).hasSizeGreaterThan(25);
        for (String result : results) {
            tests.add(dynamicTest(result.substring(result.indexOf(' ') + 1) + " (" + how + ")",
                    () -> assertThat(result).as(ended.errors()).startsWith("0 ")));
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldBeJobOfShell() {
        List<DynamicTest> tests = new ArrayList<>();
        Place place = built(Account.SELF);
        Map.of("tidy", "stop-tidily", "stop", "run", "background", "read-terminal", "hangup", "run")
                .forEach((scenario, behaviour) -> {
                    tests.add(dynamicTest(scenario + " (not supervised)",
                            () -> assertScenario(place, scenario, List.of("./behave", behaviour))));
                    tests.add(dynamicTest(scenario + " (supervised)", () -> assertScenario(place, scenario,
                            place.remit(List.of("manifest.yml", "--", behaviour)))));
                    tests.add(dynamicTest(scenario + " (watched)", () -> assertScenario(place, scenario,
                            place.remit(List.of("--limit", "wallTime=1h", "manifest.yml", "--", behaviour)))));
                });
        return tests.stream();
    }

    private static void assertScenario(Place place, String scenario, List<String> job) {
        List<String> command = new ArrayList<>(List.of("./terminal", scenario));
        command.addAll(job);
        Ended ended = place.run(place.here(), command);
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> shouldEndDescendantsWithProgram() {
        return Account.available().stream().map(account -> dynamicTest(account.toString(), () -> {
            Place place = built(account);
            Ended ended = place.supervise(place.here(), List.of("manifest.yml", "--", "leave-descendants"), Map.of())
                    .ended();
            assertThat(ended.exitCode()).as(ended.describe()).isZero();
            List<ProcessHandle> left = processes(ended.output());
            assertThat(left).isEmpty();
            assertThat(ended.output().lines()).hasSize(5);
        }));
    }

    @Test
    void shouldFindThatDescendantsOutliveProgramWithoutRemit() {
        Place place = built(Account.SELF);
        List<ProcessHandle> left = processes(
                place.run(place.here(), List.of("./behave", "leave-descendants")).output());
        left.forEach(ProcessHandle::destroyForcibly);
        assertThat(left).hasSize(5);
    }

    @TestFactory
    Stream<DynamicTest> shouldEndEverythingWithSupervisor() {
        return Account.available().stream().map(account -> dynamicTest(account.toString(), () -> {
            Place place = built(account);
            Path output = place.here().resolve("output");
            Process remit = new ProcessBuilder(account.command(place.remit("run", "manifest.yml", "--", "outlive")))
                    .directory(place.here().toFile()).redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try {
                await(() -> Files.readString(output).endsWith("ready\n"));
                List<ProcessHandle> all = processes(Files.readString(output));
                assertThat(all).hasSize(5);
                remit.destroyForcibly().waitFor();
                await(() -> all.stream().noneMatch(ProcessHandle::isAlive));
            } finally {
                remit.descendants().forEach(ProcessHandle::destroyForcibly);
                remit.destroyForcibly();
            }
        }));
    }

    /** Those that still live of the process ids that a program has printed. */
    private static List<ProcessHandle> processes(String output) {
        return output.lines().filter(line -> !line.equals("ready"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line)).stream()).filter(ProcessHandle::isAlive)
                .filter(process -> state(process) != 'Z').toList();
    }

    private static char state(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return 'Z';
        }
    }

    @Test
    void shouldSayWhyItOpensNothingForProgramWhoseMemoryItMayNotRead() {
        for (Account account : Account.available()) {
            Place place = built(account);
            Ended ended = place.supervise(place.here(), List.of("manifest.yml", "--", "not-dumpable"), Map.of())
                    .ended();
            if (account.isPrivileged()) {
                assertThat(ended.output()).as(ended.describe()).isEqualTo("opened opened\n");
            } else {
                assertThat(ended.output()).as(ended.describe()).isEqualTo("Permission denied Permission denied\n");
                assertThat(ended.errors()).contains("it asked not to be dumped");
            }
        }
    }

    @Test
    void shouldRunSetUidProgramWithoutItsPrivilege() throws IOException {
        assumeTrue(Account.isRoot(), "only root can make a set-uid program of another user");
        Place place = built(Account.NOBODY);
        Path program = place.here().resolve("id");
        Files.copy(Path.of("/usr/bin/id").toRealPath(), program);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(program, "unix:mode", 04755);

        assertThat(place.run(place.here(), List.of("./id", "-u")).output()).isEqualTo("0\n");
        Ended ended = place.supervise(place.here(), List.of("-x", "./id", "--", "./id", "-u"), Map.of()).ended();
        assertThat(ended.output()).as(ended.describe()).isEqualTo("65534\n");
    }

    @Test
    void shouldKillProgramOfForeignArchitecture() {
        assumeTrue(System.getProperty("os.arch").equals("amd64"),
                "only this architecture runs programs of another one");
        Place place = built(Account.SELF);
        assertThat(place.run(place.here(), List.of("./elf32")).output()).isEqualTo("alive\n");
        Ended ended = place.supervise(place.here(), List.of("-x", "./elf32", "--", "./elf32"), Map.of()).ended();
        assertThat(ended.exitCode()).as(ended.describe()).isEqualTo(KILLED_BY_SIGSYS);
        assertThat(ended.output()).isEmpty();
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
