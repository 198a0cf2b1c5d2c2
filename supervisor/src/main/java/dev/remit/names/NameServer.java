package dev.remit.names;

import dev.remit.policy.AddressBlock;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A name server that the machine is configured to ask. */
record NameServer(InetSocketAddress socket) {
    /** Its address, as a rule can speak of it. */
    AddressBlock address() {
        return Literal.block(socket.getAddress());
    }

    /** Its address, as the configuration spells it. */
    String spelling() {
        InetAddress address = socket.getAddress();
        return address.getHostAddress();
    }
}
