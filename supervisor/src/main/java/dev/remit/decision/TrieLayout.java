package dev.remit.decision;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The bytes of a trie's image. All numbers are little-endian, all places are relative to the image's start, so that it
 * can be written to a file and mapped anywhere.
 *
 * <pre>
 *  header      64 bytes
 *  nodes       32 bytes each: `capacity` slots of a hash table, then the nodes that no literal edge leads to
 *  verdicts    64 bytes each
 *  rules       4 bytes each: the rule of each rank, that of rank 0 being no rule
 *  wilds       4 bytes each: edges that are no literals
 *  bytes       names longer than 16 bytes and globs, each padded with zeros to a multiple of 8
 * </pre>
 *
 * A node:
 *
 * <pre>
 *   0 int  parent           the node that the literal edge leaves, -1 in an empty slot
 *   4 int  length | flags   length of the name in bytes in the low 24 bits
 *   8 int  verdict          number of its verdict record
 *  12 int  wild             number of its first int in `wilds`
 *  16 long name             its first 8 bytes, padded with zeros; of a `**` node its ordinal
 *  24 long name             the next 8 bytes; or, when it is longer than 16, its place in `bytes`
 * </pre>
 *
 * A verdict record: for a path that ends at the node, one that ends one component below, one that goes on further, each
 * as a {@link dev.remit.policy.Verdict}, valid when this node is the only one reached; then the same three as
 * {@link Sum}.
 *
 * <p>In {@code wilds}, for each node that has any: the `**` node below it or -1; the number of globs; then for each the
 * glob's place in `bytes` and the node it leads to.
 */
final class TrieLayout {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    /** {@code RMTTRIE} and a zero. */
    static final long MAGIC = 0x0045_4952_5454_4D52L;
    static final int VERSION = 1;

    static final int HEADER_MAGIC = 0;
    static final int HEADER_VERSION = 8;
    static final int HEADER_CAPACITY = 12;
    static final int HEADER_NODES = 16;
    static final int HEADER_ROOT = 20;
    static final int HEADER_VERDICTS = 24;
    static final int HEADER_RULES = 28;
    static final int HEADER_WILDS = 32;
    static final int HEADER_BYTES = 36;
    static final int HEADER_ACTIVE = 40;
    static final int HEADER_DEEP = 44;
    static final int HEADER_SIZE = 64;

    static final int NODE_SIZE = 32;
    static final int NODE_PARENT = 0;
    static final int NODE_LENGTH = 4;
    static final int NODE_VERDICT = 8;
    static final int NODE_WILD = 12;
    static final int NODE_NAME = 16;
    static final int NODE_NAME_2 = 24;

    static final int NO_NODE = -1;
    static final int INLINE_NAME = 16;
    static final int LENGTH_MASK = 0xFF_FFFF;
    /** The node has an entry in `wilds`. */
    static final int FLAG_WILD = 1 << 24;
    /** The node has literal edges. */
    static final int FLAG_LITERALS = 1 << 25;
    /** The node is a `**`: once reached, a lookup stays in it. */
    static final int FLAG_DEEP = 1 << 26;
    /** The trees that end at this very node add to what was said above it. */
    static final int FLAG_OWN_BELOW = 1 << 27;
    /** A path that ends one component below is told more than one that goes on. */
    static final int FLAG_OWN_CHILDREN = 1 << 28;

    static final int VERDICT_SIZE = 64;
    static final int VERDICT_HERE = 0;
    static final int VERDICT_CHILD = 8;
    static final int VERDICT_BELOW = 16;
    /** How far after each verdict its sum stands. */
    static final int SUM_HERE = 24;
    static final int SUM_CHILD = VERDICT_CHILD + SUM_HERE;
    static final int SUM_BELOW = VERDICT_BELOW + SUM_HERE;

    private static final long SLASHES = 0x2F2F_2F2F_2F2F_2F2FL;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private TrieLayout() {}

    /** The bytes from {@code at} up to {@code limit}, at most 8, padded with zeros; {@code at < limit}. */
    static long word(MemorySegment bytes, long at, long limit) {
        long rest = limit - at;
        if (at + 8 <= bytes.byteSize()) {
            long word = bytes.get(LONG, at);
            return rest >= 8 ? word : word & (1L << (rest << 3)) - 1;
        }
        long word = 0;
        for (int i = 0; i < rest; i++) {
            word |= (bytes.get(BYTE, at + i) & 0xFFL) << (i << 3);
        }
        return word;
    }

    /** Marks the slashes in a word: the lowest bit set is the top bit of the first one; 0 when there is none. */
    static long slashes(long word) {
        long differences = word ^ SLASHES;
        return (differences - ONES) & ~differences & TOPS;
    }

    /** How many bytes of a word lie before the first mark of {@link #slashes}. */
    static int before(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }

    /** The first {@code count} bytes of a word, {@code count < 8}. */
    static long head(long word, int count) {
        return word & (1L << (count << 3)) - 1;
    }

    /** Takes one more word of a name into its hash. */
    static long mix(long hash, long word) {
        long mixed = (hash ^ word) * MULTIPLIER;
        return mixed ^ mixed >>> 32;
    }

    /** The slot at which the search for an edge starts. */
    static int slot(int parent, long nameHash, int mask) {
        long mixed = (nameHash + parent) * MULTIPLIER;
        return (int) (mixed >>> 32) & mask;
    }
}
