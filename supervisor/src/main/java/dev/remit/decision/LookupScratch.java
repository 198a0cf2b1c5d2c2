package dev.remit.decision;

import java.util.Arrays;

/** The working memory of lookups in one trie, made once for each thread that looks up; not to be shared. */
public final class LookupScratch {
    /** Nodes that a lookup is in, and those that it will be in after the component at hand. */
    int[] active;
    int[] next;
    int activeCount;
    int nextCount;
    /** What the rules met so far say together. */
    long sum;

    /** The component at hand: where it ends, its hash, its first words. */
    long end;
    long hash;
    long first;
    long second;

    /** For each `**` node the lookup that reached it last. */
    private final int[] reached;
    private int lookup;

    LookupScratch(int activeBound, int deepNodes) {
        active = new int[activeBound];
        next = new int[activeBound];
        reached = new int[deepNodes];
    }

    void begin() {
        activeCount = 0;
        nextCount = 0;
        sum = Sum.EMPTY;
        lookup++;
        if (lookup == 0) {
            Arrays.fill(reached, 0);
            lookup = 1;
        }
    }

    /** Whether this lookup reaches the `**` node with this ordinal for the first time. */
    boolean reachDeep(int ordinal) {
        if (reached[ordinal] == lookup) {
            return false;
        }
        reached[ordinal] = lookup;
        return true;
    }

    void turn() {
        int[] left = active;
        active = next;
        next = left;
        activeCount = nextCount;
        nextCount = 0;
    }
}
