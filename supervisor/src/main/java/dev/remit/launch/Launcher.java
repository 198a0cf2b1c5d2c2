package dev.remit.launch;

import dev.remit.compiler.CompiledPolicy;
import dev.remit.decision.LiveEndpoints;
import dev.remit.handlers.CredentialChanges;
import dev.remit.handlers.DeviceUse;
import dev.remit.handlers.Handlers;
import dev.remit.handlers.HeldProgram;
import dev.remit.handlers.ProcessTree;
import dev.remit.limits.LimitKeeper;
import dev.remit.handlers.SharedSegments;
import dev.remit.linux.Errno;
import dev.remit.linux.Feature;
import dev.remit.linux.KernelFeatures;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Probe;
import dev.remit.linux.Syscall;
import dev.remit.linux.landlock.LandlockAbi;
import dev.remit.linux.process.Capabilities;
import dev.remit.linux.process.DeathSignal;
import dev.remit.linux.process.DescriptorLimit;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.process.Spawn;
import dev.remit.linux.seccomp.Listener;
import dev.remit.linux.seccomp.NotificationSizes;
import dev.remit.linux.seccomp.SeccompFilter;
import dev.remit.notify.Supervision;
import dev.remit.notify.WorkerPool;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Program;
import dev.remit.policy.Unenforced;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one program within its policy. */
public final class Launcher {
    private static final int WORKERS = 2;
    private static final long POLL_NANOS = 20_000;
    private static final Duration WORKER_END = Duration.ofMillis(50);

    private final RunRequest request;
    private final Consumer<NameAddresses> observer;
    private final CompiledPolicy policy;
    private final Program program;
    private final SharedSegments segments = new SharedSegments();
    private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();

    private Launcher(RunRequest request, Consumer<NameAddresses> observer) {
        this.request = request;
        this.observer = observer;
        this.policy = request.policy();
        this.program = policy.policy().program();
    }

    /**
     * Runs the program to its end, and the end of all its descendants.
     *
     * @param observer is told what the names in the rules mean, at first and whenever that changes, by another thread
     * @throws LaunchException when it cannot be run; then nothing of it was executed
     * @throws SupervisorDefectException when the supervisor showed a defect while the program ran; what it touched was
     *         denied, and the program is ended
     */
    public static Conclusion run(RunRequest request, Consumer<NameAddresses> observer) throws LaunchException {
        return new Launcher(request, observer).run();
    }

    private Conclusion run() throws LaunchException {
        checkEnforceable();
        ProgramFile.check(program);
        checkWorkingDirectory();
        // Auto: workers may still be inside the kernel, on this memory, when the run is over.
        Arena arena = Arena.ofAuto();
        Syscall sys = new Syscall(arena);
        KernelFeatures features = KernelFeatures.probe(sys);
        checkKernel(features);
        giveUpPrivileges(sys, arena);
        try (ProgramStart start = held(sys, arena);
                RuleNames names = RuleNames.begin(policy.policy().rules().endpoints(), observer);
                KernelRuleset ruleset = KernelRuleset.build(sys, LandlockAbi.query(sys), policy.landlock(),
                        start == null ? null : start.image())) {
            Prctl.becomeSubreaper(sys);
            SignalForwarding signals = SignalForwarding.begin(sys);
            Spawn spawn = new Spawn(executed(start), environment(), program.workingDirectory(), signals.toReset(),
                    new Spawn.Memory(arena, sys));
            SeccompFilter filter = new SeccompFilter(policy.filter().bytes(), arena);
            Confinement confinement = new Confinement(ruleset.ruleset(), filter, spawn, features.waitsKillable(),
                    arena);
            names.awaitNeeded();
            Thread.ofPlatform().name("remit-confined").start(confinement);
            return supervise(confinement, new Ready(ruleset, start), names.endpoints(), signals, sys, arena);
        } catch (LinuxException refusal) {
            throw new LaunchException(LaunchException.REMIT_FAILED, String.valueOf(refusal.getMessage()),
                    "`remit check` tells what this kernel can enforce.");
        }
    }

    /** Holds the program's file where its content matters; null where any is accepted. */
    private @Nullable ProgramStart held(Syscall sys, Arena arena) throws LaunchException {
        if (program.hashes().isEmpty() && !request.manner().sealed()) {
            return null;
        }
        try {
            ProgramImage image = ProgramImage.open(sys, arena, program, request.manner().sealed());
            try {
                return ProgramStart.of(sys, program, image, arguments());
            } catch (RuntimeException | LaunchException failure) {
                image.close();
                throw failure;
            }
        } catch (LinuxException refusal) {
            throw new LaunchException(LaunchException.REMIT_FAILED, String.valueOf(refusal.getMessage()),
                    "A sealed copy takes as much memory as the file is long.");
        }
    }

    private Spawn.Image executed(@Nullable ProgramStart start) {
        if (start != null) {
            return start.executed();
        }
        List<String> argv = new ArrayList<>();
        argv.add(program.path());
        argv.addAll(arguments());
        return Spawn.Image.of(program.path(), argv);
    }

    /** What the kernel and the workers are told of files. */
    private record Ready(KernelRuleset ruleset, @Nullable ProgramStart start) {
        void begun() {
            if (start != null) {
                start.begun();
            }
        }

        /** A program that fails may do so because it is a copy. */
        Conclusion remark(Conclusion conclusion) {
            String remark = start == null || conclusion.exitCode() == 0 ? "" : start.image().remark();
            return remark.isEmpty() ? conclusion : conclusion.with(remark);
        }

        @Nullable
        HeldProgram held() {
            return start == null ? null : start.held();
        }
    }

    /**
     * No manifest can allow a program to configure the network. Root's could do so through sockets that it may have, such
     * as those that read routes; so neither it nor the threads that act for it keep the privilege. The same goes for
     * raising limits, where the program has any.
     */
    private void giveUpPrivileges(Syscall sys, Arena arena) throws LaunchException {
        long unwanted = 1L << Capabilities.NET_ADMIN | 1L << Capabilities.NET_RAW;
        unwanted |= request.limits().usesResourceLimits() ? 1L << Capabilities.SYS_RESOURCE : 0;
        int error = new Capabilities(sys, arena).giveUp(unwanted);
        if (error < 0) {
            throw new LaunchException(LaunchException.REMIT_FAILED,
                    "cannot give up privileges that no program may have: " + Errno.describe(-error), "");
        }
    }

    private Conclusion supervise(Confinement confinement, Ready ready, LiveEndpoints endpoints,
            SignalForwarding signals, Syscall sys, Arena arena) throws LaunchException {
        while (confinement.listener() == Confinement.PENDING) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        if (confinement.listener() < 0) {
            throw new LaunchException(LaunchException.REMIT_FAILED,
                    "the kernel refused the restrictions: " + Errno.describe(-confinement.listener()),
                    "`remit check` tells what this kernel can enforce; a supervisor that already listens to this "
                            + "process must be left first.");
        }
        new Listener(sys, confinement.listener(), arena).wakeSynchronously();
        RunTree processes = new RunTree(request.limits(), new DeathSignal(sys, arena));
        WorkerPool workers = startWorkers(confinement.listener(), ready, endpoints, processes, sys);
        while (confinement.process() == Confinement.PENDING) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        ready.begun();
        // The program has its caller's limit by now. Here every blocked call takes descriptors.
        DescriptorLimit.raise(sys);
        if (confinement.process() < 0) {
            workers.awaitEnd(WORKER_END);
            throw notStarted(-confinement.process());
        }
        signals.program(confinement.process());
        Conclusion conclusion = ready.remark(conclude(confinement.process(), sys, arena));
        workers.awaitEnd(WORKER_END);
        segments.removeAll(sys, arena);
        Throwable shown = defect.get();
        if (shown != null) {
            throw new SupervisorDefectException(shown);
        }
        return conclusion;
    }

    /** Waits for the end of the program, and ends what is left of its descendants. */
    private Conclusion conclude(int process, Syscall sys, Arena arena) throws LaunchException {
        LimitKeeper limits = request.limits();
        ProgramTree tree = new ProgramTree(sys, arena);
        limits.begin(sys, process, tree::reapedCpuNanos);
        Ending ending = tree.await(process, limits.watches());
        limits.end(ending.signal());
        limits.kill();
        if (!tree.end()) {
            throw new LaunchException(LaunchException.REMIT_FAILED,
                    "some of the program's descendants cannot be ended", "Look for processes that hang in the kernel.");
        }
        return new Conclusion(ending, limits.reached(), limits.remarks());
    }

    private WorkerPool startWorkers(int listener, Ready ready, LiveEndpoints endpoints,
            ProcessTree processes, Syscall sys) {
        Handlers.Shared shared = new Handlers.Shared(policy.trie(), ready.ruleset().pinned(), policy.calls(),
                new CredentialChanges(sys), policy.policy().rules().metadataHidden(),
                new Handlers.Network(endpoints), DeviceUse.of(policy.policy().rules()), processes, segments,
                ready.held());
        Supervision supervision = new Supervision(listener, NotificationSizes.query(sys).notification(), shared,
                request.recorders(), defect);
        WorkerPool workers = new WorkerPool(supervision, WORKERS, () -> {});
        workers.start();
        return workers;
    }

    private void checkEnforceable() throws LaunchException {
        List<Unenforced> unenforced = policy.policy().unenforced();
        if (unenforced.isEmpty()) {
            return;
        }
        StringBuilder message = new StringBuilder("the manifest asks for what this version cannot enforce:");
        for (Unenforced part : unenforced) {
            message.append("\n  ").append(part.origin().describe()).append(": ").append(part.what());
        }
        throw new LaunchException(LaunchException.REMIT_FAILED, message.toString(),
                "Take these parts out to run the program without them; nothing of them is granted then.");
    }

    private void checkWorkingDirectory() throws LaunchException {
        String directory = program.workingDirectory();
        if (directory != null && !Files.isDirectory(Path.of(directory))) {
            throw new LaunchException(LaunchException.REMIT_FAILED, directory + ": no such working directory",
                    "Correct `workingDirectory` in the manifest.");
        }
    }

    private void checkKernel(KernelFeatures features) throws LaunchException {
        if (policy.policy().rules().metadataHidden() && !features.has(Probe.MEMORY_MAP_QUERY)) {
            throw new LaunchException(LaunchException.REMIT_FAILED,
                    "the manifest says `metadata: hidden`, which this kernel cannot enforce: "
                            + Probe.MEMORY_MAP_QUERY.operation() + " is missing",
                    "It needs Linux 6.11 or newer; without the line, the program sees what exists.");
        }
        StringBuilder lost = new StringBuilder();
        boolean impossible = policy.landlock().grants().isEmpty() || features.landlockVersion() == 0;
        for (Feature feature : features.missing()) {
            impossible |= feature.need() == Feature.Need.REQUIRED;
            if (feature.need() != Feature.Need.CONVENIENCE) {
                lost.append("\n  ").append(feature).append(": ").append(feature.loss()).append("; needs ")
                        .append(feature.remedy());
            }
        }
        if (lost.isEmpty() || request.manner().reduced() && !impossible) {
            return;
        }
        throw new LaunchException(LaunchException.REMIT_FAILED, "this kernel cannot enforce all of it:" + lost,
                impossible ? "`remit check` tells more." : "`--reduced` runs the program without these protections.");
    }

    private LaunchException notStarted(int errno) {
        String path = program.path();
        if (!request.limits().failure().isEmpty()) {
            return new LaunchException(LaunchException.REMIT_FAILED, request.limits().failure(),
                    "`remit check` tells what limits this machine can hold to.");
        }
        return switch (errno) {
            case Errno.ENOENT -> new LaunchException(LaunchException.NOT_FOUND,
                    path + ": its interpreter or dynamic loader does not exist",
                    "Look at the first line of the script, or at `readelf -l` of the program.");
            case Errno.ENOEXEC -> new LaunchException(LaunchException.NOT_EXECUTABLE,
                    path + ": neither a program of this machine nor a script with an interpreter",
                    "A script's first line must name its interpreter, such as #!/bin/sh.");
            case Errno.EACCES -> new LaunchException(LaunchException.NOT_EXECUTABLE,
                    path + ": may not be executed: it, its interpreter or its dynamic loader is not granted",
                    "Grant `readExecute` on the file that the summary names; `uses: [system]` grants the loader.");
            default -> new LaunchException(LaunchException.NOT_EXECUTABLE, path + ": " + Errno.describe(errno), "");
        };
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(program.arguments());
        arguments.addAll(request.arguments());
        return arguments;
    }

    private List<String> environment() {
        return ProgramEnvironment.of(program, request.surroundings().environment(),
                request.surroundings().temporaryDirectory());
    }
}
