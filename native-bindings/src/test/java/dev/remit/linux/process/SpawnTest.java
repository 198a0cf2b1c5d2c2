package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Fd;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Children.Change;
import dev.remit.uapi.Uapi;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jspecify.annotations.Nullable;

/** Starts real programs from this process and waits for them. */
@Timeout(30)
class SpawnTest {
    private static final int RT_SIGPROCMASK = "amd64".equals(System.getProperty("os.arch")) ? 14 : 135;
    private static final MemorySegment SIGNAL = Syscall.libc("signal");
    private static final int IGNORE = 1;
    private static final int DEFAULT = 0;
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    @TempDir
    Path directory = Path.of("");

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private final Children children = new Children(sys, arena);

    @AfterEach
    void free() {
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 125, 255})
    void shouldTellExitCode(int code) {
        int pid = shell("exit " + code);

        assertThat(children.await(true)).isEqualTo(new Change.Exited(pid, code));
    }

    @Test
    void shouldTellSignalThatKilled() {
        int pid = shell("kill -TERM $$; sleep 10");

        assertThat(children.await(true)).isEqualTo(new Change.Killed(pid, Uapi.SIGTERM(), false));
    }

    @Test
    void shouldTellStoppedChildAndSignalIt() {
        int pid = shell("kill -STOP $$; exit 3");
        assertThat(children.await(true)).isEqualTo(new Change.Stopped(pid, Uapi.SIGSTOP()));
        assertThat(children.await(false)).isEqualTo(new Change.None());

        assertThat(children.signal(pid, Uapi.SIGCONT())).isZero();

        assertThat(children.await(true)).isEqualTo(new Change.Exited(pid, 3));
        assertThat(children.signal(pid, 0)).isEqualTo(-Errno.ESRCH);
    }

    @Test
    void shouldSayThatNothingHappenedYet() {
        int pid = shell("exec sleep 10");
        assertThat(children.await(false)).isEqualTo(new Change.None());

        children.signal(pid, Uapi.SIGKILL());

        assertThat(children.await(true)).isEqualTo(new Change.Killed(pid, Uapi.SIGKILL(), false));
    }

    @Test
    void shouldSayThatThereIsNoChild() {
        assertThat(children.await(true)).isEqualTo(new Change.None());
    }

    @Test
    void shouldReapOrphansOfItsDescendants() {
        Prctl.becomeSubreaper(sys);
        try {
            int pid = shell("(sleep 0.1; exit 9) & exit 4");

            assertThat(children.await(true)).isEqualTo(new Change.Exited(pid, 4));
            assertThat(children.await(true)).isInstanceOfSatisfying(Change.Exited.class, orphan -> {
                assertThat(orphan.pid()).isNotEqualTo(pid);
                assertThat(orphan.code()).isEqualTo(9);
            });
        } finally {
            sys.invoke(SyscallNumber.PRCTL, PR_SET_CHILD_SUBREAPER, 0, 0, 0);
        }
    }

    @Test
    void shouldRefuseWhatCannotBeExecuted() throws IOException {
        Path plain = Files.writeString(directory.resolve("plain"), "no program");

        assertThat(start("/nonexistent/program", List.of("program"), null)).isEqualTo(-Errno.ENOENT);
        assertThat(start(plain.toString(), List.of("plain"), null)).isEqualTo(-Errno.EACCES);
        assertThat(start(directory.toString(), List.of("directory"), null)).isEqualTo(-Errno.EACCES);
        assertThat(children.await(false)).isEqualTo(new Change.None());
    }

    @Test
    void shouldStartInWorkingDirectory() throws IOException {
        Path out = directory.resolve("out");

        start("/bin/sh", List.of("sh", "-c", "pwd -P > " + out), directory.toString());
        children.await(true);

        assertThat(out).hasContent(directory.toRealPath().toString());
        assertThat(start("/bin/sh", List.of("sh", "-c", "exit 0"), directory + "/absent")).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void shouldStartInOwnWorkingDirectoryWhenNoneIsGiven() throws IOException {
        Path out = directory.resolve("out");

        shell("pwd -P > " + out);
        children.await(true);

        assertThat(out).hasContent(Path.of("").toRealPath().toString());
    }

    @Test
    void shouldPassArgumentsAndExactlyTheEnvironmentGiven() {
        Path out = directory.resolve("out");
        String script = "{ echo \"$0|$1|$2\"; tr '\\0' '\\n' < /proc/$$/environ; } > \"$OUT\"";
        Spawn spawn = new Spawn(Spawn.Image.of("/bin/sh", List.of("named", "-c", script, "zero", "", "with space")),
                List.of("OUT=" + out, "EMPTY="), null, List.of(), new Spawn.Memory(arena, sys));

        assertThat(spawn.start(sys)).isPositive();
        children.await(true);

        assertThat(out).hasContent("zero||with space\nOUT=" + out + "\nEMPTY=");
    }

    @Test
    void shouldLeakNoDescriptor() throws IOException {
        Path out = directory.resolve("out");
        // Not close-on-exec, one of them high.
        try (Fd low = open("/dev/null"); Fd high = duplicate(low, 900)) {
            assertThat(low.value()).isGreaterThan(3);
            assertThat(high.value()).isGreaterThanOrEqualTo(900);

            shell("exec ls /proc/self/fd > " + out);
            children.await(true);
        }

        // The last is the directory that is being listed.
        assertThat(Files.readAllLines(out)).containsExactly("0", "1", "2", "3");
    }

    @Test
    void shouldStartWithEverySignalUnblocked() throws IOException {
        MemorySegment blocked = arena.allocateFrom(ValueLayout.JAVA_LONG, bit(Uapi.SIGUSR1()));
        MemorySegment before = arena.allocate(ValueLayout.JAVA_LONG);
        sys.invoke(RT_SIGPROCMASK, Uapi.SIG_BLOCK(), blocked.address(), before.address(), Long.BYTES);
        Path out = directory.resolve("out");
        try {
            shell("cat /proc/self/status > " + out);
            children.await(true);
            assertThat(signals(Path.of("/proc/thread-self/status"), "SigBlk:") & bit(Uapi.SIGUSR1())).isNotZero();
        } finally {
            sys.invoke(RT_SIGPROCMASK, Uapi.SIG_SETMASK(), before.address(), 0, Long.BYTES);
        }

        assertThat(signals(out, "SigBlk:")).isZero();
    }

    @Test
    void shouldResetNamedSignalsAndKeepOthersIgnored() throws IOException {
        int reset = Uapi.SIGURG();
        int kept = Uapi.SIGWINCH();
        Path out = directory.resolve("out");
        sys.libc(SIGNAL, reset, IGNORE, 0, 0, 0, 0);
        sys.libc(SIGNAL, kept, IGNORE, 0, 0, 0, 0);
        try {
            Spawn spawn = new Spawn(
                    Spawn.Image.of("/bin/sh", List.of("sh", "-c", "exec cat /proc/self/status > " + out)), List.of(),
                    null, List.of(reset, 64), new Spawn.Memory(arena, sys));
            assertThat(spawn.start(sys)).isPositive();
            children.await(true);
        } finally {
            sys.libc(SIGNAL, reset, DEFAULT, 0, 0, 0, 0);
            sys.libc(SIGNAL, kept, DEFAULT, 0, 0, 0, 0);
        }

        assertThat(signals(out, "SigIgn:") & bit(reset)).isZero();
        assertThat(signals(out, "SigIgn:") & bit(kept)).isNotZero();
        assertThat(signals(out, "SigCgt:")).isZero();
    }

    private int shell(String script) {
        int pid = start("/bin/sh", List.of("sh", "-c", script), null);
        assertThat(pid).isPositive();
        return pid;
    }

    private int start(String path, List<String> argv, @Nullable String workingDirectory) {
        return new Spawn(Spawn.Image.of(path, argv), List.of("PATH=/usr/bin:/bin"), workingDirectory, List.of(),
                new Spawn.Memory(arena, sys)).start(sys);
    }

    private Fd open(String path) {
        return new Fd(sys, (int) sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(),
                CString.of(arena, path).address(), Uapi.O_RDONLY()));
    }

    private Fd duplicate(Fd fd, int atLeast) {
        return new Fd(sys, (int) sys.invoke(SyscallNumber.FCNTL, fd.value(), Uapi.F_DUPFD(), atLeast));
    }

    private static long bit(int signal) {
        return 1L << (signal - 1);
    }

    private static long signals(Path status, String set) throws IOException {
        return Long.parseUnsignedLong(Files.readAllLines(status).stream().filter(line -> line.startsWith(set))
                .findFirst().orElseThrow().substring(set.length()).strip(), 16);
    }
}
