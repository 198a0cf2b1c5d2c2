package dev.remit.compiler.bpf;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import dev.remit.bpf.SeccompData;

/**
 * Lowers the conditions on sockets: which may be made, and which of their options may be set.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
 */
final class SocketLowering {
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    /** The rest of the type are {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC}. */
    private static final int SOCK_TYPE_MASK = 0xF;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_SEQPACKET = 5;
    private static final int IPPROTO_IP = 0;
    private static final int IPPROTO_ICMP = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_UDP = 17;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPPROTO_ICMPV6 = 58;

    private static final int IP_OPTIONS = 4;
    private static final int IP_IPSEC_POLICY = 16;
    private static final int IP_XFRM_POLICY = 17;
    /** Options of IPv4 from here on belong to packet filters and multicast routers. */
    private static final int FIRST_OF_NETFILTER = 64;
    private static final int IPV6_ADDRFORM = 1;
    private static final int IPV6_2292RTHDR = 5;
    private static final int IPV6_2292PKTOPTIONS = 6;
    private static final int IPV6_IPSEC_POLICY = 34;
    private static final int IPV6_XFRM_POLICY = 35;
    private static final int IPV6_HOPOPTS = 54;
    private static final int IPV6_RTHDR = 57;
    private static final int IPV6_DSTOPTS = 59;
    private static final int IP6T_SO_SET_REPLACE = 64;
    private static final int IP6T_SO_SET_ADD_COUNTERS = 65;
    private static final int MRT6_INIT = 200;
    private static final int TCP_REPAIR = 19;
    private static final int UDP_ENCAP = 100;

    private final Assembler assembler;
    private final SocketUse use;
    private final Label allowed;
    private final Label otherwise;

    /** Emits code that goes to {@code allowed} or {@code otherwise}. */
    SocketLowering(Assembler assembler, SocketUse use, Label allowed, Label otherwise) {
        this.assembler = assembler;
        this.use = use;
        this.allowed = allowed;
        this.otherwise = otherwise;
    }

    void lowerSocket() {
        Label unix = assembler.label("Unix socket");
        Label ipv4 = assembler.label("IPv4 socket");
        Label ipv6 = assembler.label("IPv6 socket");
        RangeTree families = new RangeTree();
        families.addUpTo(AF_UNIX - 1, otherwise, 0);
        families.addUpTo(AF_UNIX, unix, 1);
        families.addUpTo(AF_INET, ipv4, 1);
        families.addUpTo(AF_INET6 - 1, otherwise, 0);
        families.addUpTo(AF_INET6, ipv6, 1);
        families.addUpTo(RangeTree.LAST, otherwise, 0);
        assembler.load(SeccompData.low(0));
        families.emit(assembler);
        assembler.mark(unix);
        unixType();
        assembler.mark(ipv4);
        internetType(IPPROTO_ICMP);
        assembler.mark(ipv6);
        internetType(IPPROTO_ICMPV6);
    }

    void lowerPair() {
        Label unix = assembler.label("Unix pair");
        assembler.load(SeccompData.low(0)).branch(Comparison.EQUAL, AF_UNIX, unix, otherwise);
        assembler.mark(unix);
        unixType();
    }

    private void unixType() {
        RangeTree types = new RangeTree();
        types.addUpTo(SOCK_STREAM - 1, otherwise, 0);
        types.addUpTo(SOCK_STREAM, allowed, 1);
        types.addUpTo(SOCK_DGRAM, use.supervisesMessages() ? allowed : otherwise, 0);
        types.addUpTo(SOCK_SEQPACKET - 1, otherwise, 0);
        types.addUpTo(SOCK_SEQPACKET, allowed, 0);
        types.addUpTo(RangeTree.LAST, otherwise, 0);
        assembler.load(SeccompData.low(1)).and(SOCK_TYPE_MASK);
        types.emit(assembler);
    }

    private void internetType(int icmp) {
        Label stream = assembler.label("stream");
        Label datagram = assembler.label("datagram");
        Label notStream = assembler.label("not a stream");
        assembler.load(SeccompData.low(1)).and(SOCK_TYPE_MASK);
        assembler.branch(Comparison.EQUAL, SOCK_STREAM, stream, notStream).mark(notStream);
        assembler.branch(Comparison.EQUAL, SOCK_DGRAM, datagram, otherwise);
        assembler.mark(stream);
        protocol(IPPROTO_IP, use.tcp());
        protocol(IPPROTO_TCP, use.tcp());
        assembler.jump(otherwise);
        assembler.mark(datagram);
        protocol(IPPROTO_IP, use.udp());
        protocol(IPPROTO_UDP, use.udp());
        protocol(icmp, use.icmp());
        assembler.jump(otherwise);
    }

    private void protocol(int number, boolean used) {
        if (used) {
            Label next = assembler.label("next protocol");
            assembler.load(SeccompData.low(2)).branch(Comparison.EQUAL, number, allowed, next).mark(next);
        }
    }

    void lowerOption() {
        Label ipv4 = assembler.label("option of IPv4");
        Label ipv6 = assembler.label("option of IPv6");
        Label tcp = assembler.label("option of TCP");
        Label udp = assembler.label("option of UDP");
        RangeTree levels = new RangeTree();
        levels.addUpTo(IPPROTO_IP, ipv4, 1);
        levels.addUpTo(IPPROTO_TCP - 1, allowed, 1);
        levels.addUpTo(IPPROTO_TCP, tcp, 1);
        levels.addUpTo(IPPROTO_UDP - 1, allowed, 0);
        levels.addUpTo(IPPROTO_UDP, udp, 0);
        levels.addUpTo(IPPROTO_IPV6 - 1, allowed, 0);
        levels.addUpTo(IPPROTO_IPV6, ipv6, 0);
        levels.addUpTo(RangeTree.LAST, allowed, 0);
        assembler.load(SeccompData.low(1));
        levels.emit(assembler);
        assembler.mark(ipv4).load(SeccompData.low(2));
        ipv4Options().emit(assembler);
        assembler.mark(ipv6).load(SeccompData.low(2));
        ipv6Options().emit(assembler);
        assembler.mark(tcp).load(SeccompData.low(2)).branch(Comparison.EQUAL, TCP_REPAIR, otherwise, allowed);
        assembler.mark(udp).load(SeccompData.low(2)).branch(Comparison.EQUAL, UDP_ENCAP, otherwise, allowed);
    }

    private RangeTree ipv4Options() {
        RangeTree options = new RangeTree();
        options.addUpTo(IP_OPTIONS - 1, allowed, 1);
        options.addUpTo(IP_OPTIONS, otherwise, 0);
        options.addUpTo(IP_IPSEC_POLICY - 1, allowed, 1);
        options.addUpTo(IP_XFRM_POLICY, otherwise, 0);
        options.addUpTo(FIRST_OF_NETFILTER - 1, allowed, 1);
        options.addUpTo(RangeTree.LAST, otherwise, 0);
        return options;
    }

    private RangeTree ipv6Options() {
        RangeTree options = new RangeTree();
        options.addUpTo(IPV6_ADDRFORM - 1, allowed, 0);
        // Makes an IPv6 socket an IPv4 one, to which the same address may mean something else.
        options.addUpTo(IPV6_ADDRFORM, otherwise, 0);
        options.addUpTo(IPV6_2292RTHDR - 1, allowed, 1);
        options.addUpTo(IPV6_2292PKTOPTIONS, otherwise, 0);
        options.addUpTo(IPV6_IPSEC_POLICY - 1, allowed, 1);
        options.addUpTo(IPV6_XFRM_POLICY, otherwise, 0);
        options.addUpTo(IPV6_HOPOPTS - 1, allowed, 1);
        options.addUpTo(IPV6_RTHDR, otherwise, 0);
        options.addUpTo(IPV6_DSTOPTS - 1, allowed, 0);
        options.addUpTo(IPV6_DSTOPTS, otherwise, 0);
        options.addUpTo(IP6T_SO_SET_REPLACE - 1, allowed, 0);
        options.addUpTo(IP6T_SO_SET_ADD_COUNTERS, otherwise, 0);
        options.addUpTo(MRT6_INIT - 1, allowed, 1);
        options.addUpTo(RangeTree.LAST, otherwise, 0);
        return options;
    }
}
