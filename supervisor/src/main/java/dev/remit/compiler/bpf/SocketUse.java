package dev.remit.compiler.bpf;

/**
 * Which kinds of sockets a filter has to reckon with.
 *
 * @param tcp whether TCP sockets may be made
 * @param udp whether UDP sockets may be made
 * @param icmp whether ping sockets may be made
 * @param serves whether UDP sockets may be bound to answer whoever sends to them
 * @param inherited whether the program starts with a socket that it could not make itself, as a standard stream
 */
public record SocketUse(boolean tcp, boolean udp, boolean icmp, boolean serves, boolean inherited) {
    /** Unix stream and sequenced-packet sockets alone. */
    public static final SocketUse UNIX = new SocketUse(false, false, false, false, false);

    /** Whether a socket can exist that names the receiver of each message, so that every message is looked at. */
    boolean supervisesMessages() {
        return udp || icmp || inherited;
    }

    /** Whether a socket can exist that listening binds to an address, so that it is looked at. */
    boolean supervisesListening() {
        return tcp || inherited;
    }
}
