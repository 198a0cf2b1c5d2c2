package dev.remit.policy;

/**
 * An endpoint of the network that a program asked for.
 *
 * @param flow who starts the flow
 * @param transport the protocol
 * @param address the one to reach, or to take
 * @param port 0 to 65535
 */
public record Endpoint(Flow flow, Transport transport, AddressBlock address, int port) {
    /** For people: {@code connect tcp 192.0.2.1:443}, {@code bind udp [::1]:53}, {@code send icmp 192.0.2.1}. */
    public String describe() {
        String verb = flow == Flow.INBOUND ? "bind " : transport == Transport.TCP ? "connect " : "send ";
        String place = address.ipv6() && transport != Transport.ICMP ? "[" + address + "]" : address.toString();
        return verb + transport.spelling() + " " + place + (transport == Transport.ICMP ? "" : ":" + port);
    }
}
