package dev.remit.compiler;

import dev.remit.manifest.AddressSet;
import dev.remit.manifest.Located;
import dev.remit.manifest.NetworkRule;
import dev.remit.manifest.NetworkRule.Endpoint;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Origin;
import dev.remit.policy.Peer;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Turns rules on the network into those of a policy: words become blocks of addresses. */
final class NetworkResolver {
    private static final List<AddressBlock> ANY = blocks("0.0.0.0/0", "::/0");
    private static final List<AddressBlock> LOOPBACK = blocks("127.0.0.0/8", "::1");
    /** RFC 1918, RFC 3927, RFC 4193 and RFC 4291: what routers do not pass on to everybody. */
    private static final List<AddressBlock> PRIVATE = blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
            "169.254.0.0/16", "fc00::/7", "fe80::/10");

    private NetworkResolver() {}

    private static List<AddressBlock> blocks(String... spellings) {
        List<AddressBlock> blocks = new ArrayList<>();
        for (String spelling : spellings) {
            blocks.add(Objects.requireNonNull(AddressSyntax.parse(spelling), spelling));
        }
        return blocks;
    }

    /** What one rule of a manifest amounts to: a rule for the addresses, and one for each other kind of peer. */
    static List<EndpointRule> resolve(NetworkRule rule) {
        List<EndpointRule> rules = new ArrayList<>();
        for (Peer peer : peers(rule.endpoint())) {
            rules.add(new EndpointRule(rule.direction().value(), peer, transports(rule), ports(rule), origin(rule)));
        }
        return rules;
    }

    private static List<Peer> peers(Endpoint endpoint) {
        return switch (endpoint) {
            case Endpoint.Host host -> List.of(new Peer.Host(host.name().value(), host.lazy()));
            case Endpoint.Addresses addresses -> peers(addresses);
        };
    }

    private static List<Peer> peers(Endpoint.Addresses addresses) {
        List<AddressBlock> blocks = new ArrayList<>();
        List<Peer> peers = new ArrayList<>();
        for (Located<AddressSet> set : addresses.sets()) {
            switch (set.value()) {
                case AddressSet.Block(AddressBlock block) -> blocks.add(block);
                case AddressSet.Named.ANY -> blocks.addAll(ANY);
                case AddressSet.Named.LOOPBACK -> blocks.addAll(LOOPBACK);
                case AddressSet.Named.PRIVATE -> blocks.addAll(PRIVATE);
                case AddressSet.Named.NAMESERVERS -> peers.add(new Peer.NameServers());
            }
        }
        if (!blocks.isEmpty()) {
            peers.add(new Peer.Blocks(blocks));
        }
        return peers;
    }

    private static Set<Transport> transports(NetworkRule rule) {
        Set<Transport> transports = EnumSet.noneOf(Transport.class);
        rule.protocols().forEach(protocol -> transports.add(protocol.value()));
        return transports;
    }

    private static List<PortRange> ports(NetworkRule rule) {
        List<PortRange> ports = new ArrayList<>();
        rule.ports().forEach(port -> ports.add(port.value()));
        return ports;
    }

    private static Origin origin(NetworkRule rule) {
        return rule.direction().place().origin(rule.label());
    }
}
