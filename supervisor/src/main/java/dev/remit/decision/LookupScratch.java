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

    /** Nodes that a lookup is in, and those that it will be in after the component at hand. */
    int[] active;
    int[] next;
    int activeCount;
    int nextCount;
    /** {@code **} nodes that it is in, and stays in. */
    final int[] deep;
    int deepCount;
    /** What the rules met so far say together. */
    long sum;

    /** For each {@code **} node the lookup that reached it last. */
    private final int[] reached;
    private int lookup;

    LookupScratch(int activeBound, int deepNodes) {
        active = new int[activeBound];
        next = new int[activeBound];
        deep = new int[deepNodes];
        reached = new int[deepNodes];
    }

    /** Reads the component that begins at {@code at}, up to the next slash or {@code limit}. */
    void readComponent(MemorySegment path, long at, long limit) {
        long word = TrieLayout.word(path, at, limit);
        long marks = TrieLayout.slashes(word);
        if (marks != 0) {
            int length = TrieLayout.before(marks);
            first = TrieLayout.head(word, length);
            second = 0;
            hash = TrieLayout.mix(0, first);
            end = at + length;
            return;
        }
        first = word;
        long second = 0;
        long hash = TrieLayout.mix(0, word);
        long end = Math.min(at + Long.BYTES, limit);
        while (end < limit) {
            long begin = end;
            word = TrieLayout.word(path, end, limit);
            marks = TrieLayout.slashes(word);
            if (marks == 0) {
                end = Math.min(end + Long.BYTES, limit);
            } else {
                word = TrieLayout.head(word, TrieLayout.before(marks));
                end += TrieLayout.before(marks);
            }
            if (begin == at + Long.BYTES) {
                second = word;
            }
            if (end > begin) {
                hash = TrieLayout.mix(hash, word);
            }
            if (marks != 0) {
                break;
            }
        }
        this.second = second;
        this.hash = hash;
        this.end = end;
    }

    void begin() {
        activeCount = 0;
        nextCount = 0;
        deepCount = 0;
        lookup++;
        if (lookup == 0) {
            Arrays.fill(reached, 0);
            lookup = 1;
        }
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
