package dev.remit.decision;

import java.lang.foreign.MemorySegment;

/** An image and where its sections lie; reads its nodes. */
final class TrieImage {
    final MemorySegment memory;
    final int root;
    final int rootWord;
    /** Whether there is any glob or {@code **}, so that a lookup may leave its trunk. */
    final boolean branches;
    final long reaches;
    final long buckets;
    final int bucketMask;
    final long wilds;
    final long bytes;

    private final int mask;
    private final long rules;

    /**
     * Finds the sections.
     *
     * @throws IllegalArgumentException when it is no image of this version, or damaged or cut off
     */
    TrieImage(MemorySegment memory) {
        if (memory.byteSize() < TrieLayout.HEADER_SIZE
                || memory.get(TrieLayout.LONG, TrieLayout.HEADER_MAGIC) != TrieLayout.MAGIC
                || memory.get(TrieLayout.INT, TrieLayout.HEADER_VERSION) != TrieLayout.VERSION) {
            throw new IllegalArgumentException("not a decision trie of version " + TrieLayout.VERSION);
        }
        this.memory = memory.asReadOnly();
        this.mask = header(TrieLayout.HEADER_CAPACITY) - 1;
        this.root = header(TrieLayout.HEADER_ROOT);
        this.bucketMask = header(TrieLayout.HEADER_BUCKETS) - 1;
        this.reaches = address(header(TrieLayout.HEADER_NODES));
        this.buckets = reaches + (long) header(TrieLayout.HEADER_NODES) * TrieLayout.REACH_SIZE;
        this.rules = buckets + (bucketMask + 1L) * TrieLayout.BUCKET_SIZE;
        this.wilds = rules + ((header(TrieLayout.HEADER_RULES) + 1L) & ~1L) * Integer.BYTES;
        this.bytes = wilds + header(TrieLayout.HEADER_WILDS);
        boolean whole = bytes + header(TrieLayout.HEADER_BYTES) == memory.byteSize();
        if (!whole || Integer.bitCount(mask + 1) != 1 || Integer.bitCount(bucketMask + 1) > 1 || root <= mask
                || root >= header(TrieLayout.HEADER_NODES)) {
            throw new IllegalArgumentException("a decision trie that is damaged or cut off");
        }
        this.rootWord = word(root);
        this.branches = header(TrieLayout.HEADER_WILDS) > 0;
    }

    int header(int field) {
        return memory.get(TrieLayout.INT, field);
    }

    static long address(int node) {
        return TrieLayout.HEADER_SIZE + (long) node * TrieLayout.NODE_SIZE;
    }

    /** The length of the node's name, and its flags. */
    int word(int node) {
        return memory.get(TrieLayout.INT, address(node) + TrieLayout.NODE_LENGTH);
    }

    int field(int node, int field) {
        return memory.get(TrieLayout.INT, address(node) + field);
    }

    /** One of the node's sums, or its filter. */
    long longField(int node, int field) {
        return memory.get(TrieLayout.LONG, address(node) + field);
    }

    /**
     * What rules say of any path that goes on from the node, all together; what the node and those above it say of all
     * that is below is not in it. For a {@code **} node, which is left by nothing, that of paths that end there as well.
     */
    long reach(int node) {
        return memory.get(TrieLayout.LONG, reaches + (long) node * TrieLayout.REACH_SIZE);
    }

    /** The address of the record of a node that has one. */
    long wild(int node) {
        return wilds + memory.get(TrieLayout.INT, address(node) + TrieLayout.NODE_WILD);
    }

    long verdict(long sum) {
        return Sum.verdict(sum, rule(Sum.decidingRank(sum)));
    }

    int rule(int rank) {
        return memory.get(TrieLayout.INT, rules + (long) rank * Integer.BYTES);
    }

    /**
     * The node that the component at hand leads to as a literal, or {@link TrieLayout#NO_NODE}; leaves its length and
     * flags in the scratch.
     *
     * @param node from which it leads
     * @param at where the component begins
     * @param component its end, hash and first words
     */
    int child(int node, MemorySegment path, long at, LookupScratch component) {
        long length = component.end - at;
        long wanted = length << Integer.SIZE | node;
        int slot = TrieLayout.slot(node, component.hash, mask);
        while (true) {
            long record = address(slot);
            long head = memory.get(TrieLayout.LONG, record);
            if ((head & TrieLayout.HEAD_MASK) == wanted
                    && memory.get(TrieLayout.LONG, record + TrieLayout.NODE_NAME) == component.first
                    && isRestOfName(record, path, at, length, component)) {
                component.word = (int) (head >>> Integer.SIZE);
                return slot;
            }
            if ((int) head == TrieLayout.NO_NODE) {
                return TrieLayout.NO_NODE;
            }
            slot = (slot + 1) & mask;
        }
    }

    private boolean isRestOfName(long record, MemorySegment path, long at, long length, LookupScratch component) {
        long rest = memory.get(TrieLayout.LONG, record + TrieLayout.NODE_NAME_2);
        return length > TrieLayout.INLINE_NAME
                ? GlobMatcher.same(memory, bytes + rest, path, at, (int) length)
                : rest == component.second;
    }
}
