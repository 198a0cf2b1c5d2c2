package dev.remit.linux;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** A kernel that answers what a test says; until told otherwise, as Linux 6.12 does without Yama. */
final class SimulatedKernel implements Kernel {
    private final Map<Probe, Long> answers = new EnumMap<>(Probe.class);
    private String architecture = "amd64";
    private boolean mayTraceAll;
    private int asked;

    SimulatedKernel() {
        for (Probe probe : Probe.values()) {
            answers.put(probe, 0L);
        }
        with(Probe.NOTIFICATION_SIZES, 80).with(Probe.WAIT_KILLABLE, -Errno.EFAULT)
                .with(Probe.SEND_DESCRIPTOR, -Errno.EBADF).with(Probe.REMOTE_MEMORY, 8)
                .with(Probe.PTRACE_SCOPE, -Errno.ENOENT).with(Probe.OPENAT2, -Errno.EINVAL)
                .with(Probe.MEMORY_MAP_QUERY, -Errno.EINVAL)
                .with(Probe.CLOSE_RANGE, -Errno.EINVAL).with(Probe.PIDFD_GETFD, -Errno.EBADF)
                .with(Probe.MEMFD_NOEXEC, -Errno.EFAULT).with(Probe.LANDLOCK, 6);
    }

    SimulatedKernel with(Probe probe, long answer) {
        answers.put(probe, answer);
        return this;
    }

    SimulatedKernel onArchitecture(String name) {
        architecture = name;
        return this;
    }

    SimulatedKernel tracingAll() {
        mayTraceAll = true;
        return this;
    }

    int timesAsked() {
        return asked;
    }

    @Override
    public String architecture() {
        return architecture;
    }

    @Override
    public String release() {
        return "6.12.0-simulated";
    }

    @Override
    public long answer(Probe probe) {
        asked++;
        return Objects.requireNonNull(answers.get(probe));
    }

    @Override
    public boolean mayTraceAll() {
        return mayTraceAll;
    }
}
