package dev.remit.decision;

import java.lang.foreign.MemorySegment;

/**
 * The part of a lookup off its trunk: nodes reached through globs and {@code **}, of which there can be several at once.
 *
 * <p>A {@code **} is left by nothing, so that what all of them together wait for and say is kept in the scratch; as
 * long as no component fits, they cost a few comparisons however many they are.
 */
final class Branches {
    private Branches() {}

    /**
     * Takes the component at hand into account.
     *
     * @param trunk the node that the path has led to before it
     * @param word the trunk's flags; 0 when there is no trunk any more
     */
    static void step(TrieImage image, int trunk, int word, MemorySegment path, long at, long limit,
            LookupScratch scratch) {
        boolean leavesDeep = scratch.mayLeaveDeep(path);
        if (leavesDeep || scratch.activeCount != 0 || (word & TrieLayout.FLAG_GLOBS) != 0) {
            leave(image, (word & TrieLayout.FLAG_GLOBS) != 0 ? trunk : TrieLayout.NO_NODE,
                    leavesDeep ? scratch.deepCount : 0, path, at, limit, scratch);
        }
    }

    private static void leave(TrieImage image, int trunk, int deepCount, MemorySegment path, long at, long limit,
            LookupScratch scratch) {
        for (int i = 0; i < scratch.activeCount; i++) {
            advance(image, scratch.active[i], path, at, limit, scratch);
        }
        for (int i = 0; i < deepCount; i++) {
            follow(image, scratch.deep[i], image.word(scratch.deep[i]), path, at, scratch);
        }
        if (trunk != TrieLayout.NO_NODE) {
            tryGlobs(image, trunk, path, at, scratch);
        }
        scratch.turn();
    }

    /** Goes on to the path's end; returns what the branches say. */
    static long finish(TrieImage image, MemorySegment path, long from, long limit, LookupScratch scratch) {
        long at = from;
        while (at < limit && scratch.activeCount + scratch.deepCount > 0) {
            scratch.readComponent(path, at, limit);
            step(image, TrieLayout.NO_NODE, 0, path, at, limit, scratch);
            at = scratch.end + 1;
        }
        long sum = Sum.join(scratch.sum, scratch.deepHere);
        for (int i = 0; i < scratch.activeCount; i++) {
            sum = Sum.join(sum, image.longField(scratch.active[i], TrieLayout.NODE_HERE));
        }
        return sum;
    }

    /** Enters the {@code **} below a node that has one: it may stand for nothing. */
    static void enterDeepBelow(TrieImage image, int node, LookupScratch scratch) {
        int deep = image.memory.get(TrieLayout.INT, image.wild(node) + TrieLayout.WILD_DEEP);
        if (!scratch.enterDeep(deep, image.field(deep, TrieLayout.NODE_ORDINAL))) {
            return;
        }
        scratch.join(image.longField(deep, TrieLayout.NODE_BELOW));
        scratch.deepHere = Sum.join(scratch.deepHere, image.longField(deep, TrieLayout.NODE_HERE));
        scratch.deepNames |= image.longField(deep, TrieLayout.NODE_FILTER);
        if ((image.word(deep) & TrieLayout.FLAG_GLOBS) != 0) {
            long wild = image.wild(deep);
            scratch.deepFirst |= image.memory.get(TrieLayout.LONG, wild + TrieLayout.WILD_FIRST);
            scratch.deepLast |= image.memory.get(TrieLayout.LONG, wild + TrieLayout.WILD_LAST);
        }
    }

    /** Adds a node to those that the lookup is in. */
    private static void enter(TrieImage image, int node, LookupScratch scratch) {
        int word = image.word(node);
        scratch.next[scratch.nextCount++] = node;
        if ((word & TrieLayout.FLAG_OWN_BELOW) != 0) {
            scratch.join(image.longField(node, TrieLayout.NODE_BELOW));
        }
        if ((word & TrieLayout.FLAG_DEEP) != 0) {
            enterDeepBelow(image, node, scratch);
        }
    }

    /** Leaves one node for wherever the component at hand leads. */
    private static void advance(TrieImage image, int node, MemorySegment path, long at, long limit,
            LookupScratch scratch) {
        int word = image.word(node);
        if ((word & TrieLayout.FLAG_OWN_CHILDREN) != 0 && scratch.end == limit) {
            scratch.join(image.longField(node, TrieLayout.NODE_CHILD));
        }
        follow(image, node, word, path, at, scratch);
    }

    private static void follow(TrieImage image, int node, int word, MemorySegment path, long at,
            LookupScratch scratch) {
        if ((word & TrieLayout.FLAG_LITERALS) != 0
                && (image.longField(node, TrieLayout.NODE_FILTER) & TrieLayout.filterBit(scratch.hash)) != 0) {
            int child = image.child(node, path, at, scratch);
            if (child != TrieLayout.NO_NODE) {
                enter(image, child, scratch);
            }
        }
        if ((word & TrieLayout.FLAG_GLOBS) != 0) {
            tryGlobs(image, node, path, at, scratch);
        }
    }

    private static void tryGlobs(TrieImage image, int node, MemorySegment path, long at, LookupScratch scratch) {
        long wild = image.wild(node);
        if (!scratch.isOneOf(image.memory.get(TrieLayout.LONG, wild + TrieLayout.WILD_FIRST),
                image.memory.get(TrieLayout.LONG, wild + TrieLayout.WILD_LAST), path)) {
            return;
        }
        int count = image.memory.get(TrieLayout.INT, wild + TrieLayout.WILD_EDGES);
        int shapes = image.memory.get(TrieLayout.INT, wild + TrieLayout.WILD_SHAPES);
        if (count > 0) {
            tryEdges(image, wild + TrieLayout.WILD_SIZE, count, path, at, scratch);
        }
        while (shapes != 0) {
            int shape = Integer.lowestOneBit(shapes);
            shapes ^= shape;
            long bucket = bucket(image, node, shape, path, scratch);
            if (bucket >= 0) {
                tryEdges(image, image.wilds + image.memory.get(TrieLayout.INT, bucket + TrieLayout.BUCKET_EDGES),
                        image.memory.get(TrieLayout.INT, bucket + TrieLayout.BUCKET_COUNT), path, at, scratch);
            }
        }
    }

    /** The address of the bucket of globs that begin or end as the component at hand does; negative for none. */
    private static long bucket(TrieImage image, int node, int shape, MemorySegment path, LookupScratch scratch) {
        int index = Integer.numberOfTrailingZeros(shape);
        long bytes = index < Long.BYTES
                ? scratch.first & TrieLayout.prefixMask(index + 1)
                : TrieLayout.tail(path, scratch.end) & TrieLayout.suffixMask(index - Long.BYTES + 1);
        int slot = TrieLayout.bucketSlot(node, shape, bytes, image.bucketMask);
        while (true) {
            long bucket = image.buckets + (long) slot * TrieLayout.BUCKET_SIZE;
            int owner = image.memory.get(TrieLayout.INT, bucket + TrieLayout.BUCKET_NODE);
            if (owner == TrieLayout.NO_NODE) {
                return -1;
            }
            if (owner == node && image.memory.get(TrieLayout.INT, bucket + TrieLayout.BUCKET_SHAPE) == shape
                    && image.memory.get(TrieLayout.LONG, bucket + TrieLayout.BUCKET_BYTES) == bytes) {
                return bucket;
            }
            slot = (slot + 1) & image.bucketMask;
        }
    }

    private static void tryEdges(TrieImage image, long edges, int count, MemorySegment path, long at,
            LookupScratch scratch) {
        MemorySegment memory = image.memory;
        long length = scratch.end - at;
        long first = scratch.first;
        long last = TrieLayout.tail(path, scratch.end);
        for (int i = 0; i < count; i++) {
            long edge = edges + (long) i * TrieLayout.EDGE_SIZE;
            int shortest = memory.get(TrieLayout.INT, edge + TrieLayout.EDGE_SHORTEST);
            if (length >= (shortest & ~TrieLayout.EDGE_UNSETTLED)
                    && (first & memory.get(TrieLayout.LONG, edge + TrieLayout.EDGE_PREFIX_MASK)) == memory
                            .get(TrieLayout.LONG, edge + TrieLayout.EDGE_PREFIX)
                    && (last & memory.get(TrieLayout.LONG, edge + TrieLayout.EDGE_SUFFIX_MASK)) == memory
                            .get(TrieLayout.LONG, edge + TrieLayout.EDGE_SUFFIX)
                    && (shortest >= 0 || GlobMatcher.matches(memory,
                            image.bytes + memory.get(TrieLayout.INT, edge + TrieLayout.EDGE_GLOB), path, at,
                            scratch.end))) {
                enter(image, memory.get(TrieLayout.INT, edge + TrieLayout.EDGE_CHILD), scratch);
            }
        }
    }
}
