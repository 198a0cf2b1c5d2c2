package dev.remit.decision;

import java.lang.foreign.MemorySegment;

/** The part of a lookup in which globs or {@code **} may lead it into several nodes at once. */
final class BranchingLookup {
    private BranchingLookup() {}

    /**
     * Joins what is said of the path by every node that it leads to.
     *
     * @param start the node that the path has led to so far
     * @param from where its next component begins; {@code limit} or more when there is none
     */
    static long sum(TrieImage image, int start, MemorySegment path, long from, long limit, LookupScratch scratch) {
        scratch.begin();
        scratch.sum = image.longField(start, TrieLayout.NODE_BELOW);
        enter(image, start, scratch);
        scratch.turn();
        long at = from;
        while (at < limit && scratch.activeCount + scratch.deepCount > 0) {
            scratch.readComponent(path, at, limit);
            int deepCount = scratch.deepCount;
            for (int i = 0; i < scratch.activeCount; i++) {
                advance(image, scratch.active[i], path, at, limit, scratch);
            }
            for (int i = 0; i < deepCount; i++) {
                advance(image, scratch.deep[i], path, at, limit, scratch);
            }
            scratch.turn();
            at = scratch.end + 1;
        }
        for (int i = 0; i < scratch.activeCount; i++) {
            scratch.join(image.longField(scratch.active[i], TrieLayout.NODE_HERE));
        }
        for (int i = 0; i < scratch.deepCount; i++) {
            scratch.join(image.longField(scratch.deep[i], TrieLayout.NODE_HERE));
        }
        return scratch.sum;
    }

    /** Adds a node to those that the lookup is in, and the {@code **} below it, which may stand for nothing. */
    private static void enter(TrieImage image, int node, LookupScratch scratch) {
        int word = image.word(node);
        scratch.next[scratch.nextCount++] = node;
        if ((word & TrieLayout.FLAG_OWN_BELOW) != 0) {
            scratch.join(image.longField(node, TrieLayout.NODE_BELOW));
        }
        if ((word & TrieLayout.FLAG_WILD) == 0) {
            return;
        }
        int deep = image.memory.get(TrieLayout.INT, image.wild(node) + TrieLayout.WILD_DEEP);
        if (deep != TrieLayout.NO_NODE && scratch.enterDeep(deep, image.field(deep, TrieLayout.NODE_ORDINAL))) {
            scratch.join(image.longField(deep, TrieLayout.NODE_BELOW));
        }
    }

    /** Goes from one node to wherever the component at hand leads. */
    private static void advance(TrieImage image, int node, MemorySegment path, long at, long limit,
            LookupScratch scratch) {
        int word = image.word(node);
        if ((word & TrieLayout.FLAG_OWN_CHILDREN) != 0 && scratch.end == limit) {
            scratch.join(image.longField(node, TrieLayout.NODE_CHILD));
        }
        if ((word & TrieLayout.FLAG_LITERALS) != 0
                && (image.longField(node, TrieLayout.NODE_FILTER) & TrieLayout.filterBit(scratch.hash)) != 0) {
            int child = image.child(node, path, at, scratch);
            if (child != TrieLayout.NO_NODE) {
                enter(image, child, scratch);
            }
        }
        if ((word & TrieLayout.FLAG_WILD) != 0) {
            tryGlobs(image, node, path, at, scratch);
        }
    }

    private static void tryGlobs(TrieImage image, int node, MemorySegment path, long at, LookupScratch scratch) {
        long wild = image.wild(node);
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
