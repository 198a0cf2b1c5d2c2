package dev.remit.compiler.endpoints;

import dev.remit.decision.EndpointTable;
import dev.remit.decision.EndpointTableBuilder;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Peer;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.List;
import java.util.function.Function;

/** Lowers rules on the network to the table that is asked at run time. */
public final class EndpointLowering {
    private static final List<AddressBlock> EVERYWHERE = List.of(new AddressBlock(false, 0, 0, 0),
            new AddressBlock(true, 0, 0, 0));

    private EndpointLowering() {}

    /**
     * Makes the table.
     *
     * @param rules whose positions are the numbers that the table answers
     * @param names what the names in the rules stand for
     */
    public static EndpointTable lower(List<EndpointRule> rules, NameAddresses names) {
        return lower(rules, peer -> blocks(peer, names));
    }

    /** Makes the table of what the rules with names would allow if these stood for every address. */
    public static EndpointTable lowerNamed(List<EndpointRule> rules) {
        return lower(rules, peer -> peer instanceof Peer.Blocks ? List.of() : EVERYWHERE);
    }

    private static EndpointTable lower(List<EndpointRule> rules, Function<Peer, List<AddressBlock>> blocks) {
        EndpointTableBuilder builder = new EndpointTableBuilder();
        for (int index = 0; index < rules.size(); index++) {
            EndpointRule rule = rules.get(index);
            for (Transport transport : rule.transports()) {
                List<PortRange> ports = transport == Transport.ICMP ? List.of(PortRange.ANY) : rule.ports();
                for (AddressBlock block : blocks.apply(rule.peer())) {
                    for (PortRange range : ports) {
                        builder.allow(rule.flow(), transport, block, range, index);
                    }
                }
            }
        }
        return builder.build();
    }

    private static List<AddressBlock> blocks(Peer peer, NameAddresses names) {
        return switch (peer) {
            case Peer.Blocks(List<AddressBlock> blocks) -> blocks;
            case Peer.Host host -> names.hosts().getOrDefault(host.name(), List.of());
            case Peer.NameServers() -> names.nameServers();
        };
    }
}
