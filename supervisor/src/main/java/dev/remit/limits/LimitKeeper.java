package dev.remit.limits;

import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.UntouchedMemory;
import dev.remit.linux.process.Descendants;
import dev.remit.linux.process.Pidfd;
import dev.remit.linux.process.ProcessFigures;
import dev.remit.linux.process.ResourceLimits;
import dev.remit.policy.Limit;
import dev.remit.policy.Limits;
import dev.remit.uapi.Uapi;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds one run to its limits: prepared before anything is compiled for it, given the program while that waits for the
 * answer to its exec, and closed when no descendant is left. A run without limits costs nothing.
 */
public final class LimitKeeper implements AutoCloseable {
    private static final long MILLISECONDS_PER_SECOND = 1000;
    private static final long MOST_BETWEEN_LOOKS_AT_TREE = 100_000_000;
    private static final long MOST_BETWEEN_LOOKS_AT_GROUP = 10_000_000_000L;

    private final Limits limits;
    private final @Nullable ProgramCgroup group;
    private final @Nullable TaskCounter counter;
    /** Limits for which the caller's own are lower. */
    private final Set<Limit> overruled = ConcurrentHashMap.newKeySet();
    private volatile String failure = "";
    private @Nullable Watch watch;
    private @Nullable Pidfd program;
    private @Nullable Reached reached;
    private long refusedTasks;

    private LimitKeeper(Limits limits, @Nullable ProgramCgroup group, @Nullable TaskCounter counter) {
        this.limits = limits;
        this.group = group;
        this.counter = counter;
    }

    /**
     * Makes a control group where that serves the limits and may be done, and decides what is held to in which way.
     *
     * @param system the root of the file system
     */
    public static LimitKeeper prepare(Limits limits, Path system) {
        List<String> controllers = new ArrayList<>();
        boolean wantsGroup = false;
        for (Limits.Bound bound : limits.bounds()) {
            wantsGroup |= Means.wantsGroup(bound.limit());
            if (bound.limit() == Limit.MEMORY) {
                controllers.add(ProgramCgroup.MEMORY);
            } else if (bound.limit() == Limit.PROCESSES) {
                controllers.add(ProgramCgroup.PIDS);
            }
        }
        ProgramCgroup group = wantsGroup ? makeGroup(OwnCgroup.find(system), controllers) : null;
        Limits.Bound processes = limits.of(Limit.PROCESSES);
        TaskCounter counter = null;
        if (processes != null && !(group != null && group.has(ProgramCgroup.PIDS)
                && group.limitTasks(processes.value()))) {
            // Auto: threads that ask may still be about to when the run is over.
            counter = new TaskCounter(processes.value(), ownId(), Arena.ofAuto());
        }
        return new LimitKeeper(limits, group, counter);
    }

    private static @Nullable ProgramCgroup makeGroup(OwnCgroup place, List<String> controllers) {
        if (!place.offersGroup()) {
            return null;
        }
        try {
            return ProgramCgroup.make(place, controllers);
        } catch (IOException refused) {
            // What was asked beforehand does not bind the kernel; the other means hold to the same limits.
            return null;
        }
    }

    private static int ownId() {
        return (int) ProcessHandle.current().pid();
    }

    /** Whether each new process and thread must be asked for by {@link #admitsTask}. */
    public boolean countsTasks() {
        return counter != null;
    }

    /** Whether a process that may raise its resource limits could get round this. */
    public boolean usesResourceLimits() {
        return limits.of(Limit.OPEN_FILES) != null || limits.of(Limit.FILE_SIZE) != null
                || limits.of(Limit.CPU_TIME) != null;
    }

    /** Whether limits are kept by looking again and again, which must not stop while anything of the program goes on. */
    public boolean watches() {
        return watch != null;
    }

    /**
     * Lowers a process's own limits and moves it to its control group. To be called while the process waits for the
     * answer to its exec, by whatever thread.
     *
     * @return whether it may go on; if not, {@link #failure} tells why
     */
    public boolean place(Syscall sys, int process) {
        try (UntouchedMemory memory = new UntouchedMemory()) {
            ResourceLimits own = new ResourceLimits(sys, memory);
            for (Limits.Bound bound : limits.bounds()) {
                lower(own, process, bound);
            }
            if (group != null) {
                group.place(process);
                limitMemory(group);
            }
            return true;
        } catch (LinuxException | IOException refusal) {
            failure = "the program's limits cannot be set: " + refusal.getMessage();
            return false;
        }
    }

    private void lower(ResourceLimits own, int process, Limits.Bound bound) {
        int resource = resource(bound.limit());
        if (resource < 0) {
            return;
        }
        long soft = bound.value();
        long hard = soft;
        if (bound.limit() == Limit.CPU_TIME) {
            // The kernel counts whole seconds, and only one process. It shall not end one before the sum of all is judged.
            // At the first limit it sends SIGXCPU, at the second SIGKILL.
            soft = Math.ceilDiv(soft, MILLISECONDS_PER_SECOND) + 1;
            hard = soft + 1;
        }
        if (Long.compareUnsigned(own.soft(process, resource), soft) < 0) {
            overruled.add(bound.limit());
        }
        LinuxException.check(own.lower(process, resource, soft, hard), "prlimit", bound.limit().key());
    }

    private static int resource(Limit limit) {
        return switch (limit) {
            case OPEN_FILES -> Uapi.RLIMIT_NOFILE();
            case FILE_SIZE -> Uapi.RLIMIT_FSIZE();
            case CPU_TIME -> Uapi.RLIMIT_CPU();
            case MEMORY, PROCESSES, WALL_TIME -> -1;
        };
    }

    private void limitMemory(ProgramCgroup made) throws IOException {
        Limits.Bound memory = limits.of(Limit.MEMORY);
        if (memory != null && made.has(ProgramCgroup.MEMORY) && !made.limitMemory(memory.value())) {
            throw new IOException("the control group " + made.directory() + " takes no bound on memory");
        }
    }

    /** Why {@link #place} did not succeed; empty if it did. */
    public String failure() {
        return failure;
    }

    /**
     * Begins to watch the program, which has begun to run.
     *
     * @param process its id; nobody else must wait for it before {@link #end}
     * @param reaped processor time of children of this process that were waited for, in nanoseconds
     */
    public void begin(Syscall sys, int process, LongSupplier reaped) {
        Arena arena = Arena.ofAuto();
        Syscall ofWatch = new Syscall(arena);
        Descendants descendants = new Descendants(ofWatch, arena);
        ProcessFigures figures = new ProcessFigures(ofWatch, arena);
        List<Meter> meters = new ArrayList<>();
        for (Limits.Bound bound : limits.bounds()) {
            switch (bound.limit()) {
                case WALL_TIME -> meters.add(new Clock(bound, System.nanoTime()));
                case CPU_TIME -> meters.add(processorTime(bound, new TreeTime(ownId(), descendants, figures, reaped)));
                case MEMORY -> {
                    if (group == null || !group.has(ProgramCgroup.MEMORY)) {
                        meters.add(new TreeMemory(bound, ownId(), descendants, figures));
                    }
                }
                case PROCESSES, OPEN_FILES, FILE_SIZE -> {
                }
            }
        }
        if (!meters.isEmpty()) {
            program = Pidfd.open(sys, process);
            watch = new Watch(meters, program, ofWatch);
            watch.start();
        }
    }

    private ProcessorTime processorTime(Limits.Bound bound, TreeTime tree) {
        ProgramCgroup made = group;
        return made == null || made.cpuNanos() < 0
                ? new ProcessorTime(bound, tree, MOST_BETWEEN_LOOKS_AT_TREE)
                : new ProcessorTime(bound, made::cpuNanos, MOST_BETWEEN_LOOKS_AT_GROUP);
    }

    /** Whether a thread may make another process or thread; any thread may ask. */
    public boolean admitsTask(int thread) {
        return counter == null || counter.admits(thread);
    }

    /** Kills at once what is left of the program, as far as it is in a control group. */
    public void kill() {
        if (group != null) {
            group.kill();
        }
    }

    /**
     * Ends the watch, finds out which limit ended the program, and lets nothing of it make another process.
     *
     * @param signal that killed it; 0 if it ended by itself
     */
    public void end(int signal) {
        if (watch != null) {
            watch.end();
            reached = watch.reached();
        }
        if (program != null) {
            program.close();
        }
        if (reached == null) {
            reached = reachedInKernel(signal);
        }
        refusedTasks = counter != null ? counter.end() : group != null ? group.refusedTasks() : 0;
    }

    private @Nullable Reached reachedInKernel(int signal) {
        Limits.Bound memory = limits.of(Limit.MEMORY);
        if (memory != null && signal == Uapi.SIGKILL() && group != null && group.ranOutOfMemory()) {
            return new Reached(memory, "the program and its descendants needed more than " + memory.spelling()
                    + " of memory");
        }
        Limits.Bound cpuTime = signal == Uapi.SIGXCPU() ? ruling(Limit.CPU_TIME) : null;
        if (cpuTime != null) {
            return new Reached(cpuTime, "a process used more than " + cpuTime.spelling() + " of processor time");
        }
        Limits.Bound fileSize = signal == Uapi.SIGXFSZ() ? ruling(Limit.FILE_SIZE) : null;
        return fileSize == null
                ? null
                : new Reached(fileSize, "the program would have written more than " + fileSize.spelling()
                        + " into one file");
    }

    /** The bound on a resource, unless the caller's own is lower. */
    private Limits.@Nullable Bound ruling(Limit limit) {
        return overruled.contains(limit) ? null : limits.of(limit);
    }

    /** The limit that ended the program, or null; known after {@link #end}. */
    public @Nullable Reached reached() {
        return reached;
    }

    /** What else there is to say of limits that were met, in full sentences without full stop; known after {@link #end}. */
    public List<String> remarks() {
        Limits.Bound processes = limits.of(Limit.PROCESSES);
        if (processes == null || refusedTasks == 0) {
            return List.of();
        }
        return List.of(processes.describe() + ": " + refusedTasks
                + (refusedTasks == 1 ? " process or thread was" : " processes or threads were")
                + " not made, as there were " + processes.spelling() + " already");
    }

    @Override
    public void close() {
        if (group != null) {
            group.close();
        }
    }
}
