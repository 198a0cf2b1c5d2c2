package dev.remit.compiler;

import dev.remit.compiler.bpf.FilterCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.bpf.SocketUse;
import dev.remit.compiler.landlock.LandlockLowering;
import dev.remit.compiler.trie.TrieCompiler;
import dev.remit.policy.CommandBounds;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Flow;
import dev.remit.policy.PathKinds;
import dev.remit.policy.Policy;
import dev.remit.policy.Transport;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCalls;
import java.util.EnumSet;
import java.util.Set;

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
                FilterCompiler.compile(architecture, calls, options.withHiddenMetadata(policy.rules().metadataHidden())
                        .withSockets(sockets(policy, options.sockets().inherited()))
                        .withCommands(new CommandBounds(policy.rules().devices()))),
                LandlockLowering.lower(classification.regions(), kinds),
                TrieCompiler.compile(classification.regions(), policy.rules().metadataHidden()),
                calls.on(architecture), classification.problems());
    }

    private static SocketUse sockets(Policy policy, boolean inherited) {
        Set<Transport> used = EnumSet.noneOf(Transport.class);
        boolean serves = false;
        for (EndpointRule rule : policy.rules().endpoints()) {
            used.addAll(rule.transports());
            serves |= rule.flow() == Flow.INBOUND && rule.transports().contains(Transport.UDP);
        }
        return new SocketUse(used.contains(Transport.TCP), used.contains(Transport.UDP),
                used.contains(Transport.ICMP), serves, inherited);
    }
}
