package dev.remit.policy;

import java.util.List;

/** The addresses that a rule on the network speaks of: the program's own for an inbound rule, the others' for an outbound one. */
public sealed interface Peer {
    /** Addresses that are known when the policy is made. */
    record Blocks(List<AddressBlock> blocks) implements Peer {
        public Blocks {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * A name whose addresses are looked up while the program runs.
     *
     * @param name as the manifest spells it
     * @param lazy whether the name may be unresolvable when the program starts
     */
    record Host(String name, boolean lazy) implements Peer {}

    /** The name servers that this machine is configured to ask. */
    record NameServers() implements Peer {}
}
