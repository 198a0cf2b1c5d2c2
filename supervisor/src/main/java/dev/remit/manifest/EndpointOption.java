package dev.remit.manifest;

import dev.remit.manifest.NetworkRule.Endpoint;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.AddressSyntax;
import dev.remit.policy.Flow;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an endpoint as options spell it: {@code PROTOCOL:ADDRESS:PORT}, such as {@code tcp:10.0.0.0/8:443},
 * {@code tcp:[::1]:8000-8100}, {@code udp:nameservers:53}, {@code tcp:api.example.com:443} or {@code icmp:any}. Protocols
 * and ports may be lists with commas.
 */
final class EndpointOption {
    private static final String FORM = "PROTOCOL:ADDRESS:PORT, such as tcp:10.0.0.0/8:443, tcp:[::1]:8080 or icmp:any";

    private final Located<String> option;
    private final Flow flow;
    private final Diagnostics diagnostics;

    EndpointOption(Located<String> option, Flow flow, Diagnostics diagnostics) {
        this.option = option;
        this.flow = flow;
        this.diagnostics = diagnostics;
    }

    /** The rule, or null and a diagnostic. */
    @Nullable
    NetworkRule read() {
        String text = option.value();
        int first = text.indexOf(':');
        List<Located<Transport>> protocols = first < 0 ? null : protocols(text.substring(0, first));
        if (first < 0) {
            return wrong(text, "this is no endpoint");
        }
        if (protocols == null) {
            return null;
        }
        boolean portless = protocols.stream().allMatch(protocol -> protocol.value() == Transport.ICMP);
        int last = portless ? text.length() : text.lastIndexOf(':');
        if (last <= first || !portless && text.indexOf(']', last) >= 0) {
            return wrong(text, "this endpoint has no port");
        }
        Endpoint endpoint = endpoint(text.substring(first + 1, last));
        List<Located<PortRange>> ports = portless ? List.of() : ports(text.substring(last + 1));
        if (endpoint == null || ports == null) {
            return null;
        }
        return new NetworkRule(null, at(flow), endpoint, protocols, ports);
    }

    private @Nullable List<Located<Transport>> protocols(String text) {
        List<Located<Transport>> protocols = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            Transport transport = Transport.of(word);
            if (transport == null) {
                diagnostics.add(Diagnostic.error(option.place(), word, Diagnostic.quote(word) + " is no protocol")
                        .expecting("one of " + String.join(", ", Transport.SPELLINGS))
                        .nearest(Nearest.to(word, Transport.SPELLINGS)));
                return null;
            }
            protocols.add(at(transport));
        }
        return protocols;
    }

    private @Nullable Endpoint endpoint(String given) {
        boolean bracketed = given.startsWith("[") && given.endsWith("]");
        String text = bracketed ? given.substring(1, given.length() - 1) : given;
        AddressSet set = EndpointSyntax.addresses(text);
        if (set instanceof AddressSet.Block(AddressBlock block) && !AddressSyntax.masked(block).equals(block)) {
            diagnostics.add(Diagnostic.error(option.place(), text,
                    "this block has bits set after its first " + block.prefix())
                    .expecting("the first address of the block").nearest(AddressSyntax.masked(block).toString()));
            return null;
        }
        if (set != null && !(set == AddressSet.Named.NAMESERVERS && flow == Flow.INBOUND)) {
            return new Endpoint.Addresses(List.of(at(set)));
        }
        if (flow == Flow.OUTBOUND && !bracketed && EndpointSyntax.isHostName(text)) {
            return new Endpoint.Host(at(text), false);
        }
        diagnostics.add(Diagnostic.error(option.place(), text, Diagnostic.quote(text)
                + (flow == Flow.INBOUND ? " is no address of one's own" : " is neither an address nor a name"))
                .expecting(FORM));
        return null;
    }

    private @Nullable List<Located<PortRange>> ports(String text) {
        List<Located<PortRange>> ports = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            PortRange range = EndpointSyntax.ports(word);
            if (range == null || flow == Flow.OUTBOUND && range.last() == 0) {
                diagnostics.add(Diagnostic.error(option.place(), word, Diagnostic.quote(word) + " is no port")
                        .expecting("a number up to 65535, a range such as 8000-8100, or any"));
                return null;
            }
            ports.add(at(range));
        }
        return ports;
    }

    private @Nullable NetworkRule wrong(String text, String problem) {
        diagnostics.add(Diagnostic.error(option.place(), text, problem).expecting(FORM));
        return null;
    }

    private <T> Located<T> at(T value) {
        return new Located<>(value, option.place());
    }
}
