package dev.remit.cache;

import dev.remit.bpf.BpfProgram;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.compiler.RegionProblem;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.landlock.LandlockLowering;
import dev.remit.decision.DecisionTrie;
import dev.remit.manifest.Claims;
import dev.remit.policy.Layer;
import dev.remit.policy.PathKinds;
import dev.remit.policy.PathRule;
import dev.remit.policy.Policy;
import dev.remit.policy.Region;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy with what it was compiled to.
 *
 * @param policy as it was loaded
 * @param claims of its manifest
 * @param warnings that came with it, rendered
 * @param lowering of the policy and, behind its rules, that on a private temporary directory
 */
public record KeptPolicy(Policy policy, Claims claims, String warnings, Lowering lowering) {
    public KeptPolicy {
        int compiled = policy.files().size() + (lowering.temporary().isEmpty() ? 0 : 1);
        if (lowering.layers().size() != compiled) {
            throw new IllegalArgumentException("of another policy: it has " + compiled + " rules");
        }
    }

    /**
     * What a policy was compiled to.
     *
     * @param options for the filter, of the process and kernel that it was compiled for
     * @param temporary the private temporary directory; empty when there was none
     * @param layers that enforce the rules, in their order
     */
    public record Lowering(FilterOptions options, String temporary, List<Layered> layers, List<RegionProblem> problems,
            BpfProgram filter, DecisionTrie trie) {
        public Lowering {
            layers = List.copyOf(layers);
            problems = List.copyOf(problems);
        }

        /** Takes out of a compiled policy what cannot be had again at no cost. */
        public static Lowering of(CompiledPolicy compiled, FilterOptions options, String temporary) {
            List<Layered> layers = new ArrayList<>();
            for (Region region : compiled.regions()) {
                layers.add(new Layered(region.layer(), region.reason()));
            }
            return new Lowering(options, temporary, layers, compiled.warnings(), compiled.filter(), compiled.trie());
        }

        /** Whether it is what a policy would be compiled to in such a process, with that temporary directory. */
        public boolean fits(FilterOptions others, String directory) {
            return options.equals(others) && temporary.equals(directory);
        }

        /**
         * The compiled policy.
         *
         * @param policy that was compiled, but for its limits
         * @param kinds of what stands at the paths that rules name
         */
        public CompiledPolicy compiled(Policy policy, PathKinds kinds) {
            List<PathRule> rules = policy.files();
            List<Region> regions = new ArrayList<>(rules.size());
            for (int i = 0; i < rules.size(); i++) {
                regions.add(new Region(rules.get(i), layers.get(i).layer(), layers.get(i).reason()));
            }
            return new CompiledPolicy(policy, regions, filter, LandlockLowering.lower(regions, kinds), trie,
                    SystemCalls.load().on(Architecture.current()), problems);
        }
    }

    /** The layer that enforces a rule; see {@link Region}. */
    public record Layered(Layer layer, String reason) {}
}
