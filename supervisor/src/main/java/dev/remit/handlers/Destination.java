package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.policy.Transport;

/**
 * Where a message goes: decides about the address that a call names, and has it in the form that is handed to the kernel.
 */
final class Destination {
    private static final int MSG_FASTOPEN = 0x2000_0000;

    private final SocketTools sockets;
    private boolean stream;
    private boolean unix;
    private boolean netlink;
    private long address;
    private int length;

    Destination(SocketTools sockets) {
        this.sockets = sockets;
    }

    /**
     * Decides about a message; refuses the call if it may not be sent. What was pinned is let go by {@link #release}.
     *
     * @param socket copy of the target's
     * @param named whether the call names an address, which then is in the socket tools' hands
     * @param flags of the call
     */
    boolean decide(Call call, int socket, boolean named, int flags) {
        SocketOptions options = sockets.options();
        int domain = options.domain(socket);
        int type = options.type(socket);
        stream = type != SocketOptions.SOCK_DGRAM;
        unix = domain == SocketAddress.AF_UNIX;
        netlink = domain == SocketAddress.AF_NETLINK;
        address = 0;
        length = 0;
        boolean addressed = named && sockets.address().length() > 0;
        return switch (domain) {
            case SocketAddress.AF_INET, SocketAddress.AF_INET6 ->
                decideInternet(call, socket, options.transportOfType(socket, type), domain,
                        addressed && opens(type, flags));
            case SocketAddress.AF_UNIX -> decideUnix(call, socket, addressed);
            case SocketAddress.AF_NETLINK -> !addressed || takeAsGiven();
            default -> {
                SocketTools.refuseKind(call, domain);
                yield false;
            }
        };
    }

    /** A connected stream goes to its peer, whatever address stands there. */
    private static boolean opens(int type, int flags) {
        return type == SocketOptions.SOCK_DGRAM || (flags & MSG_FASTOPEN) != 0;
    }

    private boolean decideInternet(Call call, int socket, int transport, int domain, boolean addressed) {
        if (transport == SocketOptions.NO_TRANSPORT) {
            SocketTools.refuseKind(call, domain);
            return false;
        }
        if (!addressed) {
            return true;
        }
        if (namesNobody(domain) && transport != Transport.TCP.code()) {
            // An IPv6 socket can become an IPv4 one at any moment, for which the same bytes are an address.
            return true;
        }
        int family = sockets.address()
                .internetFamily(domain == SocketAddress.AF_INET ? domain : SocketAddress.AF_UNSPEC);
        return (family == SocketAddress.AF_UNSPEC
                || sockets.judge().allowsOutbound(call, sockets.address(), family, transport, socket)) && takeAsGiven();
    }

    /** Whether a message goes to the socket's peer although an address stands there. */
    private boolean namesNobody(int domain) {
        return domain == SocketAddress.AF_INET6 && sockets.address().length() >= Short.BYTES
                && sockets.address().family() == SocketAddress.AF_UNSPEC;
    }

    private boolean decideUnix(Call call, int socket, boolean addressed) {
        if (!addressed) {
            return true;
        }
        UnixAddress own = sockets.unix().found();
        if (stream || sockets.address().family() != SocketAddress.AF_UNIX) {
            // The kernel refuses any address here; a family alone names nobody.
            own.setFamily();
        } else if (sockets.address().length() > SocketAddress.LONGEST_UNIX) {
            call.fail(Errno.EINVAL);
            return false;
        } else if (!sockets.unix().find(call, socket, sockets.address())) {
            return false;
        }
        address = own.address();
        length = own.length();
        return true;
    }

    private boolean takeAsGiven() {
        address = sockets.address().address();
        length = sockets.address().length();
        return true;
    }

    /** Whether the socket carries a stream of bytes, of which a part may be sent. */
    boolean isStream() {
        return stream;
    }

    /** Whether who receives the message may be told who sent it. */
    boolean isUnix() {
        return unix;
    }

    /** Whether the kernel itself is at the other end, and looks at the sender's capabilities. */
    boolean isNetlink() {
        return netlink;
    }

    /** Of the address in this process's memory; 0 for none. */
    long address() {
        return address;
    }

    int length() {
        return length;
    }

    void release() {
        sockets.unix().release();
    }
}
