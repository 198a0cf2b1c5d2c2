package dev.remit.decision;

import dev.remit.policy.AddressBlock;
import dev.remit.policy.Flow;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects what rules on the network allow, and cuts the address spaces into pieces. Cold.
 *
 * <p>Blocks of addresses either contain each other or do not touch, so that walking over them in the order of their
 * first addresses, the larger ones first, visits them as a tree: what is allowed in a block is what is allowed around
 * it, with its own ranges of ports laid over that.
 */
public final class EndpointTableBuilder {
    /** The order of blocks by first address, then by size, the largest first. */
    private static final Comparator<AddressBlock> OUTER_FIRST = (one, other) -> {
        int order = Long.compareUnsigned(one.high(), other.high());
        order = order != 0 ? order : Long.compareUnsigned(one.low(), other.low());
        return order != 0 ? order : Integer.compare(one.prefix(), other.prefix());
    };

    private final int transports = Transport.values().length;
    private final List<Map<AddressBlock, Ports>> spaces = new ArrayList<>();

    public EndpointTableBuilder() {
        for (int i = 0; i < Flow.values().length * transports * 2; i++) {
            spaces.add(new TreeMap<>(OUTER_FIRST));
        }
    }

    /**
     * Allows the endpoints of a block. Where two rules allow an endpoint, the one with the smaller block counts as the one
     * that does; of the same block, the one that was added first.
     *
     * @param rule its number: not negative
     */
    public EndpointTableBuilder allow(Flow flow, Transport transport, AddressBlock block, PortRange ports, int rule) {
        spaces.get(EndpointTable.index(transports, flow.code(), transport.code(), block.ipv6()))
                .computeIfAbsent(block, _ -> new Ports()).layUnder(ports, rule);
        return this;
    }

    public EndpointTable build() {
        EndpointTable.Pieces[] pieces = new EndpointTable.Pieces[spaces.size()];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new Cut().of(spaces.get(i));
        }
        return new EndpointTable(transports, pieces);
    }

    /** Cuts one address space. */
    private static final class Cut {
        private record Entered(AddressBlock block, Ports ports) {}

        private final Deque<Entered> around = new ArrayDeque<>();
        private final List<long[]> starts = new ArrayList<>();
        private final List<Ports> allowed = new ArrayList<>();

        EndpointTable.Pieces of(Map<AddressBlock, Ports> blocks) {
            for (Map.Entry<AddressBlock, Ports> entry : blocks.entrySet()) {
                AddressBlock block = entry.getKey();
                leaveUpTo(block);
                Entered outer = around.peek();
                Ports all = outer == null ? entry.getValue() : entry.getValue().over(outer.ports());
                around.push(new Entered(block, all));
                begin(block.high(), block.low(), all);
            }
            while (!around.isEmpty()) {
                leave();
            }
            return pieces();
        }

        /** Leaves the blocks that end before another one begins. */
        private void leaveUpTo(AddressBlock next) {
            while (!around.isEmpty() && isBefore(around.element().block(), next)) {
                leave();
            }
        }

        private static boolean isBefore(AddressBlock block, AddressBlock next) {
            int order = Long.compareUnsigned(block.lastHigh(), next.high());
            return order < 0 || order == 0 && Long.compareUnsigned(block.lastLow(), next.low()) < 0;
        }

        /** Behind a block, what is around it is allowed again; behind the last address there is nothing. */
        private void leave() {
            AddressBlock left = around.pop().block();
            long low = left.lastLow() + 1;
            long high = left.lastHigh() + (low == 0 && left.ipv6() ? 1 : 0);
            if (high != 0 || low != 0) {
                Entered outer = around.peek();
                begin(high, low, outer == null ? new Ports() : outer.ports());
            }
        }

        private void begin(long high, long low, Ports ports) {
            int last = starts.size() - 1;
            if (last >= 0 && starts.get(last)[0] == high && starts.get(last)[1] == low) {
                allowed.set(last, ports);
                return;
            }
            starts.add(new long[]{high, low});
            allowed.add(ports);
        }

        private EndpointTable.Pieces pieces() {
            int count = starts.size();
            long[] high = new long[count];
            long[] low = new long[count];
            int[] ports = new int[count + 1];
            List<Ports.Range> ranges = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                high[i] = starts.get(i)[0];
                low[i] = starts.get(i)[1];
                ranges.addAll(allowed.get(i).ranges());
                ports[i + 1] = ranges.size();
            }
            int[] first = new int[ranges.size()];
            int[] last = new int[ranges.size()];
            int[] rule = new int[ranges.size()];
            for (int i = 0; i < ranges.size(); i++) {
                first[i] = ranges.get(i).first();
                last[i] = ranges.get(i).last();
                rule[i] = ranges.get(i).rule();
            }
            return new EndpointTable.Pieces(high, low, ports, first, last, rule);
        }
    }

    /** Ranges of ports that do not touch each other, in ascending order. */
    private static final class Ports {
        private record Range(int first, int last, int rule) {}

        private final List<Range> ranges = new ArrayList<>();

        List<Range> ranges() {
            return ranges;
        }

        /** Adds a range where there is none yet. */
        void layUnder(PortRange added, int rule) {
            List<Range> all = new ArrayList<>();
            int next = added.first();
            for (Range range : ranges) {
                int gapEnd = Math.min(added.last(), range.first() - 1);
                if (next <= gapEnd) {
                    all.add(new Range(next, gapEnd, rule));
                }
                all.add(range);
                next = Math.max(next, range.last() + 1);
            }
            if (next <= added.last()) {
                all.add(new Range(next, added.last(), rule));
            }
            ranges.clear();
            ranges.addAll(all);
        }

        /** These, and others where these are not. */
        Ports over(Ports others) {
            Ports all = new Ports();
            all.ranges.addAll(ranges);
            for (Range other : others.ranges) {
                all.layUnder(new PortRange(other.first(), other.last()), other.rule());
            }
            return all;
        }
    }
}
