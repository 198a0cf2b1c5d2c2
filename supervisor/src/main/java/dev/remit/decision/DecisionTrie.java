package dev.remit.decision;

import dev.remit.policy.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * What the policy says of every path: immutable, outside the Java heap, safe for any number of threads that each bring
 * their own {@link LookupScratch}.
 *
 * <p>An image is trusted: it comes from {@link DecisionTrieBuilder} or from a file that only this program can have
 * written. A damaged one gives wrong answers, but is never read outside its bounds.
 */
public final class DecisionTrie {
    private final MemorySegment image;
    private final int mask;
    private final int root;
    private final long verdicts;
    private final long rules;
    private final long wilds;
    private final long bytes;

    private DecisionTrie(MemorySegment image) {
        this.image = image;
        this.mask = header(TrieLayout.HEADER_CAPACITY) - 1;
        this.root = header(TrieLayout.HEADER_ROOT);
        this.verdicts = TrieLayout.HEADER_SIZE + (long) header(TrieLayout.HEADER_NODES) * TrieLayout.NODE_SIZE;
        this.rules = verdicts + (long) header(TrieLayout.HEADER_VERDICTS) * TrieLayout.VERDICT_SIZE;
        this.wilds = rules + (header(TrieLayout.HEADER_RULES) + 1L & ~1L) * Integer.BYTES;
        this.bytes = wilds + (long) header(TrieLayout.HEADER_WILDS) * Integer.BYTES;
    }

    /**
     * Reads an image where it lies, without a copy.
     *
     * @param image as {@link #image} returns it; stays in use as long as the trie
     * @throws IllegalArgumentException when it is no image of this version, or cut off
     */
    public static DecisionTrie of(MemorySegment image) {
        if (image.byteSize() < TrieLayout.HEADER_SIZE
                || image.get(TrieLayout.LONG, TrieLayout.HEADER_MAGIC) != TrieLayout.MAGIC
                || image.get(TrieLayout.INT, TrieLayout.HEADER_VERSION) != TrieLayout.VERSION) {
            throw new IllegalArgumentException("not a decision trie of version " + TrieLayout.VERSION);
        }
        DecisionTrie trie = new DecisionTrie(image.asReadOnly());
        int capacity = trie.mask + 1;
        boolean whole = trie.bytes + trie.header(TrieLayout.HEADER_BYTES) == image.byteSize();
        if (!whole || Integer.bitCount(capacity) != 1 || trie.root < capacity
                || trie.root >= trie.header(TrieLayout.HEADER_NODES)) {
            throw new IllegalArgumentException("a decision trie that is damaged or cut off");
        }
        return trie;
    }

    /** The bytes of the trie, read-only: write them to a file, map it, and give that to {@link #of}. */
    public MemorySegment image() {
        return image;
    }

    /** The working memory that one thread needs for lookups in this trie. */
    public LookupScratch newScratch() {
        return new LookupScratch(header(TrieLayout.HEADER_ACTIVE), header(TrieLayout.HEADER_DEEP));
    }

    private int header(int field) {
        return image.get(TrieLayout.INT, field);
    }

    /**
     * The verdict on a path. Allocates nothing; takes a time that grows with the path, and with the globs and
     * {@code **} that it meets, but not with the number of rules.
     *
     * @param path bytes that hold an absolute canonical path: no empty, {@code .} or {@code ..} components, no slash at
     *        the end except for the root itself; no terminating zero is looked for
     * @param offset of its first byte, a slash
     * @param length in bytes; that of a parent directory asks for the parent (1 for the root)
     * @param scratch from {@link #newScratch} of this trie, not in use by another thread
     * @return a {@link Verdict}; {@link Verdict#NOTHING} for what is no absolute path
     * @throws IndexOutOfBoundsException when the path does not lie within {@code path}
     */
    public long lookup(MemorySegment path, long offset, int length, LookupScratch scratch) {
        Objects.checkFromIndexSize(offset, length, path.byteSize());
        if (length == 0 || path.get(TrieLayout.BYTE, offset) != '/') {
            return Verdict.NOTHING;
        }
        long limit = offset + length;
        long at = offset + 1;
        int node = root;
        while (at < limit) {
            int word = image.get(TrieLayout.INT, address(node) + TrieLayout.NODE_LENGTH);
            if ((word & TrieLayout.FLAG_WILD) != 0) {
                return lookupMany(path, at, limit, node, scratch);
            }
            readComponent(path, at, limit, scratch);
            int child = (word & TrieLayout.FLAG_LITERALS) != 0 ? child(node, path, at, scratch) : TrieLayout.NO_NODE;
            if (child == TrieLayout.NO_NODE) {
                return verdict(node, scratch.end == limit ? TrieLayout.VERDICT_CHILD : TrieLayout.VERDICT_BELOW);
            }
            node = child;
            at = scratch.end + 1;
        }
        if ((image.get(TrieLayout.INT, address(node) + TrieLayout.NODE_LENGTH) & TrieLayout.FLAG_WILD) != 0) {
            return lookupMany(path, at, limit, node, scratch);
        }
        return verdict(node, TrieLayout.VERDICT_HERE);
    }

    private static long address(int node) {
        return TrieLayout.HEADER_SIZE + (long) node * TrieLayout.NODE_SIZE;
    }

    private long verdict(int node, int field) {
        int number = image.get(TrieLayout.INT, address(node) + TrieLayout.NODE_VERDICT);
        return image.get(TrieLayout.LONG, verdicts + (long) number * TrieLayout.VERDICT_SIZE + field);
    }

    /** Finds the end of the component at {@code at}, its hash and its first words. */
    private static void readComponent(MemorySegment path, long at, long limit, LookupScratch scratch) {
        long first = 0;
        long second = 0;
        long hash = 0;
        long end = at;
        while (end < limit) {
            long word = TrieLayout.word(path, end, limit);
            long marks = TrieLayout.slashes(word);
            if (marks != 0) {
                word = TrieLayout.head(word, TrieLayout.before(marks));
            }
            if (marks == 0 || word != 0) {
                hash = TrieLayout.mix(hash, word);
            }
            if (end == at) {
                first = word;
            } else if (end == at + Long.BYTES) {
                second = word;
            }
            if (marks != 0) {
                end += TrieLayout.before(marks);
                break;
            }
            end = Math.min(end + Long.BYTES, limit);
        }
        scratch.end = end;
        scratch.hash = hash;
        scratch.first = first;
        scratch.second = second;
    }

    /** The node that the component leads to from {@code node} as a literal, or {@link TrieLayout#NO_NODE}. */
    private int child(int node, MemorySegment path, long at, LookupScratch scratch) {
        int length = (int) (scratch.end - at);
        int slot = TrieLayout.slot(node, scratch.hash, mask);
        while (true) {
            long record = address(slot);
            int parent = image.get(TrieLayout.INT, record + TrieLayout.NODE_PARENT);
            if (parent == TrieLayout.NO_NODE) {
                return TrieLayout.NO_NODE;
            }
            if (parent == node
                    && (image.get(TrieLayout.INT, record + TrieLayout.NODE_LENGTH)
                            & TrieLayout.LENGTH_MASK) == length
                    && image.get(TrieLayout.LONG, record + TrieLayout.NODE_NAME) == scratch.first
                    && isRestOfName(record, path, at, length, scratch)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private boolean isRestOfName(long record, MemorySegment path, long at, int length, LookupScratch scratch) {
        long rest = image.get(TrieLayout.LONG, record + TrieLayout.NODE_NAME_2);
        return length > TrieLayout.INLINE_NAME
                ? GlobMatcher.same(image, bytes + rest, path, at, length)
                : rest == scratch.second;
    }

    /** The lookup from where globs or {@code **} may lead it into several nodes at once. */
    private long lookupMany(MemorySegment path, long from, long limit, int start, LookupScratch scratch) {
        scratch.begin();
        scratch.sum = sum(start, TrieLayout.SUM_BELOW);
        enter(start, scratch);
        scratch.turn();
        long at = from;
        while (at < limit && scratch.activeCount > 0) {
            readComponent(path, at, limit, scratch);
            for (int i = 0; i < scratch.activeCount; i++) {
                advance(scratch.active[i], path, at, limit, scratch);
            }
            scratch.turn();
            at = scratch.end + 1;
        }
        for (int i = 0; i < scratch.activeCount; i++) {
            scratch.sum = Sum.join(scratch.sum, sum(scratch.active[i], TrieLayout.SUM_HERE));
        }
        int rank = Sum.decidingRank(scratch.sum);
        return Sum.verdict(scratch.sum, image.get(TrieLayout.INT, rules + (long) rank * Integer.BYTES));
    }

    private long sum(int node, int field) {
        return verdict(node, field);
    }

    /** Goes from one node to wherever the component at hand leads. */
    private void advance(int node, MemorySegment path, long at, long limit, LookupScratch scratch) {
        int word = image.get(TrieLayout.INT, address(node) + TrieLayout.NODE_LENGTH);
        if ((word & TrieLayout.FLAG_DEEP) != 0) {
            scratch.next[scratch.nextCount++] = node;
        }
        if ((word & TrieLayout.FLAG_OWN_CHILDREN) != 0 && scratch.end == limit) {
            scratch.sum = Sum.join(scratch.sum, sum(node, TrieLayout.SUM_CHILD));
        }
        if ((word & TrieLayout.FLAG_LITERALS) != 0) {
            int child = child(node, path, at, scratch);
            if (child != TrieLayout.NO_NODE) {
                enter(child, scratch);
            }
        }
        if ((word & TrieLayout.FLAG_WILD) == 0) {
            return;
        }
        long wild = wild(node);
        int globs = image.get(TrieLayout.INT, wild + Integer.BYTES);
        for (int i = 0; i < globs; i++) {
            long edge = wild + 2L * Integer.BYTES + (long) i * 2 * Integer.BYTES;
            long glob = bytes + image.get(TrieLayout.INT, edge);
            if (GlobMatcher.matches(image, glob, path, at, scratch.end)) {
                enter(image.get(TrieLayout.INT, edge + Integer.BYTES), scratch);
            }
        }
    }

    private long wild(int node) {
        return wilds + (long) image.get(TrieLayout.INT, address(node) + TrieLayout.NODE_WILD) * Integer.BYTES;
    }

    /** Adds a node to those that the lookup is in, and the {@code **} below it, which may stand for nothing. */
    private void enter(int node, LookupScratch scratch) {
        int word = image.get(TrieLayout.INT, address(node) + TrieLayout.NODE_LENGTH);
        scratch.next[scratch.nextCount++] = node;
        if ((word & TrieLayout.FLAG_OWN_BELOW) != 0) {
            scratch.sum = Sum.join(scratch.sum, sum(node, TrieLayout.SUM_BELOW));
        }
        if ((word & TrieLayout.FLAG_WILD) != 0) {
            int deep = image.get(TrieLayout.INT, wild(node));
            if (deep != TrieLayout.NO_NODE && scratch.reachDeep(deepOrdinal(deep))) {
                enter(deep, scratch);
            }
        }
    }

    private int deepOrdinal(int deep) {
        return (int) image.get(TrieLayout.LONG, address(deep) + TrieLayout.NODE_NAME);
    }
}
