package dev.remit.policies;

import static dev.remit.policies.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the program in {@code src/test/blocking} sees of calls that block while the supervisor performs them: the same as
 * without a supervisor.
 */
class BlockedCallsTest {
    private static final Path SOURCES = Path.of("src/test/blocking").toAbsolutePath();
    private static final List<String> SUPERVISED = List.of("manifest.yml", "--");
    /** Workers that the supervisor keeps at hand for a while, and threads of the Java runtime that come and go. */
    private static final int KEPT_THREADS = 40;
    private static final int KEPT_DESCRIPTORS = 10;

    @TestFactory
    Stream<DynamicTest> shouldBehaveAsWithoutSupervisor() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = built(account);
            Ended ended = place.supervise(place.here(), with("all"), Map.of()).ended();
            assertThat(ended.exitCode()).as(ended.describe()).isZero();
            addAll(tests, ended, account + ", supervised");
        }
        Place place = built(Account.SELF);
        addAll(tests, place.run(place.here(), List.of("./blocked", "all")), "not supervised");
        return tests.stream();
    }

    private static void addAll(List<DynamicTest> tests, Ended ended, String how) {
        List<String> results = ended.output().lines().toList();
        assertThat(results).as(ended.describe()).hasSizeGreaterThan(10);
        for (String result : results) {
            tests.add(dynamicTest(result.substring(result.indexOf(' ') + 1) + " (" + how + ")",
                    () -> assertThat(result).as(ended.errors()).startsWith("0 ")));
        }
    }

    @Test
    void shouldKeepNothingOfTargetsThatWereKilled() throws Exception {
        Place place = built(Account.SELF);
        Path directory = place.here().resolve("brokered/killed");
        Process remit = place.begin(place.here(), place.remit(with("killed")));
        try {
            await(() -> Files.exists(directory.resolve("ready")));
            int threads = count(remit, "task");
            int descriptors = descriptors(remit);
            Files.createDirectory(directory.resolve("go"));
            await(() -> Files.exists(directory.resolve("killed")));
            await(() -> count(remit, "task") <= threads + KEPT_THREADS
                    && descriptors(remit) <= descriptors + KEPT_DESCRIPTORS);
            Files.createDirectory(directory.resolve("end"));
            assertThat(remit.waitFor()).isZero();
        } finally {
            remit.destroyForcibly();
        }
    }

    /** All but the ends of the pipe by which processes end with the supervisor: those are kept for others to come. */
    private static int descriptors(Process process) throws IOException {
        int count = 0;
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path entry : entries.toList()) {
                try {
                    count += Files.readSymbolicLink(entry).toString().startsWith("pipe:") ? 0 : 1;
                } catch (NoSuchFileException closed) {
                    // It was open a moment ago.
                }
            }
        }
        return count;
    }

    private static int count(Process process, String kind) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + process.pid() + "/" + kind))) {
            return (int) entries.count();
        }
    }

    @Test
    void shouldGoOnWhileFileSystemDoesNotAnswer() throws Exception {
        assertSucceedsOnSlowFileSystem("slow-file-system");
    }

    @Test
    void shouldTellFileSystemWhenNobodyWaitsAnyMore() throws Exception {
        assertSucceedsOnSlowFileSystem("slow-file-system-interrupted");
    }

    private static void assertSucceedsOnSlowFileSystem(String attempt) throws Exception {
        assumeTrue(Account.isRoot() && Files.exists(Path.of("/dev/fuse")), "only root may mount what others may use");
        Place place = built(Account.SELF);
        Path directory = place.here().resolve("brokered/" + attempt);
        Path slow = Files.createDirectories(directory.resolve("slow"));
        Process server = place.begin(place.here(), List.of("./slowfs", slow.toString(), directory.toString()));
        try {
            await(() -> Files.readString(Path.of("/proc/mounts")).contains(" " + slow + " fuse"));
            Ended ended = place.supervise(place.here(), with(attempt), Map.of()).ended();
            assertThat(ended.exitCode()).as(ended.describe()).isZero();
        } finally {
            // An abandoned look-up would make unmounting wait; the end of the server ends them all.
            server.destroyForcibly().waitFor();
            place.run(place.here(), List.of("umount", "-l", slow.toString()));
        }
    }

    @Test
    void shouldInterruptPythonAtKeyboard() throws Exception {
        Place place = built(Account.SELF);
        Files.writeString(place.here().resolve("interrupted.py"), """
                import os, signal, threading
                # Also where the tests run in a shell's background, which has it ignored.
                signal.signal(signal.SIGINT, signal.default_int_handler)
                os.mkfifo("brokered/fifo")
                threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
                try:
                    open("brokered/fifo")
                except KeyboardInterrupt:
                    print("interrupted")
                """);
        Ended ended = place.supervise(place.here(), List.of("--use", "python", "-r", "interrupted.py", "-w",
                "brokered/*", "--", "/usr/bin/python3", "interrupted.py"), Map.of()).ended();
        assertThat(ended.output()).as(ended.describe()).isEqualTo("interrupted\n");
    }

    @Test
    void shouldLeaveCallersDescriptorLimitToProgram() {
        Place place = built(Account.SELF);
        List<String> remit = place.remit(List.of("-x", "/usr/bin/**", "--", "sh", "-c", "ulimit -Sn; ulimit -Hn"));
        // Unless told not to, the Java runtime itself raises the limit.
        remit.add(1, "-XX:-MaxFDLimit");
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -Sn 300; ulimit -Hn 4000; exec \"$@\"", ""));
        limited.addAll(remit);
        assertThat(place.run(place.here(), limited).output()).isEqualTo("300\n4000\n");
    }

    private static List<String> with(String attempt) {
        List<String> words = new ArrayList<>(SUPERVISED);
        words.add(attempt);
        return words;
    }

    private static Place built(Account account) {
        Place place = new Place(account, SOURCES);
        place.prepare("sh -e prepare.sh");
        return place;
    }
}
