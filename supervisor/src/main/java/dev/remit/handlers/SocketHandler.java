package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.policy.Flow;
import dev.remit.policy.Reason;

/**
 * Makes sockets that the filter does not let pass: refuses those that no rule gives a use for, and makes those that read
 * routes and addresses.
 *
 * <p>The latter have no more privileges than the one who opened them, whoever sends through them. So they are made by the
 * supervisor without any, and can change nothing even where the program is run by root.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/netlink.7.html">netlink(7)</a>
 */
final class SocketHandler implements Handler {
    private static final int TYPE_MASK = 0xF;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_RDM = 4;
    private static final int SOCK_SEQPACKET = 5;
    private static final int LAST_TYPE = 10;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int LAST_PROTOCOL = 262;
    private static final int NETLINK_ROUTE = 0;
    private static final int IPPROTO_MPTCP = 262;

    private final int socket;
    private final SocketTools sockets;

    SocketHandler(Worker worker, SocketTools sockets) {
        this.socket = worker.numbers().numberOf("socket");
        this.sockets = sockets;
    }

    @Override
    public void handle(Call call) {
        int family = call.intArgument(0);
        call.note(family);
        if (call.number() == socket && family == SocketAddress.AF_NETLINK && call.intArgument(2) == NETLINK_ROUTE
                && sockets.judge().usesNetwork()) {
            makeRouteReader(call);
            return;
        }
        int error = kernelsError(call, family);
        if (error != 0) {
            call.fail(error);
        } else if (family == SocketAddress.AF_INET || family == SocketAddress.AF_INET6) {
            refuseInternet(call);
        } else {
            call.deny(Reason.SOCKET_REFUSED, family == SocketAddress.AF_UNIX ? Errno.EACCES : Errno.EAFNOSUPPORT);
        }
    }

    /** Why the kernel would refuse a socket whatever the policy; 0 where it might not. */
    private int kernelsError(Call call, int family) {
        int type = call.intArgument(1) & TYPE_MASK;
        int protocol = call.intArgument(2);
        boolean internet = family == SocketAddress.AF_INET || family == SocketAddress.AF_INET6;
        if (!internet && family != SocketAddress.AF_UNIX) {
            return 0;
        }
        if ((call.intArgument(1) & ~(TYPE_MASK | SOCK_CLOEXEC | SOCK_NONBLOCK)) != 0 || type > LAST_TYPE
                || protocol < 0 || protocol > LAST_PROTOCOL) {
            return Errno.EINVAL;
        }
        if (type == SOCK_RDM || type == SOCK_SEQPACKET && internet && protocol == 0) {
            return Errno.ESOCKTNOSUPPORT;
        }
        if (internet && (type == SocketOptions.SOCK_STREAM && protocol == IPPROTO_UDP
                || type == SocketOptions.SOCK_DGRAM && protocol == IPPROTO_TCP)) {
            return Errno.EPROTONOSUPPORT;
        }
        return internet && call.number() != socket ? Errno.EOPNOTSUPP : 0;
    }

    private void makeRouteReader(Call call) {
        int type = call.intArgument(1);
        Privileges privileges = sockets.tools().privileges();
        privileges.withholdAll();
        int made = (int) sockets.tools().sys().invoke(SyscallNumber.SOCKET, SocketAddress.AF_NETLINK,
                type | SOCK_CLOEXEC, NETLINK_ROUTE);
        privileges.giveBackAll();
        if (made < 0) {
            Judge.unresolved(call, made);
        } else {
            call.sendDescriptor(made, (type & SOCK_CLOEXEC) != 0, false);
        }
    }

    private static void refuseInternet(Call call) {
        int type = call.intArgument(1) & TYPE_MASK;
        int protocol = call.intArgument(2);
        if (type == SocketOptions.SOCK_STREAM && protocol == IPPROTO_MPTCP) {
            // It may go on to addresses that the peer names. Programs do with TCP where the kernel has none of it.
            call.fail(Errno.EPROTONOSUPPORT);
            return;
        }
        int transport = SocketOptions.transport(type, protocol);
        if (transport != SocketOptions.NO_TRANSPORT) {
            call.endpoint().set(Flow.OUTBOUND.code(), transport);
        }
        call.deny(Reason.SOCKET_REFUSED, Errno.EACCES);
    }
}
