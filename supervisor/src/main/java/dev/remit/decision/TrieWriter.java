package dev.remit.decision;

import dev.remit.policy.GlobElement;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes finished nodes as an image in the form of {@link TrieLayout}. */
final class TrieWriter {
    private static final int SMALLEST_CAPACITY = 16;
    private static final int LARGEST_CAPACITY = 1 << 29;

    private final List<TrieNode> nodes;
    private final int[] rules;
    private final int activeBound;
    private final int capacity;
    private final List<TrieNode> speaking = new ArrayList<>();
    private final ImageBytes wilds = new ImageBytes();
    private final ImageBytes bytes = new ImageBytes();
    private final Map<String, Integer> globs = new HashMap<>();

    TrieWriter(List<TrieNode> nodes, int[] rules, int activeBound) {
        this.nodes = nodes;
        this.rules = rules;
        this.activeBound = activeBound;
        this.capacity = capacity(nodes);
    }

    /** At most half of the slots are taken, so that searches stay short. */
    private static int capacity(List<TrieNode> nodes) {
        int literals = 0;
        for (TrieNode node : nodes) {
            literals += node.kind == TrieNode.Kind.LITERAL ? 1 : 0;
        }
        if (literals > LARGEST_CAPACITY / 2) {
            throw new IllegalStateException("more path components than a trie can hold: " + literals);
        }
        int least = Math.max(SMALLEST_CAPACITY, 2 * literals);
        return Integer.highestOneBit(least - 1) << 1;
    }

    MemorySegment write() {
        numberVerdicts();
        int total = capacity;
        for (TrieNode node : nodes) {
            if (node.kind != TrieNode.Kind.LITERAL) {
                node.id = total++;
            }
        }
        MemorySegment table = Arena.ofAuto().allocate((long) total * TrieLayout.NODE_SIZE, Long.BYTES);
        for (int slot = 0; slot < capacity; slot++) {
            table.set(TrieLayout.INT, (long) slot * TrieLayout.NODE_SIZE + TrieLayout.NODE_PARENT, TrieLayout.NO_NODE);
        }
        int deepNodes = 0;
        for (TrieNode node : nodes) {
            placeLiteral(table, node);
            if (node.kind == TrieNode.Kind.DEEP) {
                table.set(TrieLayout.LONG, at(node.id) + TrieLayout.NODE_NAME, deepNodes++);
            }
        }
        for (TrieNode node : nodes) {
            writeEdges(table, node);
        }
        return assemble(table, total, deepNodes);
    }

    /** A node at which no pattern ends says what the nearest one above says that does. */
    private void numberVerdicts() {
        for (TrieNode node : nodes) {
            if (node.parent == null || node.speaks()) {
                node.verdict = speaking.size();
                speaking.add(node);
            } else {
                node.verdict = node.parent.speaks() || node.parent.parent == null
                        ? silentVerdict(node.parent)
                        : node.parent.verdict;
            }
        }
    }

    /** The record that only repeats what is said below {@code parent}. */
    private int silentVerdict(TrieNode parent) {
        if (parent.silentVerdict < 0) {
            parent.silentVerdict = speaking.size();
            speaking.add(new TrieNode(parent, TrieNode.Kind.PLAIN, new byte[0]));
            speaking.getLast().below = parent.below;
        }
        return parent.silentVerdict;
    }

    private static long at(int node) {
        return (long) node * TrieLayout.NODE_SIZE;
    }

    private void placeLiteral(MemorySegment table, TrieNode node) {
        if (node.kind != TrieNode.Kind.LITERAL || node.parent == null) {
            return;
        }
        MemorySegment name = MemorySegment.ofArray(node.name);
        long hash = 0;
        for (int i = 0; i < node.name.length; i += Long.BYTES) {
            hash = TrieLayout.mix(hash, TrieLayout.word(name, i, node.name.length));
        }
        int slot = TrieLayout.slot(node.parent.id, hash, capacity - 1);
        while (table.get(TrieLayout.INT, at(slot) + TrieLayout.NODE_PARENT) != TrieLayout.NO_NODE) {
            slot = slot + 1 & capacity - 1;
        }
        node.id = slot;
        table.set(TrieLayout.INT, at(slot) + TrieLayout.NODE_PARENT, node.parent.id);
        table.set(TrieLayout.LONG, at(slot) + TrieLayout.NODE_NAME, wordAt(name, 0));
        long rest = wordAt(name, Long.BYTES);
        if (node.name.length > TrieLayout.INLINE_NAME) {
            rest = bytes.align(Long.BYTES).size();
            bytes.put(node.name).align(Long.BYTES);
        }
        table.set(TrieLayout.LONG, at(slot) + TrieLayout.NODE_NAME_2, rest);
    }

    private static long wordAt(MemorySegment name, int at) {
        return at < name.byteSize() ? TrieLayout.word(name, at, name.byteSize()) : 0;
    }

    private void writeEdges(MemorySegment table, TrieNode node) {
        int word = node.name.length;
        if (node.literals != null) {
            word |= TrieLayout.FLAG_LITERALS;
        }
        if (node.kind == TrieNode.Kind.DEEP) {
            word |= TrieLayout.FLAG_DEEP;
        }
        if (node.subtree != Sum.EMPTY) {
            word |= TrieLayout.FLAG_OWN_BELOW;
        }
        if (node.children != Sum.EMPTY) {
            word |= TrieLayout.FLAG_OWN_CHILDREN;
        }
        if (node.isWild()) {
            word |= TrieLayout.FLAG_WILD;
            table.set(TrieLayout.INT, at(node.id) + TrieLayout.NODE_WILD, writeWild(node));
        }
        table.set(TrieLayout.INT, at(node.id) + TrieLayout.NODE_LENGTH, word);
        table.set(TrieLayout.INT, at(node.id) + TrieLayout.NODE_VERDICT, node.verdict);
    }

    private int writeWild(TrieNode node) {
        int start = wilds.size() / Integer.BYTES;
        wilds.putInt(node.deep == null ? TrieLayout.NO_NODE : node.deep.id);
        Map<String, TrieNode> edges = node.globs == null ? Map.of() : node.globs;
        wilds.putInt(edges.size());
        for (Map.Entry<String, TrieNode> edge : edges.entrySet()) {
            int glob = globs.computeIfAbsent(edge.getKey(),
                    pattern -> GlobCompiler.write(GlobElement.parse(pattern), bytes));
            wilds.putInt(glob).putInt(edge.getValue().id);
        }
        return start;
    }

    private MemorySegment assemble(MemorySegment table, int total, int deepNodes) {
        wilds.align(Long.BYTES);
        long verdicts = TrieLayout.HEADER_SIZE + table.byteSize();
        long ruleTable = verdicts + (long) speaking.size() * TrieLayout.VERDICT_SIZE;
        long wildTable = ruleTable + (long) (rules.length + 1 & ~1) * Integer.BYTES;
        long byteTable = wildTable + wilds.size();
        MemorySegment image = Arena.ofAuto().allocate(byteTable + bytes.size(), TrieLayout.VERDICT_SIZE);
        image.set(TrieLayout.LONG, TrieLayout.HEADER_MAGIC, TrieLayout.MAGIC);
        int[] fields = {TrieLayout.VERSION, capacity, total, nodes.getFirst().id, speaking.size(), rules.length,
            wilds.size() / Integer.BYTES, bytes.size(), activeBound, deepNodes};
        for (int i = 0; i < fields.length; i++) {
            image.set(TrieLayout.INT, TrieLayout.HEADER_VERSION + (long) i * Integer.BYTES, fields[i]);
        }
        MemorySegment.copy(table, 0, image, TrieLayout.HEADER_SIZE, table.byteSize());
        for (int i = 0; i < speaking.size(); i++) {
            writeVerdict(image, verdicts + (long) i * TrieLayout.VERDICT_SIZE, speaking.get(i));
        }
        for (int i = 0; i < rules.length; i++) {
            image.set(TrieLayout.INT, ruleTable + (long) i * Integer.BYTES, rules[i]);
        }
        MemorySegment.copy(wilds.array(), 0, image, TrieLayout.BYTE, wildTable, wilds.size());
        MemorySegment.copy(bytes.array(), 0, image, TrieLayout.BYTE, byteTable, bytes.size());
        return image;
    }

    private void writeVerdict(MemorySegment image, long at, TrieNode node) {
        long child = Sum.join(node.below, node.children);
        long here = Sum.join(child, node.exact);
        writeSum(image, at, TrieLayout.VERDICT_HERE, here);
        writeSum(image, at, TrieLayout.VERDICT_CHILD, child);
        writeSum(image, at, TrieLayout.VERDICT_BELOW, node.below);
    }

    private void writeSum(MemorySegment image, long record, int field, long sum) {
        image.set(TrieLayout.LONG, record + field, Sum.verdict(sum, rules[Sum.decidingRank(sum)]));
        image.set(TrieLayout.LONG, record + field + TrieLayout.SUM_HERE, sum);
    }
}
