package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Transport;

/**
 * Connects: {@code connect}, performed on a copy of the target's socket with the supervisor's own copy of the address. It
 * is never left to the kernel, not even where Landlock states the same rule: another thread of the target could put
 * another socket, of a kind that Landlock does not know, under the number, and another address into the memory.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
 */
final class ConnectHandler implements Handler {
    private static final long LOOPBACK_BLOCK = 127;
    private static final int V4_HOST_BITS = 24;
    private static final int SHUT_RDWR = 2;

    private final SocketTools sockets;

    ConnectHandler(SocketTools sockets) {
        this.sockets = sockets;
    }

    @Override
    public void handle(Call call) {
        int socket = sockets.take(call, call.argument(1), call.intArgument(2));
        if (socket >= 0) {
            connect(call, socket);
            sockets.release(socket);
        }
    }

    private void connect(Call call, int socket) {
        int domain = sockets.options().domain(socket);
        switch (domain) {
            case SocketAddress.AF_INET, SocketAddress.AF_INET6 -> connectInternet(call, socket);
            case SocketAddress.AF_UNIX -> connectUnix(call, socket);
            case SocketAddress.AF_NETLINK -> connectNetlink(call, socket);
            default -> SocketTools.refuseKind(call, domain);
        }
    }

    /** To the kernel, or, with privileges that no manifest can grant, to another process. */
    private void connectNetlink(Call call, int socket) {
        sockets.tools().privileges().withholdAll();
        perform(call, socket);
        sockets.tools().privileges().giveBackAll();
    }

    private void connectUnix(Call call, int socket) {
        if (sockets.address().family() == SocketAddress.AF_UNIX) {
            sockets.unix().connect(call, socket, sockets.address());
        } else {
            perform(call, socket);
        }
    }

    private void connectInternet(Call call, int socket) {
        SocketAddress address = sockets.address();
        if (address.family() == SocketAddress.AF_UNSPEC) {
            // Ends the association with a peer.
            perform(call, socket);
            return;
        }
        int family = address.internetFamily(SocketAddress.AF_UNSPEC);
        int transport = sockets.options().transport(socket);
        if (family == SocketAddress.AF_UNSPEC) {
            // The kernel refuses the address, and says why.
            perform(call, socket);
        } else if (transport == SocketOptions.NO_TRANSPORT) {
            SocketTools.refuseKind(call, family);
        } else if (!sockets.judge().allowsOutbound(call, address, family, transport, socket)) {
            if (transport == Transport.UDP.code() && !sockets.options().hasPort(socket)
                    && sockets.judge().reachesByStream(call)) {
                connectMute(call, socket);
            }
        } else if (!mayWaitLong(call, socket, transport) || call.aboutToBlock()) {
            perform(call, socket);
        }
    }

    /**
     * Connects a datagram socket that can never send. C libraries connect one to each address of a name, ask for its own
     * address, and sort by that which to try first (RFC 6724): without an answer they would try addresses of a family
     * that this machine cannot reach. Connecting sends nothing, and a socket that was shut down sends nothing for good;
     * shutting down takes effect also on one that is not connected yet, of which the kernel complains. A socket that was
     * bound before serves other ends, and is spared.
     */
    private void connectMute(Call call, int socket) {
        long error = sockets.tools().sys().invoke(SyscallNumber.SHUTDOWN, socket, SHUT_RDWR);
        if (error == 0 || error == -Errno.ENOTCONN) {
            perform(call, socket);
        }
    }

    /** Connecting waits for the other machine to answer; datagram sockets just note the address. */
    private boolean mayWaitLong(Call call, int socket, int transport) {
        return transport == Transport.TCP.code() && !isLoopback(call.endpoint()) && sockets.options().waits(socket);
    }

    private static boolean isLoopback(AskedEndpoint endpoint) {
        return endpoint.isIpv6()
                ? endpoint.high() == 0 && endpoint.low() == 1
                : endpoint.low() >>> V4_HOST_BITS == LOOPBACK_BLOCK;
    }

    private void perform(Call call, int socket) {
        SocketAddress address = sockets.address();
        call.performed(sockets.tools().sys().invoke(SyscallNumber.CONNECT, socket, address.address(),
                address.length()));
    }
}
