package dev.remit.handlers;

import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.linux.Errno;
import dev.remit.policy.Flow;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;

/**
 * Asks the policy about endpoints of the network, for one worker. What it answers is what the address in the supervisor's
 * hands means by then; the caller uses that very copy.
 */
final class EndpointJudge {
    private static final int ANY_FREE_PORT = 0;

    private final LiveEndpoints endpoints;
    private final SocketOptions options;

    EndpointJudge(LiveEndpoints endpoints, SocketOptions options) {
        this.endpoints = endpoints;
        this.options = options;
    }

    /** Whether the program may have sockets of the internet at all, and so may ask for routes and addresses. */
    boolean usesNetwork() {
        EndpointTable table = endpoints.table();
        for (int transport = 0; transport < SocketOptions.TRANSPORTS; transport++) {
            if (table.any(Flow.OUTBOUND.code(), transport) || table.any(Flow.INBOUND.code(), transport)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decides about reaching an address; refuses the call if no rule allows it.
     *
     * @param family of the address, {@link SocketAddress#internetFamily}
     * @param transport of the socket
     */
    boolean allowsOutbound(Call call, SocketAddress address, int family, int transport) {
        address.specify(family);
        call.endpoint().set(Flow.OUTBOUND.code(), transport);
        address.describe(call.endpoint(), family);
        return judge(call, call.endpoint().port()) || refuse(call);
    }

    /**
     * Decides about taking an address; refuses the call if no rule allows it. To take a free port is allowed also where
     * the program may reach something: reaching takes one as well.
     */
    boolean allowsBinding(Call call, SocketAddress address, int family, int transport, int socket) {
        describeOwn(call, address, family, transport);
        if (call.endpoint().port() == ANY_FREE_PORT
                && endpoints.table().any(Flow.OUTBOUND.code(), transport)) {
            return true;
        }
        return judge(call, call.endpoint().port()) && allowsBothFamilies(call, socket, call.endpoint().port())
                || refuse(call);
    }

    /**
     * Decides about waiting for connections at the address that a socket has; refuses the call if no rule allows it. The
     * rule may name the port, or speak of free ones where the kernel has chosen it: what the program chose itself was
     * decided when it was bound.
     */
    boolean allowsListening(Call call, SocketAddress address, int family, int transport, int socket) {
        describeOwn(call, address, family, transport);
        int port = call.endpoint().port();
        if (judge(call, port) && allowsBothFamilies(call, socket, port)) {
            return true;
        }
        describeOwn(call, address, family, transport);
        call.endpoint().choosePort();
        return judge(call, ANY_FREE_PORT) && allowsBothFamilies(call, socket, ANY_FREE_PORT) || refuse(call);
    }

    private static void describeOwn(Call call, SocketAddress address, int family, int transport) {
        call.endpoint().set(Flow.INBOUND.code(), transport);
        address.describe(call.endpoint(), family);
    }

    /** A socket that takes every IPv6 address takes every IPv4 address with it, unless it is told not to. */
    private boolean allowsBothFamilies(Call call, int socket, int port) {
        AskedEndpoint endpoint = call.endpoint();
        if (!endpoint.isIpv6() || !endpoint.isUnspecified() || options.isIpv6Only(socket)) {
            return true;
        }
        int own = endpoint.port();
        endpoint.setV4(0, own);
        if (!judge(call, port)) {
            return false;
        }
        endpoint.setV6(0, 0, own);
        return true;
    }

    private boolean judge(Call call, int port) {
        AskedEndpoint endpoint = call.endpoint();
        int rule = endpoints.table().find(endpoint.flow(), endpoint.transport(), endpoint.isIpv6(), endpoint.high(),
                endpoint.low(), port);
        call.judged(0, rule == EndpointTable.NONE ? Verdict.NOTHING : Verdict.allow(0, 0, 0, rule));
        return rule != EndpointTable.NONE;
    }

    private static boolean refuse(Call call) {
        call.deny(Reason.NO_RULE, Errno.EACCES);
        return false;
    }
}
