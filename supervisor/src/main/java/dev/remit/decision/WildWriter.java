package dev.remit.decision;

import dev.remit.policy.GlobElement;
import dev.remit.policy.GlobElement.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the edges that are no literals: the sections {@code wilds} and {@code buckets}, and globs in {@code bytes}. */
final class WildWriter {
    /** So many globs are sooner tried one after the other than looked up. */
    private static final int FEW = 8;
    private static final byte[] NOTHING = {};

    /** With an equality of its own: the generated one is slow when used for the first time. */
    private record Bucket(int node, int shape, long bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bucket bucket && node == bucket.node && shape == bucket.shape
                    && bytes == bucket.bytes;
        }

        @Override
        public int hashCode() {
            return TrieLayout.bucketSlot(node, shape, bytes, -1);
        }
    }

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
            Glob glob = glob(entry.getKey());
            Edge edge = new Edge(entry.getValue().id, glob);
            firstBytes |= glob.firstBytes();
            lastBytes |= glob.lastBytes();
            int shape = edges.size() > FEW ? glob.shape() : 0;
            if (shape == 0) {
                inLine.add(edge);
            } else {
                shapes |= shape;
                long key = shape < 1 << Long.BYTES ? glob.prefix() : glob.suffix();
                add(new Bucket(node.id, shape, key), edge);
            }
        }
        int place = records.size();
        records.putInt(node.deep == null ? TrieLayout.NO_NODE : node.deep.id).putInt(inLine.size()).putInt(shapes)
                .putInt(0).putLong(firstBytes).putLong(lastBytes);
        putAll(inLine);
        return place;
    }

    private void add(Bucket bucket, Edge edge) {
        List<Edge> edges = buckets.get(bucket);
        if (edges == null) {
            edges = new ArrayList<>();
            buckets.put(bucket, edges);
        }
        edges.add(edge);
    }

    private Glob glob(String pattern) {
        Glob glob = globs.get(pattern);
        if (glob == null) {
            glob = write(pattern);
            globs.put(pattern, glob);
        }
        return glob;
    }

    private Glob write(String pattern) {
        List<GlobElement> elements = GlobElement.parse(pattern);
        byte[] prefix = text(elements.getFirst());
        byte[] suffix = elements.size() > 1 ? text(elements.getLast()) : NOTHING;
        return new Glob(GlobCompiler.write(elements, bytes), prefix.length, TrieLayout.word(prefix, 0), suffix.length,
                TrieLayout.tail(suffix));
    }

    private static byte[] text(GlobElement element) {
        return element instanceof Text literal ? literal.text().getBytes(StandardCharsets.UTF_8) : NOTHING;
    }

    private void putAll(List<Edge> edges) {
        for (Edge edge : edges) {
            put(edge.child(), edge.glob());
        }
    }

    private void put(int child, Glob glob) {
        int shortest = glob.written().shortest();
        records.putInt(child).putInt(glob.settled() ? shortest : shortest | TrieLayout.EDGE_UNSETTLED);
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
        @Nullable
        Bucket[] owners = new @Nullable Bucket[capacity];
        for (Bucket bucket : buckets.keySet()) {
            int slot = TrieLayout.bucketSlot(bucket.node(), bucket.shape(), bucket.bytes(), capacity - 1);
            while (owners[slot] != null) {
                slot = (slot + 1) & (capacity - 1);
            }
            owners[slot] = bucket;
        }
        ImageBytes table = new ImageBytes();
        for (Bucket owner : owners) {
            List<Edge> edges = owner == null ? List.of() : buckets.getOrDefault(owner, List.of());
            table.putInt(owner == null ? TrieLayout.NO_NODE : owner.node()).putInt(owner == null ? 0 : owner.shape());
            table.putLong(owner == null ? 0 : owner.bytes());
            table.putInt(records.size()).putInt(edges.size()).putLong(0);
            putAll(edges);
        }
        return table;
    }
}
