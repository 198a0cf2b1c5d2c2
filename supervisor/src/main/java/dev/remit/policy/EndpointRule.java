package dev.remit.policy;

import java.util.List;
import java.util.Set;

/**
 * One resolved rule on the network. Rules only allow.
 *
 * @param flow who starts the flow
 * @param peer the addresses
 * @param transports at least one
 * @param ports at least one; of no meaning for {@link Transport#ICMP}
 * @param origin where it was written
 */
public record EndpointRule(Flow flow, Peer peer, Set<Transport> transports, List<PortRange> ports, Origin origin) {
    public EndpointRule {
        transports = Set.copyOf(transports);
        ports = List.copyOf(ports);
    }
}
