package dev.remit.decision;

import dev.remit.policy.GlobElement;
import dev.remit.policy.GlobElement.Text;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the edges that are no literals: the sections {@code wilds} and {@code buckets}, and globs in {@code bytes}. */
final class WildWriter {
    /** So many globs are sooner tried one after the other than looked up. */
    private static final int FEW = 8;
    private static final byte[] NOTHING = {};

    private record Bucket(int node, int shape, long bytes) {}

    private record Edge(int child, Glob glob) {}

    /** A glob in the image, and what of its ends fits the masks. */
    private record Glob(GlobCompiler.Written written, int prefixLength, long prefix, int suffixLength, long suffix) {
        /** By which of its ends it is found in a bucket; 0 when both are open. */
        int shape() {
            if (prefixLength > suffixLength) {
                return 1 << (Math.min(prefixLength, Long.BYTES) - 1);
            }
            return suffixLength == 0 ? 0 : 1 << (Long.BYTES + Math.min(suffixLength, Long.BYTES) - 1);
        }

        /** The bits of the first bytes that can match, when it is told by its beginning rather than its end. */
        long firstBytes() {
            if (suffixLength > 0) {
                return 0;
            }
            return prefixLength > 0 ? TrieLayout.byteBit((byte) prefix) : -1L;
        }

        long lastBytes() {
            return suffixLength > 0 ? TrieLayout.byteBit((byte) (suffix >>> (Long.SIZE - Byte.SIZE))) : 0;
        }

        boolean settled() {
            return written.kind() <= GlobMatcher.ENDS && prefixLength <= Long.BYTES && suffixLength <= Long.BYTES;
        }
    }

    private final ImageBytes bytes;
    private final ImageBytes records = new ImageBytes();
    private final Map<String, Glob> globs = new HashMap<>();
    private final Map<Bucket, List<Edge>> buckets = new LinkedHashMap<>();

    WildWriter(ImageBytes bytes) {
        this.bytes = bytes;
    }

    /** Appends the record of a node that a glob or a {@code **} follows; returns its place. */
    int add(TrieNode node) {
        List<Edge> inLine = new ArrayList<>();
        int shapes = 0;
        long firstBytes = 0;
        long lastBytes = 0;
        Map<String, TrieNode> edges = node.globs == null ? Map.of() : node.globs;
        for (Map.Entry<String, TrieNode> entry : edges.entrySet()) {
            Glob glob = globs.computeIfAbsent(entry.getKey(), this::write);
            Edge edge = new Edge(entry.getValue().id, glob);
            firstBytes |= glob.firstBytes();
            lastBytes |= glob.lastBytes();
            int shape = edges.size() > FEW ? glob.shape() : 0;
            if (shape == 0) {
                inLine.add(edge);
            } else {
                shapes |= shape;
                long key = shape < 1 << Long.BYTES ? glob.prefix() : glob.suffix();
                buckets.computeIfAbsent(new Bucket(node.id, shape, key), _ -> new ArrayList<>()).add(edge);
            }
        }
        int place = records.size();
        records.putInt(node.deep == null ? TrieLayout.NO_NODE : node.deep.id).putInt(inLine.size()).putInt(shapes)
                .putInt(0).putLong(firstBytes).putLong(lastBytes);
        inLine.forEach(this::put);
        return place;
    }

    private Glob write(String pattern) {
        List<GlobElement> elements = GlobElement.parse(pattern);
        byte[] prefix = text(elements.getFirst());
        byte[] suffix = elements.size() > 1 ? text(elements.getLast()) : NOTHING;
        long first = prefix.length == 0 ? 0 : TrieLayout.word(MemorySegment.ofArray(prefix), 0, prefix.length);
        long last = TrieLayout.tail(MemorySegment.ofArray(suffix), suffix.length);
        return new Glob(GlobCompiler.write(elements, bytes), prefix.length, first, suffix.length, last);
    }

    private static byte[] text(GlobElement element) {
        return element instanceof Text(String text) ? text.getBytes(StandardCharsets.UTF_8) : NOTHING;
    }

    private void put(Edge edge) {
        Glob glob = edge.glob();
        int shortest = glob.written().shortest();
        records.putInt(edge.child()).putInt(glob.settled() ? shortest : shortest | TrieLayout.EDGE_UNSETTLED);
        records.putLong(TrieLayout.prefixMask(glob.prefixLength())).putLong(glob.prefix());
        records.putLong(TrieLayout.suffixMask(glob.suffixLength())).putLong(glob.suffix());
        records.putInt(glob.written().place()).putInt(0);
    }

    /** All records so far; complete only after {@link #buckets}. */
    ImageBytes records() {
        return records;
    }

    /** The hash table over the globs that are found by how they begin or end. */
    ImageBytes buckets() {
        int capacity = TrieWriter.powerOfTwo(Math.max(2, 2 * buckets.size()));
        MemorySegment table = MemorySegment.ofArray(new byte[Math.multiplyExact(capacity, TrieLayout.BUCKET_SIZE)]);
        for (int slot = 0; slot < capacity; slot++) {
            table.set(TrieLayout.INT, (long) slot * TrieLayout.BUCKET_SIZE, TrieLayout.NO_NODE);
        }
        for (Map.Entry<Bucket, List<Edge>> entry : buckets.entrySet()) {
            Bucket bucket = entry.getKey();
            int slot = TrieLayout.bucketSlot(bucket.node(), bucket.shape(), bucket.bytes(), capacity - 1);
            while (table.get(TrieLayout.INT, (long) slot * TrieLayout.BUCKET_SIZE) != TrieLayout.NO_NODE) {
                slot = (slot + 1) & (capacity - 1);
            }
            long at = (long) slot * TrieLayout.BUCKET_SIZE;
            table.set(TrieLayout.INT, at + TrieLayout.BUCKET_NODE, bucket.node());
            table.set(TrieLayout.INT, at + TrieLayout.BUCKET_SHAPE, bucket.shape());
            table.set(TrieLayout.LONG, at + TrieLayout.BUCKET_BYTES, bucket.bytes());
            table.set(TrieLayout.INT, at + TrieLayout.BUCKET_EDGES, records.size());
            table.set(TrieLayout.INT, at + TrieLayout.BUCKET_COUNT, entry.getValue().size());
            entry.getValue().forEach(this::put);
        }
        return new ImageBytes().put(table.toArray(TrieLayout.BYTE));
    }
}
