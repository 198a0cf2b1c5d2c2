package dev.remit.difference;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Flow;
import dev.remit.policy.Peer;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds endpoints that one list of rules allows and another does not. A name of a host means the same as the same name,
 * and is covered otherwise only by rules on all addresses.
 */
final class EndpointGrowth {
    private static final String NAME_SERVERS = "nameservers";
    private static final int WORD = 64;

    private EndpointGrowth() {}

    /**
     * What a rule permits anew.
     *
     * @param rule of the newer list
     * @param what flow, protocol, address and port, as the options of a command line spell them
     */
    record Found(EndpointRule rule, String what) {}

    /**
     * A set of endpoints.
     *
     * @param peers {@code 4} or {@code 6} for addresses, else the name that stands for them
     * @param low the first address, 0 where a name stands for the addresses
     * @param high the last address, included
     */
    private record Box(Flow flow, Transport transport, String peers, BigInteger low, BigInteger high, int firstPort,
            int lastPort) {
        boolean meets(Box other) {
            return flow == other.flow && transport == other.transport && peers.equals(other.peers)
                    && low.compareTo(other.high) <= 0 && other.low.compareTo(high) <= 0
                    && firstPort <= other.lastPort && other.firstPort <= lastPort;
        }

        Box withAddresses(BigInteger first, BigInteger last) {
            return new Box(flow, transport, peers, first, last, firstPort, lastPort);
        }

        Box withPorts(int first, int last) {
            return new Box(flow, transport, peers, low, high, first, last);
        }
    }

    /** What {@code now} allows and {@code before} does not, by the rules of {@code now} in their order. */
    static List<Found> between(List<EndpointRule> before, List<EndpointRule> now) {
        List<Found> all = new ArrayList<>();
        for (EndpointRule rule : now) {
            for (Box box : boxes(rule)) {
                if (!without(box, before).isEmpty()) {
                    all.add(new Found(rule, words(rule, box)));
                }
            }
        }
        return all;
    }

    /** What is left of a set once everything that rules allow is taken from it. */
    private static List<Box> without(Box box, List<EndpointRule> rules) {
        List<Box> left = List.of(box);
        for (EndpointRule rule : rules) {
            for (Box allowed : covering(rule, box.peers)) {
                List<Box> rest = new ArrayList<>();
                left.forEach(each -> subtract(each, allowed, rest));
                left = rest;
            }
        }
        return left;
    }

    private static void subtract(Box from, Box taken, List<Box> rest) {
        if (!from.meets(taken)) {
            rest.add(from);
            return;
        }
        BigInteger low = from.low.max(taken.low);
        BigInteger high = from.high.min(taken.high);
        if (from.low.compareTo(low) < 0) {
            rest.add(from.withAddresses(from.low, low.subtract(BigInteger.ONE)));
        }
        if (high.compareTo(from.high) < 0) {
            rest.add(from.withAddresses(high.add(BigInteger.ONE), from.high));
        }
        Box middle = from.withAddresses(low, high);
        if (from.firstPort < taken.firstPort) {
            rest.add(middle.withPorts(from.firstPort, taken.firstPort - 1));
        }
        if (taken.lastPort < from.lastPort) {
            rest.add(middle.withPorts(taken.lastPort + 1, from.lastPort));
        }
    }

    private static List<Box> boxes(EndpointRule rule) {
        List<Box> boxes = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            if (rule.transports().contains(transport)) {
                addBoxes(rule, transport, boxes);
            }
        }
        return boxes;
    }

    private static void addBoxes(EndpointRule rule, Transport transport, List<Box> boxes) {
        List<PortRange> ports = transport == Transport.ICMP ? List.of(PortRange.ANY) : rule.ports();
        for (PortRange range : ports) {
            Box named = new Box(rule.flow(), transport, name(rule.peer()), BigInteger.ZERO, BigInteger.ZERO,
                    range.first(), range.last());
            if (!(rule.peer() instanceof Peer.Blocks(List<AddressBlock> blocks))) {
                boxes.add(named);
                continue;
            }
            for (AddressBlock block : blocks) {
                boxes.add(new Box(rule.flow(), transport, family(block), number(block.high(), block.low()),
                        number(block.lastHigh(), block.lastLow()), range.first(), range.last()));
            }
        }
    }

    /** What a rule allows of endpoints that {@code peers} stands for. */
    private static List<Box> covering(EndpointRule rule, String peers) {
        List<Box> boxes = boxes(rule);
        if (isAddressFamily(peers) || !isOnAllAddresses(rule)) {
            return boxes;
        }
        List<Box> all = new ArrayList<>();
        for (Box box : boxes) {
            all.add(new Box(box.flow, box.transport, peers, BigInteger.ZERO, BigInteger.ZERO, box.firstPort,
                    box.lastPort));
        }
        return all;
    }

    private static boolean isOnAllAddresses(EndpointRule rule) {
        boolean all4 = false;
        boolean all6 = false;
        if (rule.peer() instanceof Peer.Blocks(List<AddressBlock> blocks)) {
            for (AddressBlock block : blocks) {
                all4 |= block.prefix() == 0 && !block.ipv6();
                all6 |= block.prefix() == 0 && block.ipv6();
            }
        }
        return all4 && all6;
    }

    private static String name(Peer peer) {
        return peer instanceof Peer.Host host ? host.name().toLowerCase(Locale.ROOT) : NAME_SERVERS;
    }

    private static String family(AddressBlock block) {
        return block.ipv6() ? "6" : "4";
    }

    private static boolean isAddressFamily(String peers) {
        return peers.equals("4") || peers.equals("6");
    }

    private static BigInteger number(long high, long low) {
        return new BigInteger(Long.toUnsignedString(high)).shiftLeft(WORD)
                .or(new BigInteger(Long.toUnsignedString(low)));
    }

    private static String words(EndpointRule rule, Box box) {
        String peer = box.peers;
        if (rule.peer() instanceof Peer.Blocks(List<AddressBlock> blocks)) {
            for (AddressBlock block : blocks) {
                if (family(block).equals(box.peers) && number(block.high(), block.low()).equals(box.low)
                        && number(block.lastHigh(), block.lastLow()).equals(box.high)) {
                    peer = block.ipv6() ? "[" + block + "]" : block.toString();
                }
            }
        }
        String verb = rule.flow() == Flow.INBOUND ? "bind:" : "connect:";
        String port = box.transport == Transport.ICMP ? "" : ":" + new PortRange(box.firstPort, box.lastPort);
        return verb + box.transport.spelling() + ":" + peer + port;
    }
}
