package dev.remit.compiler;

import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.landlock.LandlockLowering;
import dev.remit.compiler.trie.TrieCompiler;
import dev.remit.policy.PathKinds;
import dev.remit.policy.Policy;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;

/** Lowers a policy to what enforces it on this machine. */
public final class PolicyCompiler {
    private PolicyCompiler() {}

    /**
     * Compiles.
     *
     * @param kinds of what stands at the paths that rules name
     * @param options for the filter
     * @throws UnenforceableRulesException when a rule cannot be enforced as it is written
     */
    public static CompiledPolicy compile(Policy policy, PathKinds kinds, FilterOptions options)
            throws UnenforceableRulesException {
        Classification classification = RegionClassifier.classify(policy.files(), kinds);
        if (classification.hasErrors()) {
            throw new UnenforceableRulesException(classification.problems());
        }
        SystemCalls calls = SystemCalls.load();
        Architecture architecture = Architecture.current();
        return new CompiledPolicy(policy, classification.regions(),
                FilterCompiler.compile(architecture, calls,
                        options.withHiddenMetadata(policy.rules().metadataHidden())),
                LandlockLowering.lower(classification.regions(), kinds),
                TrieCompiler.compile(classification.regions(), policy.rules().metadataHidden()),
                calls.on(architecture), classification.problems());
    }
}
