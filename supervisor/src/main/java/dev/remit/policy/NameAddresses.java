package dev.remit.policy;

import java.util.List;
import java.util.Map;

/**
 * What names stand for at a moment.
 *
 * @param hosts addresses by the name of the host as the policy spells it; a name that is missing has none
 * @param nameServers addresses of the name servers that the machine is configured to ask
 */
public record NameAddresses(Map<String, List<AddressBlock>> hosts, List<AddressBlock> nameServers) {
    /** Nothing is known. */
    public static final NameAddresses NONE = new NameAddresses(Map.of(), List.of());

    public NameAddresses {
        hosts = Map.copyOf(hosts);
        nameServers = List.copyOf(nameServers);
    }
}
