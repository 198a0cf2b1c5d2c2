package dev.remit.compiler;

import dev.remit.bpf.BpfProgram;
import dev.remit.compiler.landlock.LandlockPlan;
import dev.remit.decision.DecisionTrie;
import dev.remit.policy.Policy;
import dev.remit.policy.Region;
import dev.remit.syscall.CallNumbers;
import java.util.List;

/**
 * A policy lowered to the mechanisms that enforce it.
 *
 * @param policy it was compiled from
 * @param regions the rules with the layer that enforces each; same order as the policy's rules
 * @param filter decided in the kernel, by call number and registers
 * @param landlock decided in the kernel, by hierarchy
 * @param trie decided by the supervisor, by path
 * @param calls of the architecture that the filter is for
 * @param warnings rules that have no effect and the like
 */
public record CompiledPolicy(Policy policy, List<Region> regions, BpfProgram filter, LandlockPlan landlock,
        DecisionTrie trie, CallNumbers calls, List<RegionProblem> warnings) {
    public CompiledPolicy {
        regions = List.copyOf(regions);
        warnings = List.copyOf(warnings);
    }
}
