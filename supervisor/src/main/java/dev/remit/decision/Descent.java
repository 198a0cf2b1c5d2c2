package dev.remit.decision;

import dev.remit.policy.Verdict;
import java.lang.foreign.MemorySegment;

/**
 * Where a path has led to, for what lies below it: the nodes that a longer path goes on from, and what is said already
 * of everything from here on. Two paths that have led to the same nodes are told the same below, whatever follows.
 */
final class Descent {
    /** Where no component ends, so that none is taken for the path's last one. */
    private static final long NOWHERE = -1;

    final LookupScratch scratch;
    private int trunk;
    /** What is said of every path that goes on. */
    private long inherited;

    Descent(LookupScratch scratch) {
        this.scratch = scratch;
    }

    /** Goes down a path; {@link DecisionTrie#lookup} has already seen that it is an absolute one. */
    void descend(TrieImage image, MemorySegment path, int length) {
        trunk = image.root;
        inherited = image.longField(trunk, TrieLayout.NODE_BELOW);
        int word = image.rootWord;
        scratch.begin();
        long at = 1;
        while (at < length) {
            scratch.readComponent(path, at, length);
            if (image.branches) {
                Branches.step(image, trunk, word, path, at, NOWHERE, scratch);
            }
            int child = (word & TrieLayout.FLAG_LITERALS) != 0
                    ? image.child(trunk, path, at, scratch)
                    : TrieLayout.NO_NODE;
            at = scratch.end + 1;
            trunk = child;
            word = child == TrieLayout.NO_NODE ? 0 : scratch.word;
            if (child != TrieLayout.NO_NODE) {
                inherited = image.longField(child, TrieLayout.NODE_BELOW);
            }
            if ((word & TrieLayout.FLAG_DEEP) != 0) {
                Branches.enterDeepBelow(image, trunk, scratch);
            }
        }
        inherited = Sum.join(inherited, scratch.sum);
    }

    /**
     * What may be gained below {@code to} in comparison with {@code from}, as {@link DecisionTrie#widening} says it.
     *
     * <p>A node that both have led to says the same below both. Besides, nothing is gained if what is denied below
     * {@code from} is denied by such nodes only, and what is allowed below {@code to} otherwise than by them is allowed
     * everywhere below {@code from}.
     */
    static long widening(TrieImage image, Descent from, Descent to) {
        if (Sum.denyRank(to.inherited) != 0) {
            return Verdict.NOTHING;
        }
        if (Sum.denyRank(from.inherited) != 0) {
            return Verdict.deny(image.rule(Sum.denyRank(from.inherited)));
        }
        int sure = Sum.allowed(from.inherited);
        long lost = from.reachApartFrom(image, to);
        if (Sum.denyRank(lost) != 0) {
            return Verdict.deny(image.rule(Sum.denyRank(lost)));
        }
        // The rule that is named shall be one that adds something.
        long gained = (Sum.allowed(to.inherited) & ~sure) != 0 ? to.inherited : to.reachApartFrom(image, from);
        int added = Sum.allowed(gained) & ~sure;
        return added == 0 ? Verdict.NOTHING : Verdict.allow(0, 0, added, image.rule(Sum.allowRank(gained)));
    }

    /** What is said of longer paths by nodes that the other has not led to. */
    private long reachApartFrom(TrieImage image, Descent other) {
        long sum = trunk == TrieLayout.NO_NODE || trunk == other.trunk ? Sum.EMPTY : image.reach(trunk);
        for (int i = 0; i < scratch.activeCount; i++) {
            sum = joinUnlessIn(image, sum, scratch.active[i], other.scratch.active, other.scratch.activeCount);
        }
        for (int i = 0; i < scratch.deepCount; i++) {
            sum = joinUnlessIn(image, sum, scratch.deep[i], other.scratch.deep, other.scratch.deepCount);
        }
        return sum;
    }

    private static long joinUnlessIn(TrieImage image, long sum, int node, int[] others, int count) {
        long reach = image.reach(node);
        if (Sum.join(sum, reach) == sum) {
            return sum;
        }
        for (int i = 0; i < count; i++) {
            if (others[i] == node) {
                return sum;
            }
        }
        return Sum.join(sum, reach);
    }
}
