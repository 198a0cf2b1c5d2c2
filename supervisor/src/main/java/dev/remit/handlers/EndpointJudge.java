package dev.remit.handlers;

import dev.remit.decision.EndpointTable;
import dev.remit.decision.LiveEndpoints;
import dev.remit.linux.Errno;
import dev.remit.policy.Flow;
import dev.remit.policy.Reason;
import dev.remit.policy.Transport;
import dev.remit.policy.Verdict;

/**
 * Asks the policy about endpoints of the network, for one worker. What it answers is what the address in the supervisor's
 * hands means by then; the caller uses that very copy.
 */
final class EndpointJudge {
    private static final int ANY_FREE_PORT = 0;

    private final LiveEndpoints endpoints;
    private final KnownPeers peers;
    private final SocketOptions options;

    EndpointJudge(LiveEndpoints endpoints, KnownPeers peers, SocketOptions options) {
        this.endpoints = endpoints;
        this.peers = peers;
        this.options = options;
    }

    /** Whether the program may have sockets of the internet at all, and so may ask for routes and addresses. */
    boolean usesNetwork() {
        for (int transport = 0; transport < SocketOptions.TRANSPORTS; transport++) {
            if (endpoints.any(Flow.OUTBOUND.code(), transport) || endpoints.any(Flow.INBOUND.code(), transport)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Decides about reaching an address; refuses the call if no rule allows it. Where the rules have names, they are
     * looked up once more before that: the program may know an answer that is newer than ours.
     *
     * @param family of the address, {@link SocketAddress#internetFamily}
     * @param transport of the socket
     * @param socket copy of the target's; who has sent to it may be answered
     */
    boolean allowsOutbound(Call call, SocketAddress address, int family, int transport, int socket) {
        address.specify(family);
        call.endpoint().set(Flow.OUTBOUND.code(), transport);
        address.describe(call.endpoint(), family);
        if (judge(call, call.endpoint().port()) || isReply(call, transport, socket)) {
            return true;
        }
        if (!isMatterOfNames(call.endpoint(), transport)) {
            return refuse(call);
        }
        if (!call.aboutToBlock()) {
            return false;
        }
        endpoints.renew();
        return judge(call, call.endpoint().port()) || refuse(call);
    }

    private boolean isReply(Call call, int transport, int socket) {
        return transport == Transport.UDP.code() && endpoints.table().any(Flow.INBOUND.code(), transport)
                && peers.knows(options.cookie(socket), call.endpoint());
    }

    /** Whether a UDP socket has an address at which the program may serve, so that it may answer from there. */
    boolean serves(Call call, SocketAddress own, int family) {
        describeOwn(call, own, family, Transport.UDP.code());
        AskedEndpoint endpoint = call.endpoint();
        int rule = find(endpoint, endpoint.port());
        endpoint.clear();
        return rule != EndpointTable.NONE;
    }

    /** Notes the sender of a datagram to a socket that {@link #serves}. */
    void know(Call call, int socket, SocketAddress sender) {
        int family = sender.internetFamily(SocketAddress.AF_UNSPEC);
        if (family != SocketAddress.AF_UNSPEC) {
            call.endpoint().set(Flow.OUTBOUND.code(), Transport.UDP.code());
            sender.describe(call.endpoint(), family);
            peers.add(options.cookie(socket), call.endpoint());
            call.endpoint().clear();
        }
    }

    /** Whether streams may go to the address of a call, to whatever port. */
    boolean reachesByStream(Call call) {
        AskedEndpoint endpoint = call.endpoint();
        if (isAnyPortAllowed(endpoint)) {
            return true;
        }
        if (!isMatterOfNames(endpoint, Transport.TCP.code()) || !call.aboutToBlock()) {
            return false;
        }
        endpoints.renew();
        return isAnyPortAllowed(endpoint);
    }

    private boolean isAnyPortAllowed(AskedEndpoint endpoint) {
        return endpoints.table().anyPort(Flow.OUTBOUND.code(), Transport.TCP.code(), endpoint.isIpv6(),
                endpoint.high(), endpoint.low());
    }

    private boolean isMatterOfNames(AskedEndpoint endpoint, int transport) {
        return endpoints.isMatterOfNames(Flow.OUTBOUND.code(), transport, endpoint.isIpv6(), endpoint.high(),
                endpoint.low(), endpoint.port());
    }

    /**
     * Decides about taking an address; refuses the call if no rule allows it. To take a free port is allowed also where
     * the program may reach something: reaching takes one as well.
     */
    boolean allowsBinding(Call call, SocketAddress address, int family, int transport, int socket) {
        describeOwn(call, address, family, transport);
        if (call.endpoint().port() == ANY_FREE_PORT
                && endpoints.any(Flow.OUTBOUND.code(), transport)) {
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
    boolean allowsListening(Call call, SocketAddress address, int transport, int socket) {
        int family = address.family();
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

    /**
     * A socket that takes every IPv6 address takes every IPv4 address with it, unless it is told not to. Another thread
     * can tell it otherwise until it is bound; of TCP alone that is looked at again, once it listens.
     */
    private boolean allowsBothFamilies(Call call, int socket, int port) {
        AskedEndpoint endpoint = call.endpoint();
        if (!endpoint.isIpv6() || !endpoint.isUnspecified()
                || endpoint.transport() == Transport.TCP.code() && options.isIpv6Only(socket)) {
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
        int rule = find(call.endpoint(), port);
        call.judged(0, rule == EndpointTable.NONE ? Verdict.NOTHING : Verdict.allow(0, 0, 0, rule));
        return rule != EndpointTable.NONE;
    }

    private int find(AskedEndpoint endpoint, int port) {
        return endpoints.table().find(endpoint.flow(), endpoint.transport(), endpoint.isIpv6(), endpoint.high(),
                endpoint.low(), port);
    }

    private static boolean refuse(Call call) {
        call.deny(Reason.NO_RULE, Errno.EACCES);
        return false;
    }
}
