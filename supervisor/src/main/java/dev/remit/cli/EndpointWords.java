package dev.remit.cli;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Flow;
import dev.remit.policy.Peer;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.ArrayList;
import java.util.List;

/** Rules on the network in words. */
final class EndpointWords {
    private EndpointWords() {}

    /** For example {@code connect to 10.0.0.0/8 by tcp, port 443}. */
    static String of(EndpointRule rule) {
        String verb = rule.flow() == Flow.INBOUND ? "serve at " : "reach ";
        String ports = rule.ports().isEmpty() ? "" : ", port " + String.join(", ", ports(rule));
        return verb + String.join(", ", addresses(rule)) + " by " + String.join(" and ", protocols(rule)) + ports;
    }

    static List<String> protocols(EndpointRule rule) {
        List<String> protocols = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            if (rule.transports().contains(transport)) {
                protocols.add(transport.spelling());
            }
        }
        return protocols;
    }

    static List<String> addresses(EndpointRule rule) {
        return switch (rule.peer()) {
            case Peer.Blocks(List<AddressBlock> blocks) -> blocks.stream().map(AddressBlock::toString).toList();
            case Peer.Host host -> List.of(host.name());
            case Peer.NameServers() -> List.of("the configured name servers");
        };
    }

    static List<String> ports(EndpointRule rule) {
        return rule.ports().stream().map(PortRange::toString).toList();
    }
}
