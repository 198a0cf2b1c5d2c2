package dev.remit.linux;

import dev.remit.linux.Feature.Need;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel offers of what Remit wants. A missing feature is a value that carries its cause, what is lost and how to
 * get it; nothing here throws or prints.
 *
 * <p>Nothing is asked before it is needed: the questions of a run are a handful of system calls, and only
 * {@link #all()} makes the trial for which a thread has to take on a filter. Answers are kept, so that what was decided
 * stays what is told. For one thread.
 */
public final class KernelFeatures {
    /** Size of {@code struct seccomp_notif} as it is read; the generated layout is not loaded for it at every start. */
    static final int NOTIFICATION_BYTES = 80;
    private static final int YAMA_RESTRICTED = 1;
    private static final int YAMA_ADMIN_ONLY = 2;

    private final Kernel kernel;
    private final Map<Probe, Long> answers = new EnumMap<>(Probe.class);

    /** The features of {@code kernel}. */
    public KernelFeatures(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * The features of the running kernel.
     *
     * @param sys of the calling thread, which must be the one to ask this object
     */
    public static KernelFeatures probe(Syscall sys) {
        return new KernelFeatures(new RunningKernel(sys));
    }

    /** The features of the running kernel, for callers on the calling thread that make no other calls. */
    public static KernelFeatures probe() {
        return probe(new Syscall(Arena.ofAuto()));
    }

    /** The kernel's release as uname(2) gives it. */
    public String release() {
        return kernel.release();
    }

    /** The version of the Landlock interface; 0 where it is missing. */
    public int landlockVersion() {
        return (int) Math.max(answer(Probe.LANDLOCK), 0);
    }

    /** The positive errno that Landlock's probe answered: ENOSYS, EOPNOTSUPP; 0 where Landlock is there. */
    public int landlockErrno() {
        return (int) Math.max(-answer(Probe.LANDLOCK), 0);
    }

    /** Whether a filter may ask for killable waiting. */
    public boolean waitsKillable() {
        return has(Probe.WAIT_KILLABLE);
    }

    /** The missing features that a run cares about, gravest first; those of a listener are left to the listener. */
    public List<Feature> missing() {
        List<Feature> missing = new ArrayList<>();
        if (!knowsArchitecture()) {
            missing.add(architecture());
        }
        for (Probe probe : Probe.values()) {
            if (!probe.needsListener() && !has(probe)) {
                missing.add(feature(probe));
            }
        }
        if (landlockVersion() < LandlockSteps.LAST) {
            addMissing(LandlockSteps.of(landlockVersion()), missing);
        }
        if (missing.size() > 1) {
            missing.sort(Comparator.comparing(Feature::need));
        }
        return missing;
    }

    private static void addMissing(List<Feature> candidates, List<Feature> missing) {
        for (Feature candidate : candidates) {
            if (!candidate.present()) {
                missing.add(candidate);
            }
        }
    }

    /** Every feature, present or not, in the order in which to tell of them. Takes some milliseconds. */
    public List<Feature> all() {
        List<Feature> features = new ArrayList<>();
        features.add(architecture());
        for (Probe probe : Probe.values()) {
            features.add(feature(probe));
        }
        features.addAll(LandlockSteps.of(landlockVersion()));
        return features;
    }

    /** Whether the feature that a probe asks for is there. */
    public boolean has(Probe probe) {
        long answer = answer(probe);
        if (probe == Probe.NOTIFICATION_SIZES) {
            return answer >= NOTIFICATION_BYTES;
        }
        if (probe == Probe.PTRACE_SCOPE) {
            // A file that cannot be read is not known to be in the way; reading the program's memory will tell.
            return answer <= YAMA_RESTRICTED || (answer == YAMA_ADMIN_ONLY && kernel.mayTraceAll());
        }
        return probe == Probe.LANDLOCK ? answer > 0 : probe.isShownBy(answer);
    }

    private boolean knowsArchitecture() {
        String name = kernel.architecture();
        return "amd64".equals(name) || "aarch64".equals(name);
    }

    private Feature architecture() {
        return new Feature("architecture", knowsArchitecture(), "this is " + kernel.architecture(), Need.REQUIRED,
                "the numbers of the system calls are not known", "a machine of x86-64 or AArch64");
    }

    private Feature feature(Probe probe) {
        boolean present = has(probe);
        long answer = answer(probe);
        if (!present && answer == -Errno.EPERM) {
            return probe.feature(false, cause(probe, answer),
                    "a filter around Remit forbids it, as containers have one: allow " + probe.operation() + " there");
        }
        return probe.feature(present, cause(probe, answer));
    }

    private String cause(Probe probe, long answer) {
        if (probe == Probe.PTRACE_SCOPE) {
            return ptraceScope(answer);
        }
        if (probe == Probe.NOTIFICATION_SIZES && answer >= 0) {
            return probe.operation() + " says " + answer + " bytes, " + NOTIFICATION_BYTES + " are read";
        }
        if (probe == Probe.LANDLOCK && answer > 0) {
            return "the kernel offers version " + answer;
        }
        return answered(probe, answer);
    }

    private static String answered(Probe probe, long answer) {
        return probe.operation() + " answered " + (answer < 0 ? Errno.name((int) -answer) : "success");
    }

    /**
     * Yama restricts who may read another process's memory. A supervisor may read its descendants up to 1, needs
     * CAP_SYS_PTRACE at 2, and may read nothing at 3.
     *
     * @see <a href="https://docs.kernel.org/admin-guide/LSM/Yama.html">Yama</a>
     */
    private String ptraceScope(long answer) {
        Probe probe = Probe.PTRACE_SCOPE;
        if (answer < 0) {
            return answer == -Errno.ENOENT ? "there is no " + probe.operation() : answered(probe, answer);
        }
        if (answer == YAMA_ADMIN_ONLY) {
            return probe.operation() + " is 2, and Remit "
                    + (kernel.mayTraceAll() ? "has" : "lacks") + " CAP_SYS_PTRACE";
        }
        return probe.operation() + " is " + answer;
    }

    private long answer(Probe probe) {
        Long known = answers.get(probe);
        if (known != null) {
            return known;
        }
        long answer = kernel.answer(probe);
        answers.put(probe, answer);
        return answer;
    }
}
