package dev.remit.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.uapi.seccomp_notif;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks the real kernel, and expects of it what its version promises. */
class RunningKernelTest {
    private final Arena arena = Arena.ofConfined();
    private final KernelFeatures features = KernelFeatures.probe(new Syscall(arena));

    @AfterEach
    void free() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({
        "5, 0,  seccomp user notification",
        "5, 0,  seccomp notification layout",
        "5, 0,  seccomp listener",
        "5, 6,  openat2",
        "5, 6,  pidfd_getfd",
        "5, 9,  close_range",
        "5, 14, seccomp descriptor passing",
        "5, 19, seccomp killable waiting",
        "6, 3,  memory files that cannot be executed",
        "6, 6,  seccomp synchronous wake-up",
        "6, 11, writing into the program's memory",
    })
    void shouldFindFeatureWhereVersionPromisesIt(int major, int minor, String name) {
        Feature feature = find(name);

        // Distributions carry features back into older kernels, so only absence from a newer one is wrong.
        if (atLeast(major, minor)) {
            assertThat(feature.present()).as(feature.toString()).isTrue();
        } else {
            assertThat(feature.remedy()).contains("Linux " + major + "." + minor);
        }
    }

    @Test
    void shouldReadOwnMemoryAndFindItsArchitecture() {
        assertThat(find("reading the program's memory").present()).isTrue();
        assertThat(find("architecture").present()).isTrue();
    }

    @Test
    void shouldReadYamaAsTheFileSays() throws IOException {
        Path scope = Path.of("/proc/sys/kernel/yama/ptrace_scope");
        String expected = Files.exists(scope)
                ? scope + " is " + Files.readString(scope).strip()
                : "there is no " + scope;

        assertThat(find("Yama").cause()).startsWith(expected);
    }

    @Test
    void shouldKnowWhetherItMayTraceAll() throws IOException {
        String effective = Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("CapEff:")).findFirst().orElseThrow().substring("CapEff:".length());
        boolean expected = (Long.parseUnsignedLong(effective.strip(), 16) & (1L << 19)) != 0;

        assertThat(new RunningKernel(new Syscall(arena)).mayTraceAll()).isEqualTo(expected);
    }

    @Test
    void shouldFindLandlockVersionThatKernelVersionPromises() {
        // Landlock may be left out of a kernel, but must then say so itself.
        if (features.landlockVersion() == 0) {
            assertThat(features.landlockErrno()).isIn(Errno.ENOSYS, Errno.EOPNOTSUPP);
            return;
        }
        assertThat(features.landlockVersion()).isGreaterThanOrEqualTo(promisedLandlockVersion());
        assertThat(features.landlockErrno()).isZero();
    }

    @Test
    void shouldExpectNotificationsOfTheSizeThatIsBound() {
        assertThat(KernelFeatures.NOTIFICATION_BYTES).isEqualTo((int) seccomp_notif.sizeof());
    }

    @Test
    void shouldReportReleaseOfKernel() throws IOException {
        assertThat(features.release()).isEqualTo(Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
    }

    @Test
    void shouldLeaveNoDescriptorOpenAndNoFilterOnItsThread() throws IOException {
        KernelFeatures.probe(new Syscall(arena)).all();
        long before = openDescriptors();
        List<String> restrictions = restrictions();

        KernelFeatures.probe(new Syscall(arena)).all();

        assertThat(openDescriptors()).isEqualTo(before);
        assertThat(restrictions()).isEqualTo(restrictions).hasSize(3);
    }

    private static int promisedLandlockVersion() {
        if (atLeast(6, 12)) {
            return 6;
        }
        if (atLeast(6, 10)) {
            return 5;
        }
        if (atLeast(6, 7)) {
            return 4;
        }
        return atLeast(6, 2) ? 3 : 1;
    }

    private static boolean atLeast(int major, int minor) {
        String[] parts = System.getProperty("os.version").split("[.-]", 3);
        int here = Integer.parseInt(parts[0]);
        return here > major || (here == major && Integer.parseInt(parts[1]) >= minor);
    }

    private static long openDescriptors() throws IOException {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.count();
        }
    }

    private static List<String> restrictions() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("NoNewPrivs:") || line.startsWith("Seccomp")).toList();
    }

    private Feature find(String prefix) {
        List<Feature> all = features.all();
        return all.stream().filter(feature -> feature.name().startsWith(prefix)).findFirst().orElseThrow();
    }
}
