package dev.remit.handlers;

import dev.remit.linux.SyscallNumber;

/**
 * Takes addresses: {@code bind}, and {@code listen}, which takes one where the socket has none. Both are performed on a
 * copy of the target's socket, as {@link ConnectHandler} says.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
 */
final class BindHandler implements Handler {
    private final int listen;
    private final SocketTools sockets;

    BindHandler(Worker worker, SocketTools sockets) {
        this.listen = worker.numbers().numberOf("listen");
        this.sockets = sockets;
    }

    @Override
    public void handle(Call call) {
        boolean listens = call.number() == listen;
        int socket = listens ? sockets.take(call) : sockets.take(call, call.argument(1), call.intArgument(2));
        if (socket < 0) {
            return;
        }
        int domain = sockets.options().domain(socket);
        if (listens) {
            listen(call, socket, domain);
        } else {
            bind(call, socket, domain);
        }
        sockets.release(socket);
    }

    private void bind(Call call, int socket, int domain) {
        switch (domain) {
            case SocketAddress.AF_INET, SocketAddress.AF_INET6 -> bindInternet(call, socket);
            case SocketAddress.AF_UNIX -> bindUnix(call, socket);
            case SocketAddress.AF_NETLINK -> bindNetlink(call, socket);
            default -> SocketTools.refuseKind(call, domain);
        }
    }

    private void bindUnix(Call call, int socket) {
        SocketAddress address = sockets.address();
        if (address.family() == SocketAddress.AF_UNIX && address.length() <= SocketAddress.LONGEST_UNIX) {
            sockets.unix().bind(call, socket, address);
        } else {
            performBind(call, socket);
        }
    }

    private void bindNetlink(Call call, int socket) {
        sockets.tools().privileges().withholdAll();
        performBind(call, socket);
        sockets.tools().privileges().giveBackAll();
    }

    private void bindInternet(Call call, int socket) {
        SocketAddress address = sockets.address();
        // A family that is not said is IPv4's to IPv4 sockets, and an IPv6 one can become that at any moment.
        int family = address.internetFamily(SocketAddress.AF_INET);
        int transport = sockets.options().transport(socket);
        if (family == SocketAddress.AF_UNSPEC) {
            // The kernel refuses the address, and says why.
            performBind(call, socket);
        } else if (transport == SocketOptions.NO_TRANSPORT) {
            SocketTools.refuseKind(call, family);
        } else if (sockets.judge().allowsBinding(call, address, family, transport, socket)) {
            performBind(call, socket);
        }
    }

    private void performBind(Call call, int socket) {
        SocketAddress address = sockets.address();
        call.performed(sockets.tools().sys().invoke(SyscallNumber.BIND, socket, address.address(), address.length()));
    }

    private void listen(Call call, int socket, int domain) {
        switch (domain) {
            case SocketAddress.AF_INET, SocketAddress.AF_INET6 -> listenInternet(call, socket);
            case SocketAddress.AF_UNIX -> sockets.unix().listen(call, socket, call.intArgument(1));
            case SocketAddress.AF_NETLINK -> performListen(call, socket);
            default -> SocketTools.refuseKind(call, domain);
        }
    }

    /**
     * Another thread can hang up meanwhile, by which the socket loses an address that it got by calling, or change what it
     * will be bound to. What listens stays where it is, so that it is looked at once more then.
     */
    private void listenInternet(Call call, int socket) {
        int transport = sockets.options().transport(socket);
        int error = sockets.address().readOwn(socket);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (transport == SocketOptions.NO_TRANSPORT) {
            SocketTools.refuseKind(call, sockets.address().family());
        } else if (allowsListening(call, socket, transport)) {
            performListen(call, socket);
            if (sockets.address().readOwn(socket) < 0 || !allowsListening(call, socket, transport)) {
                sockets.disconnect(socket);
            }
        }
    }

    private boolean allowsListening(Call call, int socket, int transport) {
        return sockets.judge().allowsListening(call, sockets.address(), transport, socket);
    }

    private void performListen(Call call, int socket) {
        call.performed(sockets.tools().sys().invoke(SyscallNumber.LISTEN, socket, call.intArgument(1)));
    }
}
