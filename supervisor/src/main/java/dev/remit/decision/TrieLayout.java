package dev.remit.decision;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The bytes of a trie's image. All numbers are little-endian, all places are relative to the image's start or to that
 * of a section, so that it can be written to a file and mapped anywhere. Every section starts at a multiple of 8.
 *
 * <pre>
 *  header      64 bytes
 *  nodes       64 bytes each: `capacity` slots of a hash table, then the nodes that no literal edge leads to
 *  reaches     8 bytes for each node: what is said of the paths that go on from it, as a {@link Sum}
 *  buckets     32 bytes each: slots of a hash table over globs that leave the same node and begin or end alike
 *  rules       4 bytes each: the rule of each rank, that of rank 0 being no rule
 *  wilds       edges that are no literals
 *  bytes       names longer than 16 bytes and globs, each padded with zeros to a multiple of 8
 * </pre>
 *
 * A node fills a cache line, so that following an edge and reading the verdict at its end touches one:
 *
 * <pre>
 *   0 int  parent           the node that the literal edge leaves, -1 in an empty slot
 *   4 int  length | flags   length of the name in bytes in the low 24 bits
 *   8 int  wild             place of its record in `wilds`
 *  12 int  ordinal          of a `**` node
 *  16 long name             its first 8 bytes, padded with zeros
 *  24 long name             the next 8 bytes; or, when it is longer than 16, its place in `bytes`
 *  32 long here             what is said of a path that ends at this node, as a {@link Sum}
 *  40 long child            of one that ends one component below, and no other node speaks of
 *  48 long below            of one that goes on further
 *  56 long filter           one bit for the hash of each name that a literal edge from here bears
 * </pre>
 *
 * A record in `wilds`, for a node that a glob or a `**` follows:
 *
 * <pre>
 *   0 int  deep             the `**` node below, or -1
 *   4 int  edges            number of edges that follow, which are tried one after the other
 *   8 int  shapes           by which further globs are found in `buckets`: bit n-1 for n bytes at the beginning of the
 *                           component, bit 7+n for n bytes at its end
 *  12 int  0
 *  16 long first           one bit for each byte that a component must begin with to match any of the globs that are
 *                          told by their beginning; all bits when one is told by neither end
 *  24 long last            the same for those that are told by their end
 *  32      edges
 * </pre>
 *
 * An edge. A component is compared with the masks first; for most globs that settles it:
 *
 * <pre>
 *   0 int  child
 *   4 int  shortest         fewest bytes that can match; its top bit: the masks do not settle it
 *   8 long prefix mask
 *  16 long prefix           against the first 8 bytes
 *  24 long suffix mask
 *  32 long suffix           against the last 8 bytes
 *  40 int  glob             its place in `bytes`, in the form of {@link GlobMatcher}
 *  44 int  0
 * </pre>
 *
 * A bucket: the node, -1 in an empty slot; the shape's bit; the masked bytes (long); the place of its edges in `wilds`
 * and their number.
 */
final class TrieLayout {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    /** {@code RMTTRIE} and a zero. */
    static final long MAGIC = 0x0045_4952_5454_4D52L;
    static final int VERSION = 2;

    static final int HEADER_MAGIC = 0;
    static final int HEADER_VERSION = 8;
    static final int HEADER_CAPACITY = 12;
    static final int HEADER_NODES = 16;
    static final int HEADER_ROOT = 20;
    static final int HEADER_BUCKETS = 24;
    static final int HEADER_RULES = 28;
    /** Size in bytes, as is the next. */
    static final int HEADER_WILDS = 32;
    static final int HEADER_BYTES = 36;
    static final int HEADER_ACTIVE = 40;
    static final int HEADER_DEEP = 44;
    static final int HEADER_SIZE = 64;

    static final int NODE_SIZE = 64;
    static final int NODE_PARENT = 0;
    static final int NODE_LENGTH = 4;
    static final int NODE_WILD = 8;
    static final int NODE_ORDINAL = 12;
    static final int NODE_NAME = 16;
    static final int NODE_NAME_2 = 24;
    static final int NODE_HERE = 32;
    static final int NODE_CHILD = 40;
    static final int NODE_BELOW = 48;
    static final int NODE_FILTER = 56;

    static final int REACH_SIZE = Long.BYTES;

    static final int NO_NODE = -1;
    static final int INLINE_NAME = 16;
    static final int LENGTH_MASK = 0xFF_FFFF;
    /** Of a node's first 8 bytes, parent and length without the flags. */
    static final long HEAD_MASK = (long) LENGTH_MASK << Integer.SIZE | 0xFFFF_FFFFL;
    /** The node has a record in `wilds`, since a `**` follows it. */
    static final int FLAG_DEEP = 1 << 24;
    /** The node has literal edges. */
    static final int FLAG_LITERALS = 1 << 25;
    /** The trees that end at this very node add to what was said above it. */
    static final int FLAG_OWN_BELOW = 1 << 26;
    /** A path that ends one component below is told more than one that goes on. */
    static final int FLAG_OWN_CHILDREN = 1 << 27;
    /** The node has a record in `wilds`, since globs follow it. */
    static final int FLAG_GLOBS = 1 << 28;
    /** A rule that allows may match further below. */
    static final int FLAG_LEADS = 1 << 29;

    static final int WILD_DEEP = 0;
    static final int WILD_EDGES = 4;
    static final int WILD_SHAPES = 8;
    static final int WILD_FIRST = 16;
    static final int WILD_LAST = 24;
    static final int WILD_SIZE = 32;

    static final int EDGE_CHILD = 0;
    static final int EDGE_SHORTEST = 4;
    static final int EDGE_PREFIX_MASK = 8;
    static final int EDGE_PREFIX = 16;
    static final int EDGE_SUFFIX_MASK = 24;
    static final int EDGE_SUFFIX = 32;
    static final int EDGE_GLOB = 40;
    static final int EDGE_SIZE = 48;
    static final int EDGE_UNSETTLED = Integer.MIN_VALUE;

    static final int BUCKET_NODE = 0;
    static final int BUCKET_SHAPE = 4;
    static final int BUCKET_BYTES = 8;
    static final int BUCKET_EDGES = 16;
    static final int BUCKET_COUNT = 20;
    static final int BUCKET_SIZE = 32;

    private static final long SLASHES = 0x2F2F_2F2F_2F2F_2F2FL;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private TrieLayout() {}

    /** The bytes from {@code at} up to {@code limit}, at most 8, padded with zeros; {@code at < limit}. */
    static long word(MemorySegment bytes, long at, long limit) {
        if (at + Long.BYTES > bytes.byteSize()) {
            return wordAtEnd(bytes, at, limit);
        }
        long word = bytes.get(LONG, at);
        long rest = limit - at;
        return rest >= Long.BYTES ? word : word & ((1L << (rest << 3)) - 1);
    }

    private static long wordAtEnd(MemorySegment bytes, long at, long limit) {
        long word = 0;
        for (int i = 0; i < limit - at; i++) {
            word |= (bytes.get(BYTE, at + i) & 0xFFL) << (i << 3);
        }
        return word;
    }

    /**
     * The same of an array, for writing. Writing keeps off segments on the heap: the code of a lookup is the faster for
     * never having seen one.
     */
    static long word(byte[] bytes, int at) {
        long word = 0;
        for (int i = at; i < bytes.length && i < at + Long.BYTES; i++) {
            word |= (bytes[i] & 0xFFL) << ((i - at) << 3);
        }
        return word;
    }

    /** The last 8 bytes of an array, the last one on top. */
    static long tail(byte[] bytes) {
        long word = 0;
        for (int i = Math.max(0, bytes.length - Long.BYTES); i < bytes.length; i++) {
            word = word >>> Byte.SIZE | (bytes[i] & 0xFFL) << (Long.SIZE - Byte.SIZE);
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

    /** A name's bit in the filter of the node that its edge leaves. */
    static long filterBit(long nameHash) {
        return 1L << (nameHash >>> 58);
    }

    /** A byte's bit among the first or last ones that are waited for. */
    static long byteBit(byte value) {
        // Of 256 bytes four share a bit. Small letters, which most names end with, share none with digits.
        return 1L << (value ^ ((value >>> 1) & 0x20));
    }

    /** The slot at which the search for a bucket starts. */
    static int bucketSlot(int node, int shape, long bytes, int mask) {
        return slot(node, mix(bytes, shape), mask);
    }

    /** The last 8 bytes before {@code end}, the last one on top; zeros where {@code bytes} has not begun yet. */
    static long tail(MemorySegment bytes, long end) {
        return end >= Long.BYTES
                ? bytes.get(LONG, end - Long.BYTES)
                : word(bytes, 0, end) << ((Long.BYTES - end) << 3);
    }

    /** Covers the first {@code count} bytes of a word, {@code 0 <= count}. */
    static long prefixMask(int count) {
        return count >= Long.BYTES ? -1L : (1L << (count << 3)) - 1;
    }

    /** Covers the last {@code count} bytes of a word. */
    static long suffixMask(int count) {
        return count >= Long.BYTES ? -1L : ~(-1L >>> (count << 3));
    }
}
