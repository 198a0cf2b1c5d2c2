package dev.remit.decision;

import dev.remit.policy.Verdict;
import java.lang.foreign.Arena;
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
    /** Where no component ends. */
    private static final long ENDLESS = -1;

    private final TrieImage image;

    private DecisionTrie(TrieImage image) {
        this.image = image;
    }

    /**
     * Reads an image where it lies, without a copy.
     *
     * @param image as {@link #image} returns it; stays in use as long as the trie
     * @throws IllegalArgumentException when it is no image of this version, or damaged or cut off
     */
    public static DecisionTrie of(MemorySegment image) {
        return new DecisionTrie(new TrieImage(image));
    }

    /** The bytes of the trie, read-only: write them to a file, map it, and give that to {@link #of}. */
    public MemorySegment image() {
        return image.memory;
    }

    /** A trie from {@link #bytes}, in memory of its own; else as {@link #of}. */
    public static DecisionTrie ofBytes(byte[] bytes) {
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, bytes.length), Long.BYTES);
        MemorySegment.copy(bytes, 0, memory, TrieLayout.BYTE, 0, bytes.length);
        return of(memory);
    }

    /** A copy of {@link #image}. */
    public byte[] bytes() {
        return image.memory.toArray(TrieLayout.BYTE);
    }

    /** The working memory that one thread needs for lookups in this trie. */
    public LookupScratch newScratch() {
        return new LookupScratch(image);
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
        // The trunk: the node that literal components alone have led to. Whatever else is reached branches off.
        int trunk = image.root;
        int word = image.rootWord;
        boolean branching = image.branches;
        if (branching) {
            scratch.begin();
        }
        while (at < limit) {
            scratch.readComponent(path, at, limit);
            if (branching) {
                Branches.step(image, trunk, word, path, at, limit, scratch);
            }
            int child = (word & TrieLayout.FLAG_LITERALS) != 0
                    ? image.child(trunk, path, at, scratch)
                    : TrieLayout.NO_NODE;
            at = scratch.end + 1;
            if (child == TrieLayout.NO_NODE) {
                int field = scratch.end == limit ? TrieLayout.NODE_CHILD : TrieLayout.NODE_BELOW;
                return verdict(image.longField(trunk, field), path, at, limit, scratch);
            }
            trunk = child;
            word = scratch.word;
            if ((word & TrieLayout.FLAG_DEEP) != 0) {
                Branches.enterDeepBelow(image, trunk, scratch);
            }
        }
        return verdict(image.longField(trunk, TrieLayout.NODE_HERE), path, at, limit, scratch);
    }

    /** The working memory that one thread needs for {@link #widening}. */
    public MoveScratch newMoveScratch() {
        return new MoveScratch(image);
    }

    /**
     * What a file or directory would gain by another name. Rights follow names, so moving it must not give anything at
     * or below it more than it had: for every path {@code s}, what is granted at {@code to/s} must be granted at
     * {@code from/s} too. This is decided without regard to what exists. The answer errs on one side only: it may
     * report a gain that no path shows, never the reverse.
     *
     * @param from bytes that hold the present name, a path as {@link #lookup} wants it
     * @param fromLength in bytes
     * @param to bytes that hold the new name, likewise
     * @param toLength in bytes
     * @param below whether what lies below the names counts as well: false for what cannot be a directory
     * @param scratch from {@link #newMoveScratch} of this trie, not in use by another thread
     * @return {@link Verdict#NOTHING} when nothing is gained; a verdict that grants what the new name would add, with
     *         the rule that grants it; or one that denies, with the rule that denies something at or below the present
     *         name and might not below the new one
     */
    public long widening(MemorySegment from, int fromLength, MemorySegment to, int toLength, boolean below,
            MoveScratch scratch) {
        long had = lookup(from, 0, fromLength, scratch.from.scratch);
        long gets = lookup(to, 0, toLength, scratch.from.scratch);
        int added = Verdict.granted(gets) & ~Verdict.granted(had);
        if (added != 0) {
            return Verdict.denied(had) ? had : Verdict.allow(0, 0, added, Verdict.rule(gets));
        }
        if (!below) {
            return Verdict.NOTHING;
        }
        scratch.from.descend(image, from, fromLength);
        scratch.to.descend(image, to, toLength);
        return Descent.widening(image, scratch.from, scratch.to);
    }

    /** Joins what the trunk says with what is said by the branches, which may go on where the trunk has ended. */
    private long verdict(long sum, MemorySegment path, long at, long limit, LookupScratch scratch) {
        return image.verdict(
                image.branches ? Sum.join(sum, Branches.finish(image, path, at, limit, scratch)) : sum);
    }

    /**
     * Whether a rule that allows may match something below a path, so that the path is on the way to what is granted.
     * Says yes too where only deny rules with wildcards keep everything below from being granted.
     *
     * @param path as for {@link #lookup}, as are the other parameters
     */
    public boolean leadsToGrant(MemorySegment path, long offset, int length, LookupScratch scratch) {
        Objects.checkFromIndexSize(offset, length, path.byteSize());
        if (length == 0 || path.get(TrieLayout.BYTE, offset) != '/') {
            return false;
        }
        long limit = offset + length;
        long at = offset + 1;
        int trunk = image.root;
        int word = image.rootWord;
        long below = image.longField(trunk, TrieLayout.NODE_BELOW);
        scratch.begin();
        while (at < limit) {
            scratch.readComponent(path, at, limit);
            if (image.branches) {
                // The path does not end here for the rules: it is what lies below that they are asked about.
                Branches.step(image, trunk, word, path, at, ENDLESS, scratch);
            }
            trunk = (word & TrieLayout.FLAG_LITERALS) != 0
                    ? image.child(trunk, path, at, scratch)
                    : TrieLayout.NO_NODE;
            at = scratch.end + 1;
            word = 0;
            if (trunk != TrieLayout.NO_NODE) {
                word = scratch.word;
                below = image.longField(trunk, TrieLayout.NODE_BELOW);
                if ((word & TrieLayout.FLAG_DEEP) != 0) {
                    Branches.enterDeepBelow(image, trunk, scratch);
                }
            }
        }
        return leads(Sum.join(below, scratch.sum), word, scratch);
    }

    private boolean leads(long below, int trunkWord, LookupScratch scratch) {
        if (Sum.denyRank(below) != 0) {
            return false;
        }
        boolean leads = Sum.allowRank(below) != 0 || (trunkWord & TrieLayout.FLAG_LEADS) != 0;
        for (int i = 0; i < scratch.activeCount && !leads; i++) {
            leads = (image.word(scratch.active[i]) & TrieLayout.FLAG_LEADS) != 0;
        }
        for (int i = 0; i < scratch.deepCount && !leads; i++) {
            leads = (image.word(scratch.deep[i]) & TrieLayout.FLAG_LEADS) != 0;
        }
        return leads;
    }
}
