package dev.remit.linux.landlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Fd;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Prctl;
import dev.remit.uapi.Uapi;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Short-lived threads take rulesets on, and the real kernel holds them to these. */
@EnabledIf(value = "hasLandlock", disabledReason = "this kernel has no Landlock, and says so itself")
class RulesetTest {
    private static final int AT_CWD = -100;
    private static final int O_RDONLY = 0;
    private static final int O_WRONLY = 1;
    private static final int O_PATH = 010000000;

    @TempDir
    Path directory = Path.of("");

    private final Arena arena = Arena.ofShared();
    private final Syscall sys = new Syscall(arena);
    private final LandlockAbi abi = LandlockAbi.query(sys);
    private final List<Fd> places = new ArrayList<>();
    private Path inside = Path.of("");
    private Path outside = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        inside = Files.createDirectory(directory.resolve("inside"));
        outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(inside.resolve("file"), "content");
        Files.writeString(outside.resolve("file"), "content");
    }

    @AfterEach
    void free() {
        places.forEach(Fd::close);
        arena.close();
    }

    @Test
    void shouldReadInsideAndNotOutside() {
        try (Ruleset rules = Ruleset.create(sys, abi)) {
            rules.grant(place(inside), LandlockRights.READ, inside.toString());

            assertThat(opened(rules, inside.resolve("file"), O_RDONLY)).isNotNegative();
            assertThat(opened(rules, inside.resolve("file"), O_WRONLY)).isEqualTo(-Errno.EACCES);
            assertThat(opened(rules, outside.resolve("file"), O_RDONLY)).isEqualTo(-Errno.EACCES);
            assertThat(opened(rules, outside, O_RDONLY)).isEqualTo(-Errno.EACCES);
        }
    }

    @Test
    void shouldWriteOnlyWhereWritingIsGranted() {
        try (Ruleset rules = Ruleset.create(sys, abi)) {
            rules.grant(place(inside), LandlockRights.WRITE, inside.toString());

            assertThat(opened(rules, inside.resolve("file"), O_WRONLY)).isNotNegative();
            assertThat(opened(rules, inside.resolve("file"), O_RDONLY)).isEqualTo(-Errno.EACCES);
            assertThat(onRestrictedThread(rules, made(inside))).isZero();
            assertThat(onRestrictedThread(rules, made(outside))).isEqualTo(-Errno.EACCES);
        }
        assertThat(inside.resolve("made")).isDirectory();
        assertThat(outside.resolve("made")).doesNotExist();
    }

    @Test
    void shouldGrantSingleFile() {
        try (Ruleset rules = Ruleset.create(sys, abi)) {
            Path file = inside.resolve("file");
            rules.grant(place(file), LandlockRights.READ & LandlockRights.ON_FILES, file.toString());

            assertThat(opened(rules, file, O_RDONLY)).isNotNegative();
            assertThat(opened(rules, inside, O_RDONLY)).isEqualTo(-Errno.EACCES);
        }
    }

    @Test
    void shouldLeaveOtherThreadsAlone() {
        try (Ruleset rules = Ruleset.create(sys, abi)) {
            assertThat(opened(rules, outside.resolve("file"), O_RDONLY)).isEqualTo(-Errno.EACCES);
        }
        assertThat(outside.resolve("file")).hasContent("content");
    }

    @Test
    void shouldRefuseDirectoryRightsOnFile() {
        try (Ruleset rules = Ruleset.create(sys, abi)) {
            int file = place(inside.resolve("file"));

            assertThatThrownBy(() -> rules.grant(file, LandlockRights.READ, "the file"))
                    .isInstanceOf(LinuxException.class)
                    .hasMessage("landlock_add_rule the file: Invalid argument (EINVAL)");
        }
    }

    @Test
    void shouldMakeRulesetsOfEveryVersionUpToTheKernels() {
        for (int version = 1; version <= abi.version(); version++) {
            try (Ruleset rules = Ruleset.create(sys, new LandlockAbi(version, 0))) {
                rules.grant(place(inside), LandlockRights.READ | LandlockRights.WRITE | LandlockRights.IOCTL_DEV,
                        inside.toString());
                assertThat(opened(rules, outside.resolve("file"), O_RDONLY)).isEqualTo(-Errno.EACCES);
            }
        }
    }

    @Test
    void shouldRefuseToRestrictThreadThatCouldGainPrivileges() throws IOException {
        try (Ruleset rules = Ruleset.create(sys, abi)) {
            long[] answer = new long[1];
            join(Thread.ofPlatform().start(() -> answer[0] = rules.restrictSelf(new Syscall(arena))));

            // Who administers the machine may do it without giving up privileges.
            assertThat(answer[0]).isEqualTo(isAdministrator() ? 0 : -Errno.EPERM);
        }
    }

    private static boolean isAdministrator() throws IOException {
        String effective = Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("CapEff:")).findFirst().orElseThrow().substring(7).strip();
        return (Long.parseUnsignedLong(effective, 16) & 1L << Uapi.CAP_SYS_ADMIN()) != 0;
    }

    static boolean hasLandlock() {
        try (Arena arena = Arena.ofConfined()) {
            return LandlockAbi.query(new Syscall(arena)).version() > 0;
        }
    }

    private int place(Path path) {
        Fd fd = new Fd(sys, (int) LinuxException.check(sys.invoke(SyscallNumber.OPENAT, AT_CWD,
                CString.of(arena, path.toString()).address(), O_PATH), "openat", path.toString()));
        places.add(fd);
        return fd.value();
    }

    private long opened(Ruleset rules, Path path, int flags) {
        long address = CString.of(arena, path.toString()).address();
        long fd = onRestrictedThread(rules, inside -> inside.invoke(SyscallNumber.OPENAT, AT_CWD, address, flags));
        if (fd >= 0) {
            places.add(new Fd(sys, (int) fd));
        }
        return fd;
    }

    private Call made(Path parent) {
        long address = CString.of(arena, parent.resolve("made").toString()).address();
        return inside -> inside.invoke(SyscallNumber.MKDIRAT, AT_CWD, address, 0700);
    }

    /** A thread that carries the ruleset makes one call; classes cannot be loaded there any more. */
    private long onRestrictedThread(Ruleset rules, Call call) {
        Syscall gateway = new Syscall(arena);
        long[] answer = new long[1];
        join(Thread.ofPlatform().start(() -> {
            answer[0] = Prctl.setNoNewPrivileges(gateway);
            answer[0] = answer[0] == 0 ? rules.restrictSelf(gateway) : answer[0];
            answer[0] = answer[0] == 0 ? call.by(gateway) : answer[0];
        }));
        return answer[0];
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private interface Call {
        long by(Syscall gateway);
    }
}
