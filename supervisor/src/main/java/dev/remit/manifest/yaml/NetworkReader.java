package dev.remit.manifest.yaml;

import dev.remit.manifest.AddressSet;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.EndpointSyntax;
import dev.remit.manifest.Keys;
import dev.remit.manifest.Located;
import dev.remit.manifest.Nearest;
import dev.remit.manifest.NetworkRule;
import dev.remit.manifest.NetworkRule.Endpoint;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import dev.remit.policy.Flow;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code allowedNetwork}. */
final class NetworkReader {
    private static final String WHAT = "an entry of allowedNetwork";
    private static final String ADDRESSES = "an address, a block such as 10.0.0.0/8, any, loopback, private or nameservers";
    private static final String PORTS = "a number up to 65535, a range such as 8000-8100, or any";

    private final Values values;
    private final Diagnostics diagnostics;
    private final Contradictions contradictions;

    NetworkReader(Values values, Diagnostics diagnostics, Contradictions contradictions) {
        this.values = values;
        this.diagnostics = diagnostics;
        this.contradictions = contradictions;
    }

    @Nullable
    NetworkRule read(YamlNode node) {
        Fields keys = Fields.read(node, Keys.NETWORK, "allowedNetwork", diagnostics);
        if (keys == null) {
            return null;
        }
        Located<String> name = values.line(keys.get("name"), "name");
        if (name != null) {
            contradictions.networkName(name);
        }
        Located<Flow> direction = values.word(keys.required("direction", WHAT), "direction",
                Flow.SPELLINGS, Flow::of);
        Endpoint endpoint = endpoint(keys, direction);
        List<Located<Transport>> protocols = values.oneOrMore(keys.required("protocol", WHAT), "protocol",
                item -> values.word(item, "protocol", Transport.SPELLINGS, Transport::of));
        List<Located<PortRange>> ports = portsOf(keys, protocols);
        if (direction == null || endpoint == null || protocols == null || ports == null) {
            return null;
        }
        checkPorts(direction.value(), ports);
        checkNameServers(direction.value(), endpoint);
        return new NetworkRule(name, direction, endpoint, protocols, ports);
    }

    /** The ports of a rule; none for protocols that have none. */
    private @Nullable List<Located<PortRange>> portsOf(Fields keys, @Nullable List<Located<Transport>> protocols) {
        boolean portless = protocols != null && protocols.stream().allMatch(each -> each.value() == Transport.ICMP);
        if (!portless) {
            return values.oneOrMore(keys.required("port", WHAT), "port", this::ports);
        }
        if (keys.get("port") != null) {
            diagnostics.add(Diagnostic.error(keys.placeOf("port"), "port", "icmp has no ports")
                    .expecting("no key port; write two rules for icmp and other protocols"));
        }
        return List.of();
    }

    /** Only what a program sends can go to a name server. */
    private void checkNameServers(Flow direction, Endpoint endpoint) {
        if (direction == Flow.INBOUND && endpoint instanceof Endpoint.Addresses(List<Located<AddressSet>> sets)) {
            for (Located<AddressSet> set : sets) {
                if (set.value() == AddressSet.Named.NAMESERVERS) {
                    diagnostics.add(Diagnostic.error(set.place(), "nameservers",
                            "nameservers goes with outbound rules only").expecting("the program's own address"));
                }
            }
        }
    }

    private @Nullable Endpoint endpoint(Fields keys, @Nullable Located<Flow> direction) {
        YamlNode ip = keys.get("ip");
        YamlNode host = keys.get("host");
        Located<String> resolve = values.word(keys.get("resolve"), "way to resolve", List.of("lazy"),
                spelling -> spelling.equals("lazy") ? spelling : null);
        if (host == null && resolve != null) {
            diagnostics.add(Diagnostic.error(keys.placeOf("resolve"), "resolve", "resolve needs the key host"));
        }
        if (ip != null && host != null) {
            diagnostics.add(Diagnostic.error(keys.placeOf("host"), "host", "ip and host exclude each other")
                    .expecting("one of them; write two rules for both"));
            return null;
        }
        if (host != null) {
            if (direction != null && direction.value() == Flow.INBOUND) {
                diagnostics.add(Diagnostic.error(keys.placeOf("host"), "host", "host goes with outbound rules only")
                        .expecting("ip, with the program's own address"));
            }
            Located<String> name = host(values.line(host, "host"));
            return name == null ? null : new Endpoint.Host(name, resolve != null);
        }
        if (ip == null) {
            diagnostics.add(Diagnostic.error(keys.placeOf("direction"), "", WHAT + " needs the key ip or host")
                    .expecting("for example ip: any"));
            return null;
        }
        List<Located<AddressSet>> sets = values.oneOrMore(ip, "ip", this::addresses);
        return sets == null ? null : new Endpoint.Addresses(sets);
    }

    private @Nullable Located<AddressSet> addresses(YamlNode node) {
        YamlNode.Scalar scalar = values.scalar(node, "ip", ADDRESSES);
        if (scalar == null) {
            return null;
        }
        String text = scalar.text();
        AddressSet set = EndpointSyntax.addresses(text);
        if (set == null) {
            diagnostics.add(Diagnostic.error(scalar.place(), text, Diagnostic.quote(text) + " is no address")
                    .expecting(ADDRESSES).nearest(Nearest.to(text, AddressSet.WORDS)));
            return null;
        }
        if (set instanceof AddressSet.Block(AddressBlock block) && !AddressSyntax.masked(block).equals(block)) {
            diagnostics.add(Diagnostic
                    .error(scalar.place(), text, "this block has bits set after its first " + block.prefix())
                    .expecting("the first address of the block").nearest(AddressSyntax.masked(block).toString()));
            return null;
        }
        return new Located<>(set, scalar.place());
    }

    private @Nullable Located<String> host(@Nullable Located<String> name) {
        if (name == null) {
            return null;
        }
        String text = name.value();
        if (AddressSyntax.parse(text) != null) {
            diagnostics.add(Diagnostic.error(name.place(), text, "this is an address, not a name")
                    .expecting("the key ip for addresses"));
            return null;
        }
        if (!EndpointSyntax.isHostName(text)) {
            diagnostics.add(Diagnostic.error(name.place(), text, Diagnostic.quote(text) + " is no host name")
                    .expecting("a name such as api.example.com, without wildcards"));
            return null;
        }
        return name;
    }

    private @Nullable Located<PortRange> ports(YamlNode node) {
        YamlNode.Scalar scalar = values.scalar(node, "port", PORTS);
        if (scalar == null) {
            return null;
        }
        String text = scalar.text();
        PortRange range = EndpointSyntax.ports(text);
        if (range == null) {
            String backwards = turned(text);
            diagnostics.add(Diagnostic.error(scalar.place(), text,
                    backwards != null ? "this range runs backwards" : Diagnostic.quote(text) + " is no port")
                    .expecting(PORTS).nearest(backwards != null ? backwards : Nearest.to(text, List.of("any"))));
            return null;
        }
        return new Located<>(range, scalar.place());
    }

    /** A range the other way round, if that is one. */
    private static @Nullable String turned(String text) {
        int dash = text.indexOf('-');
        String other = dash < 0 ? "" : text.substring(dash + 1) + "-" + text.substring(0, dash);
        return dash >= 0 && EndpointSyntax.ports(other) != null ? other : null;
    }

    private void checkPorts(Flow direction, List<Located<PortRange>> ports) {
        for (Located<PortRange> range : ports) {
            if (direction == Flow.OUTBOUND && range.value().last() == 0) {
                diagnostics.add(Diagnostic.error(range.place(), "0", "nothing can be reached at port 0")
                        .expecting("a number from 1 to 65535"));
            }
        }
    }
}
