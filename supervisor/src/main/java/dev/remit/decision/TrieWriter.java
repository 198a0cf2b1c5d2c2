package dev.remit.decision;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Writes finished nodes as an image in the form of {@link TrieLayout}. */
final class TrieWriter {
    private static final int SMALLEST_CAPACITY = 16;
    private static final int LARGEST_CAPACITY = 1 << 29;
    private static final int CACHE_LINE = 64;

    private final List<TrieNode> nodes;
    private final int[] rules;
    private final int activeBound;
    private final int capacity;
    private final ImageBytes bytes = new ImageBytes();
    private final WildWriter wilds = new WildWriter(bytes);
    private MemorySegment reaches = MemorySegment.NULL;

    /**
     * Takes over what to write.
     *
     * @param nodes the root first, and each after its parent
     * @param rules the rule of each rank
     * @param activeBound how many nodes a lookup can be in at most
     */
    TrieWriter(List<TrieNode> nodes, int[] rules, int activeBound) {
        this.nodes = nodes;
        this.rules = rules;
        this.activeBound = activeBound;
        int literals = 0;
        for (TrieNode node : nodes) {
            literals += node.kind == TrieNode.Kind.LITERAL ? 1 : 0;
        }
        if (literals > LARGEST_CAPACITY / 2) {
            throw new IllegalStateException("more path components than a trie can hold: " + literals);
        }
        // At most half of the slots are taken, so that searches stay short.
        this.capacity = powerOfTwo(Math.max(SMALLEST_CAPACITY, 2 * literals));
    }

    static int powerOfTwo(int least) {
        return Integer.highestOneBit(least - 1) << 1;
    }

    MemorySegment write() {
        int total = capacity;
        for (TrieNode node : nodes) {
            if (node.kind != TrieNode.Kind.LITERAL) {
                node.id = total++;
            }
        }
        MemorySegment table = Arena.ofAuto().allocate((long) total * TrieLayout.NODE_SIZE, CACHE_LINE);
        reaches = Arena.ofAuto().allocate((long) total * TrieLayout.REACH_SIZE, Long.BYTES);
        for (int slot = 0; slot < capacity; slot++) {
            table.set(TrieLayout.INT, at(slot) + TrieLayout.NODE_PARENT, TrieLayout.NO_NODE);
        }
        int deepNodes = 0;
        for (TrieNode node : nodes) {
            if (node.kind == TrieNode.Kind.LITERAL && node.parent != null) {
                placeLiteral(table, node, node.parent);
            } else {
                table.set(TrieLayout.INT, at(node.id) + TrieLayout.NODE_PARENT, TrieLayout.NO_NODE);
            }
            if (node.kind == TrieNode.Kind.DEEP) {
                table.set(TrieLayout.INT, at(node.id) + TrieLayout.NODE_ORDINAL, deepNodes++);
            }
        }
        for (TrieNode node : nodes) {
            complete(table, node);
        }
        return assemble(table, total, deepNodes);
    }

    private static long at(int node) {
        return (long) node * TrieLayout.NODE_SIZE;
    }

    private void placeLiteral(MemorySegment table, TrieNode node, TrieNode parent) {
        long hash = 0;
        for (int i = 0; i < node.name.length; i += Long.BYTES) {
            hash = TrieLayout.mix(hash, TrieLayout.word(node.name, i));
        }
        int slot = TrieLayout.slot(parent.id, hash, capacity - 1);
        while (table.get(TrieLayout.INT, at(slot) + TrieLayout.NODE_PARENT) != TrieLayout.NO_NODE) {
            slot = (slot + 1) & (capacity - 1);
        }
        node.id = slot;
        parent.filter |= TrieLayout.filterBit(hash);
        long rest = TrieLayout.word(node.name, Long.BYTES);
        if (node.name.length > TrieLayout.INLINE_NAME) {
            rest = bytes.align(Long.BYTES).size();
            bytes.put(node.name).align(Long.BYTES);
        }
        table.set(TrieLayout.INT, at(slot) + TrieLayout.NODE_PARENT, parent.id);
        table.set(TrieLayout.LONG, at(slot) + TrieLayout.NODE_NAME, TrieLayout.word(node.name, 0));
        table.set(TrieLayout.LONG, at(slot) + TrieLayout.NODE_NAME_2, rest);
    }

    /** Writes what is known of a node once all nodes have their places. */
    private void complete(MemorySegment table, TrieNode node) {
        int word = node.name.length;
        if (node.literals != null) {
            word |= TrieLayout.FLAG_LITERALS;
        }
        if (node.subtree != Sum.EMPTY) {
            word |= TrieLayout.FLAG_OWN_BELOW;
        }
        if (node.children != Sum.EMPTY) {
            word |= TrieLayout.FLAG_OWN_CHILDREN;
        }
        if (node.leads) {
            word |= TrieLayout.FLAG_LEADS;
        }
        long record = at(node.id);
        if (node.isWild()) {
            word |= node.deep == null ? 0 : TrieLayout.FLAG_DEEP;
            word |= node.globs == null ? 0 : TrieLayout.FLAG_GLOBS;
            table.set(TrieLayout.INT, record + TrieLayout.NODE_WILD, wilds.add(node));
        }
        long child = Sum.join(node.below, node.children);
        table.set(TrieLayout.INT, record + TrieLayout.NODE_LENGTH, word);
        table.set(TrieLayout.LONG, record + TrieLayout.NODE_HERE, Sum.join(child, node.exact));
        table.set(TrieLayout.LONG, record + TrieLayout.NODE_CHILD, child);
        table.set(TrieLayout.LONG, record + TrieLayout.NODE_BELOW, node.below);
        table.set(TrieLayout.LONG, record + TrieLayout.NODE_FILTER, node.filter);
        reaches.set(TrieLayout.LONG, (long) node.id * TrieLayout.REACH_SIZE, node.reach);
    }

    private MemorySegment assemble(MemorySegment table, int total, int deepNodes) {
        ImageBytes buckets = wilds.buckets();
        ImageBytes edges = wilds.records();
        bytes.align(Long.BYTES);
        ImageBytes ruleTable = new ImageBytes();
        for (int rule : rules) {
            ruleTable.putInt(rule);
        }
        ruleTable.align(Long.BYTES);
        long size = TrieLayout.HEADER_SIZE + table.byteSize() + reaches.byteSize() + buckets.size() + ruleTable.size()
                + edges.size() + bytes.size();
        MemorySegment image = Arena.ofAuto().allocate(size, CACHE_LINE);
        image.set(TrieLayout.LONG, TrieLayout.HEADER_MAGIC, TrieLayout.MAGIC);
        int[] fields = {TrieLayout.VERSION, capacity, total, nodes.getFirst().id,
            buckets.size() / TrieLayout.BUCKET_SIZE, rules.length, edges.size(), bytes.size(), activeBound,
            deepNodes};
        for (int i = 0; i < fields.length; i++) {
            image.set(TrieLayout.INT, TrieLayout.HEADER_VERSION + (long) i * Integer.BYTES, fields[i]);
        }
        MemorySegment.copy(table, 0, image, TrieLayout.HEADER_SIZE, table.byteSize());
        long at = TrieLayout.HEADER_SIZE + table.byteSize();
        MemorySegment.copy(reaches, 0, image, at, reaches.byteSize());
        at += reaches.byteSize();
        for (ImageBytes section : List.of(buckets, ruleTable, edges, bytes)) {
            MemorySegment.copy(MemorySegment.ofArray(section.array()), 0, image, at, section.size());
            at += section.size();
        }
        return image;
    }
}
