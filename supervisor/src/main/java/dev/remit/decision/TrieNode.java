package dev.remit.decision;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node while the trie is being built: mutable, on the heap. */
final class TrieNode {
    enum Kind {
        /** The root, and what a glob leads to. */
        PLAIN,
        /** What a literal component leads to. */
        LITERAL,
        /** {@code **}. */
        DEEP
    }

    final @Nullable TrieNode parent;
    final Kind kind;
    /** The literal component that leads here, else empty. */
    final byte[] name;

    @Nullable
    Map<String, TrieNode> literals;
    @Nullable
    Map<String, TrieNode> globs;
    @Nullable
    TrieNode deep;

    /** What is said of a path that ends here, of one that ends here or one component below, of all from here on. */
    long exact = Sum.EMPTY;
    long children = Sum.EMPTY;
    long subtree = Sum.EMPTY;

    /** What this node and all above it say of what lies below. */
    long below = Sum.EMPTY;
    /** What is said of the paths that go on from here, except by {@link #below}. */
    long reach = Sum.EMPTY;
    /** Nodes from here down, this one included. */
    int size = 1;
    /** Bound on the nodes from here down that a lookup can be in at once. */
    int active = 1;
    /** The greatest bound among the literal children, and the sum of those of the globs. */
    int widestLiteral;
    int globsTogether;

    /** Whether a rule that allows may match below, as far as can be told without looking at globs. */
    boolean leads;

    int id = TrieLayout.NO_NODE;
    /** Bits for the hashes of the names of the literal children. */
    long filter;

    TrieNode(@Nullable TrieNode parent, Kind kind, byte[] name) {
        this.parent = parent;
        this.kind = kind;
        this.name = name;
    }

    Map<String, TrieNode> literals() {
        if (literals == null) {
            literals = new LinkedHashMap<>();
        }
        return literals;
    }

    Map<String, TrieNode> globs() {
        if (globs == null) {
            globs = new LinkedHashMap<>();
        }
        return globs;
    }

    boolean isWild() {
        return globs != null || deep != null;
    }
}
