package dev.remit.manifest;

import dev.remit.policy.Flow;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code allowedNetwork}.
 *
 * @param name null when it has none
 * @param direction who starts the flow
 * @param endpoint the addresses, the program's own for {@code inbound} and the peer's for {@code outbound}
 * @param protocols at least one
 * @param ports at least one; none where no protocol has any
 */
public record NetworkRule(@Nullable Located<String> name, Located<Flow> direction, Endpoint endpoint,
        List<Located<Transport>> protocols, List<Located<PortRange>> ports) {
    /** What a rule speaks of. */
    public sealed interface Endpoint {
        /** Addresses that are known when the manifest is read. */
        record Addresses(List<Located<AddressSet>> sets) implements Endpoint {
            public Addresses {
                sets = List.copyOf(sets);
            }
        }

        /**
         * A name whose addresses are looked up while the program runs.
         *
         * @param name a host name
         * @param lazy whether the name may be unresolvable when the program starts
         */
        record Host(Located<String> name, boolean lazy) implements Endpoint {}
    }

    public NetworkRule {
        protocols = List.copyOf(protocols);
        ports = List.copyOf(ports);
    }

    /** The name, or an empty string. */
    public String label() {
        return name == null ? "" : name.value();
    }
}
