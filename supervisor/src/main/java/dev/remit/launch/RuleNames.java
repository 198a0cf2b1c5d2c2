package dev.remit.launch;

import dev.remit.compiler.endpoints.EndpointLowering;
import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.names.NameWatch;
import dev.remit.names.ResolverFiles;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Peer;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The names in the rules on the network, for as long as a program runs: has them watched, and puts another table of
 * endpoints in force when what they mean changes. Without such rules, nothing is watched.
 */
final class RuleNames implements AutoCloseable {
    /** What a start waits for names that it needs. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** What a start waits for names that it can do without. */
    private static final Duration LAZY_PATIENCE = Duration.ofSeconds(1);
    /** What a call that would be refused waits for names to be looked up again. */
    private static final Duration RENEWAL = Duration.ofSeconds(2);

    private final List<EndpointRule> rules;
    private final LiveEndpoints endpoints;
    private @Nullable NameWatch watch;

    private RuleNames(List<EndpointRule> rules) {
        this.rules = rules;
        this.endpoints = haveNames(rules)
                ? new LiveEndpoints(EndpointTable.EMPTY, EndpointLowering.lowerNamed(rules), this::renew)
                : new LiveEndpoints(rules.isEmpty()
                        ? EndpointTable.EMPTY
                        : EndpointLowering.lower(rules, NameAddresses.NONE));
    }

    private static boolean haveNames(List<EndpointRule> rules) {
        for (EndpointRule rule : rules) {
            if (!(rule.peer() instanceof Peer.Blocks)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Begins to watch; waits for nothing.
     *
     * @param observer is told what the names mean, in order, by another thread
     */
    static RuleNames begin(List<EndpointRule> rules, Consumer<NameAddresses> observer) {
        RuleNames names = new RuleNames(rules);
        if (haveNames(rules)) {
            Set<String> hosts = names.hosts(true);
            hosts.addAll(names.hosts(false));
            names.watch = NameWatch.begin(hosts, ResolverFiles.system(), now -> {
                names.endpoints.replace(EndpointLowering.lower(rules, now));
                observer.accept(now);
            });
        }
        return names;
    }

    private Set<String> hosts(boolean lazy) {
        Set<String> hosts = new LinkedHashSet<>();
        for (EndpointRule rule : rules) {
            if (rule.peer() instanceof Peer.Host host && host.lazy() == lazy) {
                hosts.add(host.name());
            }
        }
        return hosts;
    }

    /** What is allowed at the moment. */
    LiveEndpoints endpoints() {
        return endpoints;
    }

    /**
     * Waits until the names have been looked up.
     *
     * @throws LaunchException when a name that must resolve does not
     */
    void awaitNeeded() throws LaunchException {
        NameWatch watching = watch;
        if (watching == null) {
            return;
        }
        Map<String, String> problems = watching.awaitFirst(hosts(false), PATIENCE);
        if (!problems.isEmpty()) {
            throw new LaunchException(LaunchException.REMIT_FAILED, describe(problems),
                    "Correct the names, or this machine's network. With `resolve: lazy` in its rule a name may be unknown"
                            + " at the start, and nothing is reached by it until it resolves.");
        }
        watching.awaitFirst(hosts(true), LAZY_PATIENCE);
    }

    private String describe(Map<String, String> problems) {
        StringBuilder message = new StringBuilder("names in rules on the network cannot be resolved:");
        for (EndpointRule rule : rules) {
            if (rule.peer() instanceof Peer.Host host && !host.lazy() && problems.containsKey(host.name())) {
                message.append("\n  ").append(rule.origin().describe()).append(": ").append(host.name()).append(": ")
                        .append(problems.get(host.name()));
            }
        }
        return message.toString();
    }

    private void renew() {
        NameWatch watching = watch;
        if (watching != null) {
            watching.refresh(RENEWAL);
        }
    }

    @Override
    public void close() {
        NameWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
    }
}
