package dev.remit.cli;

import dev.remit.admission.Standing;
import dev.remit.cache.Kept;
import dev.remit.cache.KeptPolicy;
import dev.remit.cache.PolicyCache;
import dev.remit.cache.Subject;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.compiler.HostPlaces;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.config.ConfigPlaces;
import dev.remit.launch.Host;
import dev.remit.machine.Machine;
import dev.remit.policy.Limits;
import dev.remit.policy.Policy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the policy of a manifest ready, from what was kept of an earlier run as far as that still holds. */
final class Preparation {
    /** Set by the script {@code remit}: identifies the jars. */
    private static final String BUILD = "remit.build";

    private final PolicyCache cache;
    private final Subject subject;
    private final LoadedPolicy loaded;
    private final Limits bounds;
    private final KeptPolicy.@Nullable Lowering lowering;
    private Kept kept;
    private boolean outdated;

    private Preparation(PolicyCache cache, Subject subject, Kept kept, LoadedPolicy loaded, Limits bounds,
            KeptPolicy.@Nullable Lowering lowering) {
        this.cache = cache;
        this.subject = subject;
        this.kept = kept;
        this.loaded = loaded;
        this.bounds = bounds;
        this.lowering = lowering;
    }

    /** Reads and resolves a manifest. */
    @FunctionalInterface
    interface Loading {
        LoadedPolicy load() throws Failure;
    }

    /**
     * Loads a policy.
     *
     * @param subject the manifest
     * @param bounds that the caller sets beside those of the manifest
     * @param loading how it is loaded where nothing is kept of it that still holds
     */
    static Preparation of(Subject subject, Map<String, String> environment, Limits bounds, Loading loading)
            throws Failure {
        PolicyCache cache = new PolicyCache(ConfigPlaces.of(environment), System.getProperty(BUILD));
        Kept kept = cache.find(subject);
        Machine machine = Machine.ofCaller(environment);
        KeptPolicy policy = kept.policyOn(machine);
        if (policy == null) {
            return new Preparation(cache, subject, kept, loading.load(), bounds, null);
        }
        LoadedPolicy loaded = new LoadedPolicy(policy.policy(), policy.claims(), Path.of(subject.directory()),
                policy.warnings(), machine);
        return new Preparation(cache, subject, kept, loaded, bounds, policy.lowering());
    }

    LoadedPolicy loaded() {
        return loaded;
    }

    /** The policy that was loaded, within the caller's bounds. */
    Policy policy() {
        return loaded.policy().withLimits(loaded.policy().limits().stricter(bounds));
    }

    /** What was found of the signature before. */
    @Nullable
    Standing standing() {
        return kept.standing();
    }

    /** Keeps what is found of the signature now. */
    void keep(@Nullable Standing found) {
        outdated = !Objects.equals(found, kept.standing());
        kept = kept.with(found);
    }

    /** The private temporary directory that the policy was compiled with before; empty when there was none. */
    String temporaryDirectory() {
        return lowering == null ? "" : lowering.temporary();
    }

    /**
     * Compiles the policy for this machine.
     *
     * @param policy that was loaded, with what was added to it for this run
     * @param temporary its private temporary directory; empty when there is none
     * @param countTasks whether the supervisor counts processes and threads
     */
    CompiledPolicy compile(Policy policy, String temporary, boolean countTasks) throws Failure {
        FilterOptions options = Host.filterOptions(countTasks);
        if (lowering != null && lowering.fits(options, temporary)) {
            if (outdated) {
                cache.keep(subject, kept);
            }
            return lowering.compiled(policy, new HostPlaces(loaded.machine()).kinds());
        }
        CompiledPolicy compiled = loaded.with(policy).compile(options);
        KeptPolicy made = new KeptPolicy(loaded.policy(), loaded.claims(), loaded.warnings(),
                KeptPolicy.Lowering.of(compiled, options, temporary));
        cache.keep(subject, Kept.of(kept.standing(), made, loaded.machine()));
        return compiled;
    }
}
