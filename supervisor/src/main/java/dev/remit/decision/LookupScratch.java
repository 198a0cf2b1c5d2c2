package dev.remit.decision;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The working memory of lookups in one trie, made once for each thread that looks up; not to be shared. */
public final class LookupScratch {
    /** The component at hand: where it ends, its hash, its first 8 bytes and the next 8, padded with zeros. */
    long end;
    long hash;
    long first;
    long second;
    /** Length and flags of the node that it was found to lead to. */
    int word;

    /** Nodes off the trunk that a lookup is in, and those that it will be in after the component at hand. */
    int[] active;
    int[] next;
    int activeCount;
    int nextCount;
    /** {@code **} nodes that it is in, and stays in. */
    final int[] deep;
    int deepCount;
    /** What those say together of a path that has ended. */
    long deepHere;
    /** By what a component is known that may lead out of one of them: its name's hash, its first byte, its last. */
    long deepNames;
    long deepFirst;
    long deepLast;
    /** What the branches met so far say together. */
    long sum;

    /** For each {@code **} node the lookup that reached it last. */
    private final int[] reached;
    private int lookup;

    /** The same sums and marks as they are in the root, to begin with. */
    private final int rootCount;
    private final long rootSum;
    private final long rootHere;
    private final long rootNames;
    private final long rootFirst;
    private final long rootLast;

    LookupScratch(TrieImage image) {
        int activeBound = image.header(TrieLayout.HEADER_ACTIVE);
        int deepNodes = image.header(TrieLayout.HEADER_DEEP);
        active = new int[activeBound];
        next = new int[activeBound];
        deep = new int[deepNodes];
        reached = new int[deepNodes];
        lookup = 1;
        if ((image.word(image.root) & TrieLayout.FLAG_DEEP) != 0) {
            Branches.enterDeepBelow(image, image.root, this);
        }
        rootCount = deepCount;
        rootSum = sum;
        rootHere = deepHere;
        rootNames = deepNames;
        rootFirst = deepFirst;
        rootLast = deepLast;
    }

    /** Reads the component that begins at {@code at}, up to the next slash or {@code limit}. */
    void readComponent(MemorySegment path, long at, long limit) {
        long word = TrieLayout.word(path, at, limit);
        long marks = TrieLayout.slashes(word);
        if (marks == 0) {
            readOn(path, at, limit, word);
            return;
        }
        int length = TrieLayout.before(marks);
        first = TrieLayout.head(word, length);
        second = 0;
        hash = TrieLayout.mix(0, first);
        end = at + length;
    }

    /** Reads on behind the first 8 bytes, or fewer when the path ends with them. */
    private void readOn(MemorySegment path, long begin, long limit, long begun) {
        first = begun;
        long later = 0;
        long mixed = TrieLayout.mix(0, begun);
        long at = begin + Long.BYTES;
        while (at < limit) {
            long word = TrieLayout.word(path, at, limit);
            long marks = TrieLayout.slashes(word);
            int length = marks == 0 ? Long.BYTES : TrieLayout.before(marks);
            if (length == 0) {
                break;
            }
            word = marks == 0 ? word : TrieLayout.head(word, length);
            later = at == begin + Long.BYTES ? word : later;
            mixed = TrieLayout.mix(mixed, word);
            at += length;
            if (marks != 0) {
                break;
            }
        }
        second = later;
        hash = mixed;
        end = Math.min(at, limit);
    }

    /**
     * Begins a lookup at the root, in a trie that branches. The {@code **} below the root, if there is one, is entered
     * by every lookup and first, and so is never taken out of its place.
     */
    void begin() {
        sum = rootSum;
        deepHere = rootHere;
        deepNames = rootNames;
        deepFirst = rootFirst;
        deepLast = rootLast;
        deepCount = rootCount;
        activeCount = 0;
        nextCount = 0;
        lookup++;
        if (lookup == 0) {
            Arrays.fill(reached, 0);
            lookup = 1;
        }
    }

    /** Whether the component at hand may lead out of a {@code **} node that the lookup is in. */
    boolean mayLeaveDeep(MemorySegment path) {
        return (deepNames & TrieLayout.filterBit(hash)) != 0 || isOneOf(deepFirst, deepLast, path);
    }

    /** Whether the component at hand begins or ends with a byte whose bit is set. */
    boolean isOneOf(long firstBytes, long lastBytes, MemorySegment path) {
        return (firstBytes & TrieLayout.byteBit((byte) first)) != 0
                || (lastBytes & TrieLayout.byteBit(path.get(TrieLayout.BYTE, end - 1))) != 0;
    }

    void join(long more) {
        sum = Sum.join(sum, more);
    }

    /** Adds a {@code **} node; returns whether this lookup reaches it for the first time. */
    boolean enterDeep(int node, int ordinal) {
        if (reached[ordinal] == lookup) {
            return false;
        }
        reached[ordinal] = lookup;
        deep[deepCount++] = node;
        return true;
    }

    /** Goes on to the next component. */
    void turn() {
        int[] left = active;
        active = next;
        next = left;
        activeCount = nextCount;
        nextCount = 0;
    }
}
