package dev.remit.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Feature.Need;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KernelFeaturesTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    @Test
    void shouldMissNothingOfNewKernel() {
        KernelFeatures features = new KernelFeatures(kernel);

        assertThat(features.missing()).isEmpty();
        assertThat(features.all()).allMatch(Feature::present).hasSize(Probe.values().length + 6);
        assertThat(features.landlockVersion()).isEqualTo(6);
        assertThat(features.landlockErrno()).isZero();
        assertThat(features.waitsKillable()).isTrue();
        assertThat(features.release()).isEqualTo("6.12.0-simulated");
    }

    @ParameterizedTest
    @CsvSource({
        "USER_NOTIFICATION,   95, REQUIRED,    seccomp(SECCOMP_GET_ACTION_AVAIL) answered EOPNOTSUPP",
        "NOTIFICATION_SIZES,  22, REQUIRED,    seccomp(SECCOMP_GET_NOTIF_SIZES) answered EINVAL",
        "LISTENER,            16, REQUIRED,    seccomp(SECCOMP_FILTER_FLAG_NEW_LISTENER) answered EBUSY",
        "WAIT_KILLABLE,       22, CONVENIENCE, seccomp(SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) answered EINVAL",
        "SYNCHRONOUS_WAKE_UP, 22, CONVENIENCE, ioctl(SECCOMP_IOCTL_NOTIF_SET_FLAGS) answered EINVAL",
        "REMOTE_MEMORY,       38, REQUIRED,    process_vm_readv answered ENOSYS",
        "MEMORY_MAP_QUERY,    25, CONVENIENCE, ioctl(PROCMAP_QUERY) answered ENOTTY",
        "OPENAT2,             38, REQUIRED,    openat2 answered ENOSYS",
        "CLOSE_FROM,          38, REQUIRED,    posix_spawn_file_actions_addclosefrom_np answered ENOSYS",
        "CLOSE_RANGE,         38, CONVENIENCE, close_range answered ENOSYS",
        "PIDFD_GETFD,         38, CONVENIENCE, pidfd_getfd answered ENOSYS",
        "MEMFD_NOEXEC,        22, PROTECTION,  memfd_create(MFD_NOEXEC_SEAL) answered EINVAL",
    })
    void shouldSayWhatKernelAnsweredInsteadOfFeature(Probe probe, int errno, Need need, String cause) {
        kernel.with(probe, -errno);

        assertThat(absent(new KernelFeatures(kernel).all())).singleElement().satisfies(feature -> {
            assertThat(feature.cause()).isEqualTo(cause);
            assertThat(feature.need()).isEqualTo(need);
        });
    }

    @Test
    void shouldSayWhatIsLostWithoutSendingDescriptors() {
        kernel.with(Probe.SEND_DESCRIPTOR, -Errno.EINVAL);

        assertThat(absent(new KernelFeatures(kernel).all())).containsExactly(new Feature("seccomp descriptor passing",
                false, "ioctl(SECCOMP_IOCTL_NOTIF_ADDFD, SECCOMP_ADDFD_FLAG_SEND) answered EINVAL", Need.CONVENIENCE,
                "files allowed by a pattern, or beside a denied one, cannot be opened", "Linux 5.14 or newer"));
    }

    @ParameterizedTest
    @EnumSource(Probe.class)
    void shouldPointAtSurroundingFilterThatForbidsCall(Probe probe) {
        kernel.with(probe, -Errno.EPERM);

        List<Feature> absent = absent(new KernelFeatures(kernel).all());

        if (probe == Probe.PTRACE_SCOPE) {
            assertThat(absent).isEmpty();
        } else {
            assertThat(absent.getFirst().cause()).endsWith("answered EPERM");
            assertThat(absent.getFirst().remedy()).startsWith("a filter around Remit forbids it");
        }
    }

    @Test
    void shouldRefuseForeignArchitecture() {
        kernel.onArchitecture("riscv64");

        assertThat(new KernelFeatures(kernel).missing()).containsExactly(new Feature("architecture", false,
                "this is riscv64", Need.REQUIRED, "the numbers of the system calls are not known",
                "a machine of x86-64 or AArch64"));
    }

    @Test
    void shouldRefuseNotificationsSmallerThanKnown() {
        kernel.with(Probe.NOTIFICATION_SIZES, 72);

        assertThat(new KernelFeatures(kernel).missing()).singleElement().satisfies(feature -> {
            assertThat(feature.need()).isEqualTo(Need.REQUIRED);
            assertThat(feature.cause()).isEqualTo("seccomp(SECCOMP_GET_NOTIF_SIZES) says 72 bytes, 80 are read");
        });
    }

    @Test
    void shouldTakeLargerNotificationsOfNewerKernel() {
        assertThat(new KernelFeatures(kernel.with(Probe.NOTIFICATION_SIZES, 96)).missing()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, true,  /proc/sys/kernel/yama/ptrace_scope is 0",
        "1, false, true,  /proc/sys/kernel/yama/ptrace_scope is 1",
        "2, false, false, '/proc/sys/kernel/yama/ptrace_scope is 2, and Remit lacks CAP_SYS_PTRACE'",
        "2, true,  true,  '/proc/sys/kernel/yama/ptrace_scope is 2, and Remit has CAP_SYS_PTRACE'",
        "3, true,  false, /proc/sys/kernel/yama/ptrace_scope is 3",
        "-2, false, true, there is no /proc/sys/kernel/yama/ptrace_scope",
        "-13, false, true, /proc/sys/kernel/yama/ptrace_scope answered EACCES",
    })
    void shouldHeedYama(long scope, boolean capable, boolean present, String cause) {
        kernel.with(Probe.PTRACE_SCOPE, scope);
        if (capable) {
            kernel.tracingAll();
        }

        Feature feature = find(new KernelFeatures(kernel).all(), "Yama");

        assertThat(feature.present()).isEqualTo(present);
        assertThat(feature.cause()).isEqualTo(cause);
        assertThat(feature.need()).isEqualTo(Need.REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 'renaming between directories, truncation, TCP ports, device commands, scopes'",
        "2, 'truncation, TCP ports, device commands, scopes'",
        "3, 'TCP ports, device commands, scopes'",
        "4, 'device commands, scopes'",
        "5, 'scopes'",
        "6, ''",
        "9, ''",
    })
    void shouldNameStepsThatLandlockLacks(int version, String steps) {
        KernelFeatures features = new KernelFeatures(kernel.with(Probe.LANDLOCK, version));

        assertThat(absent(features.all())).extracting(feature -> feature.name().substring("Landlock ".length()))
                .containsExactlyElementsOf(steps.isEmpty() ? List.of() : List.of(steps.split(", ")));
        assertThat(features.landlockVersion()).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({"38, ENOSYS", "95, EOPNOTSUPP"})
    void shouldTellLandlockNotBuiltFromLandlockNotEnabled(int errno, String name) {
        KernelFeatures features = new KernelFeatures(kernel.with(Probe.LANDLOCK, -errno));

        assertThat(features.landlockVersion()).isZero();
        assertThat(features.landlockErrno()).isEqualTo(errno);
        List<Feature> missing = features.missing();
        assertThat(missing).hasSize(6);
        assertThat(missing.getFirst().cause())
                .isEqualTo("landlock_create_ruleset(LANDLOCK_CREATE_RULESET_VERSION) answered " + name);
        assertThat(missing.subList(1, 6)).allMatch(feature -> feature.cause().equals("there is no Landlock"));
    }

    @Test
    void shouldTellGravestFirst() {
        kernel.with(Probe.CLOSE_RANGE, -Errno.ENOSYS).with(Probe.MEMFD_NOEXEC, -Errno.EINVAL)
                .with(Probe.OPENAT2, -Errno.ENOSYS).with(Probe.LANDLOCK, 5);

        assertThat(new KernelFeatures(kernel).missing()).extracting(Feature::need).containsExactly(Need.REQUIRED,
                Need.PROTECTION, Need.PROTECTION, Need.CONVENIENCE);
    }

    @Test
    void shouldAskEachQuestionOnceAndListenerOnlyWhenAllIsWanted() {
        KernelFeatures features = new KernelFeatures(kernel);

        assertThat(kernel.timesAsked()).isZero();
        features.missing();
        features.missing();
        assertThat(kernel.timesAsked()).isEqualTo(Probe.values().length - 3);
        features.all();
        features.all();
        assertThat(kernel.timesAsked()).isEqualTo(Probe.values().length);
    }

    @Test
    void shouldSayFeatureInOneLine() {
        assertThat(find(new KernelFeatures(kernel).all(), "openat2"))
                .hasToString("openat2: present (openat2 answered EINVAL)");
        assertThat(find(new KernelFeatures(kernel.with(Probe.OPENAT2, -Errno.ENOSYS)).all(), "openat2"))
                .hasToString("openat2: missing (openat2 answered ENOSYS)");
    }

    private static List<Feature> absent(List<Feature> features) {
        return features.stream().filter(feature -> !feature.present()).toList();
    }

    private static Feature find(List<Feature> features, String prefix) {
        return features.stream().filter(feature -> feature.name().startsWith(prefix)).findFirst().orElseThrow();
    }
}
