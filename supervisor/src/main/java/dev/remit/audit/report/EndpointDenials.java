package dev.remit.audit.report;

import dev.remit.audit.report.DenialSummary.Line;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.Endpoint;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Flow;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Peer;
import dev.remit.policy.Policy;
import dev.remit.policy.Reason;
import dev.remit.policy.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the endpoints of the network that were denied, and proposes the rules that would allow them: the part of
 * {@link DenialSummary} that is about the network.
 */
final class EndpointDenials {
    /** More addresses of a name, and more names, are not listed. */
    private static final int FEW = 4;

    private record Denied(Endpoint endpoint, boolean kindRefused) {}

    private final Policy policy;
    private volatile NameAddresses names = NameAddresses.NONE;

    private final Map<Denied, Long> counts = new LinkedHashMap<>();
    private long beyondKept;

    EndpointDenials(Policy policy) {
        this.policy = policy;
    }

    /** Takes in what the names in the rules mean from now on; may be called by any thread. */
    void names(NameAddresses now) {
        names = now;
    }

    /** Takes in a denied call that is about an endpoint. */
    void add(Endpoint endpoint, Reason reason) {
        Denied denied = new Denied(endpoint, reason == Reason.SOCKET_REFUSED);
        if (counts.size() == DenialSummary.KEPT && !counts.containsKey(denied)) {
            beyondKept++;
        } else {
            counts.merge(denied, 1L, Long::sum);
        }
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** How many denials were too many to be told apart. */
    long beyondKept() {
        return beyondKept;
    }

    /** A line for each distinct denial, without indentation. */
    List<String> descriptions() {
        List<String> lines = new ArrayList<>();
        counts.forEach((denied, count) -> lines.add((denied.kindRefused
                ? denied.endpoint.transport().spelling() + " socket over " + family(denied.endpoint)
                : denied.endpoint.describe()) + (count == 1 ? "" : " (" + count + " times)")
                + (denied.kindRefused
                        ? ": no rule on the network has the protocol " + denied.endpoint.transport().spelling()
                        : ": no rule" + namesThatMeanOthers(denied.endpoint))));
        return lines;
    }

    /** The rules that would allow an endpoint if the names in them meant its address. */
    private String namesThatMeanOthers(Endpoint endpoint) {
        StringBuilder text = new StringBuilder();
        int listed = 0;
        for (EndpointRule rule : policy.rules().endpoints()) {
            if (!(rule.peer() instanceof Peer.Blocks) && coversPort(rule, endpoint) && listed++ < FEW) {
                text.append("; ").append(meaning(rule));
            }
        }
        return listed > FEW ? text.append("; and ").append(listed - FEW).append(" more").toString() : text.toString();
    }

    private static boolean coversPort(EndpointRule rule, Endpoint endpoint) {
        return rule.flow() == endpoint.flow() && rule.transports().contains(endpoint.transport())
                && (endpoint.transport() == Transport.ICMP || rule.ports().stream()
                        .anyMatch(range -> range.first() <= endpoint.port() && endpoint.port() <= range.last()));
    }

    /** For example {@code api.example.com (weather.yml:12:5) is 192.0.2.1, 192.0.2.2 at the moment}. */
    private String meaning(EndpointRule rule) {
        if (rule.peer() instanceof Peer.Host host) {
            List<AddressBlock> addresses = names.hosts().getOrDefault(host.name(), List.of());
            return host.name() + " (" + rule.origin().describe() + ") "
                    + (addresses.isEmpty() ? "does not resolve" : "is " + list(addresses)) + " at the moment";
        }
        return "the name servers (" + rule.origin().describe() + ") are " + list(names.nameServers());
    }

    private static String list(List<AddressBlock> addresses) {
        List<String> shown = new ArrayList<>();
        addresses.subList(0, Math.min(FEW, addresses.size())).forEach(address -> shown.add(address.toString()));
        if (addresses.size() > FEW) {
            shown.add("and " + (addresses.size() - FEW) + " more");
        }
        return String.join(", ", shown);
    }

    private static String family(Endpoint endpoint) {
        return endpoint.address().ipv6() ? "IPv6" : "IPv4";
    }

    /** The entries of {@code allowedNetwork} that would allow what was denied. */
    List<Line> entries() {
        List<Line> lines = new ArrayList<>();
        for (Endpoint endpoint : wanted()) {
            boolean unknown = isUnknown(endpoint);
            lines.add(Line.copy("  - direction: " + endpoint.flow().spelling()
                    + (unknown ? "   # or inbound, if it is to serve" : "")));
            lines.add(
                    Line.copy("    ip: " + (unknown ? "any   # better: the address that it needs" : quoted(endpoint))));
            lines.add(Line.copy("    protocol: " + endpoint.transport().spelling()));
            if (endpoint.transport() != Transport.ICMP) {
                lines.add(Line
                        .copy("    port: " + (unknown ? "any   # better: the port that it needs" : endpoint.port())));
            }
        }
        return lines;
    }

    /** The options that would allow what was denied. */
    List<Line> options() {
        List<Line> lines = new ArrayList<>();
        for (Endpoint endpoint : wanted()) {
            String address = isUnknown(endpoint) ? "any" : bracketed(endpoint);
            String port = endpoint.transport() == Transport.ICMP
                    ? ""
                    : ":" + (isUnknown(endpoint)
                            ? "any"
                            : endpoint.port());
            lines.add(Line.copy("  " + (endpoint.flow() == Flow.INBOUND ? "--bind " : "--connect ")
                    + endpoint.transport().spelling() + ":" + address + port));
        }
        return lines;
    }

    /** Once for each endpoint; for a kind of socket that could not be made only where nothing more is known of it. */
    private List<Endpoint> wanted() {
        Map<Transport, Endpoint> kinds = new LinkedHashMap<>();
        List<Endpoint> wanted = new ArrayList<>();
        for (Denied denied : counts.keySet()) {
            if (denied.kindRefused) {
                kinds.putIfAbsent(denied.endpoint.transport(), denied.endpoint);
            } else if (wanted.size() < DenialSummary.SHOWN) {
                wanted.add(denied.endpoint);
            }
        }
        wanted.addAll(kinds.values());
        return wanted;
    }

    /** A socket that could not be made had no address yet. */
    private boolean isUnknown(Endpoint endpoint) {
        return counts.containsKey(new Denied(endpoint, true));
    }

    private static String quoted(Endpoint endpoint) {
        return endpoint.address().ipv6() ? "'" + endpoint.address() + "'" : endpoint.address().toString();
    }

    private static String bracketed(Endpoint endpoint) {
        return endpoint.address().ipv6() ? "'[" + endpoint.address() + "]'" : endpoint.address().toString();
    }
}
