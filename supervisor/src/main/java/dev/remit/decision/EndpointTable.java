package dev.remit.decision;

/**
 * Which rule on the network allows an endpoint: the run-time form of a policy's rules, immutable.
 *
 * <p>For each flow, protocol and family the address space is cut where any block of addresses begins or ends. A lookup
 * finds the piece that an address lies in and, among the ports that are allowed there, the range that a port lies in,
 * each by binary search. Hot: lookups allocate nothing.
 */
public final class EndpointTable {
    /** Answers that no rule allows an endpoint. */
    public static final int NONE = -1;
    /** Allows nothing. */
    public static final EndpointTable EMPTY = new EndpointTableBuilder().build();

    private static final int FAMILIES = 2;

    private final int transports;
    private final Pieces[] pieces;

    /**
     * @param transports how many protocols there are
     * @param pieces by flow, protocol and family, see {@link #index}
     */
    EndpointTable(int transports, Pieces[] pieces) {
        this.transports = transports;
        this.pieces = pieces;
    }

    static int index(int transports, int flow, int transport, boolean ipv6) {
        return (flow * transports + transport) * FAMILIES + (ipv6 ? 1 : 0);
    }

    /**
     * The rule that allows an endpoint, or {@link #NONE}.
     *
     * @param flow code of {@link dev.remit.policy.Flow}
     * @param transport code of {@link dev.remit.policy.Transport}
     * @param ipv6 whether it is an IPv6 address that is not IPv4-mapped
     * @param high the first 64 bits of an IPv6 address; 0 for IPv4
     * @param low the last 64 bits, or the 32 bits of an IPv4 address
     * @param port 0 to 65535
     */
    public int find(int flow, int transport, boolean ipv6, long high, long low, int port) {
        return pieces[index(transports, flow, transport, ipv6)].find(high, low, port);
    }

    /** Whether any rule allows an address, at whatever port. The parameters are those of {@link #find}. */
    public boolean anyPort(int flow, int transport, boolean ipv6, long high, long low) {
        return pieces[index(transports, flow, transport, ipv6)].anyPort(high, low);
    }

    /** Whether any rule speaks of a flow of a protocol. */
    public boolean any(int flow, int transport) {
        return !pieces[index(transports, flow, transport, false)].isEmpty()
                || !pieces[index(transports, flow, transport, true)].isEmpty();
    }

    /**
     * The pieces of one address space. Piece {@code i} begins at the address {@code high[i]:low[i]} and ends before the
     * next one; its ports are the ranges {@code ports[i]} to {@code ports[i + 1]}, exclusively.
     * Addresses ascend as unsigned numbers; the ranges of a piece ascend and do not touch.
     */
    static final class Pieces {
        private final long[] high;
        private final long[] low;
        private final int[] ports;
        private final int[] first;
        private final int[] last;
        private final int[] rule;

        Pieces(long[] high, long[] low, int[] ports, int[] first, int[] last, int[] rule) {
            this.high = high;
            this.low = low;
            this.ports = ports;
            this.first = first;
            this.last = last;
            this.rule = rule;
        }

        boolean isEmpty() {
            return rule.length == 0;
        }

        int find(long addressHigh, long addressLow, int port) {
            int piece = pieceOf(addressHigh, addressLow);
            return piece < 0 ? NONE : findPort(ports[piece], ports[piece + 1], port);
        }

        boolean anyPort(long addressHigh, long addressLow) {
            int piece = pieceOf(addressHigh, addressLow);
            return piece >= 0 && ports[piece] < ports[piece + 1];
        }

        /** The piece that an address lies in, or -1. */
        private int pieceOf(long addressHigh, long addressLow) {
            int from = 0;
            int to = high.length;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (isAfter(middle, addressHigh, addressLow)) {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            return from - 1;
        }

        private boolean isAfter(int piece, long addressHigh, long addressLow) {
            int order = Long.compareUnsigned(high[piece], addressHigh);
            return order > 0 || order == 0 && Long.compareUnsigned(low[piece], addressLow) > 0;
        }

        private int findPort(int begin, int end, int port) {
            int from = begin;
            int to = end;
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (last[middle] < port) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from < end && first[from] <= port ? rule[from] : NONE;
        }
    }
}
