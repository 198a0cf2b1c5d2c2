package dev.remit.decision;

import dev.remit.policy.GlobElement;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Segment;
import dev.remit.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what rules say of paths and builds the trie that answers for them. When several rules match a path, the
 * access that they allow adds up; one that denies wins over them all. The verdict names the rule whose pattern has the
 * most leading literal components, and of several such the one with the greatest number.
 *
 * <p>A trie is built while a program waits for its start, so nothing on the way uses what is slow when used for the
 * first time: streams, lambdas, switches on patterns, the generated equality of records, concatenated strings.
 */
public final class DecisionTrieBuilder {
    private static final byte[] UNNAMED = {};

    private record Entry(PathPattern pattern, int literals, int rule, boolean denies, int tree, int exact,
            int broker) implements Comparable<Entry> {
        /** From the least specific on. */
        @Override
        public int compareTo(Entry other) {
            return literals != other.literals
                    ? Integer.compare(literals, other.literals)
                    : Integer.compare(rule, other.rule);
        }

        long sum(int rank) {
            return denies ? Sum.deny(rank) : Sum.allow(tree, exact, broker, rank);
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    /** In the order of creation, so that a node comes after its parent. */
    private final List<TrieNode> nodes = new ArrayList<>();
    private final TrieNode root = node(null, TrieNode.Kind.PLAIN, UNNAMED);

    /**
     * Adds a rule that allows.
     *
     * @param tree {@link dev.remit.policy.Access} bits that the kernel grants to the whole hierarchy
     * @param exact bits that the kernel grants to the file that bears the name at start
     * @param broker bits that the supervisor grants
     * @param rule its number, which several patterns may share
     */
    public void allow(PathPattern pattern, int tree, int exact, int broker, int rule) {
        entries.add(new Entry(pattern, pattern.leadingLiterals(), rule, false, tree, exact, broker));
    }

    /** Adds a rule that denies. */
    public void deny(PathPattern pattern, int rule) {
        entries.add(new Entry(pattern, pattern.leadingLiterals(), rule, true, 0, 0, 0));
    }

    /**
     * Builds the trie. The builder is spent then.
     *
     * @throws IllegalStateException when there are more patterns than ranks
     */
    public DecisionTrie build() {
        if (entries.size() > Sum.MAXIMUM_RANK) {
            throw new IllegalStateException("more patterns than a trie can rank: " + entries.size());
        }
        Collections.sort(entries);
        int[] rules = new int[entries.size() + 1];
        rules[0] = Verdict.NO_RULE;
        for (int i = 0; i < entries.size(); i++) {
            rules[i + 1] = entries.get(i).rule();
            place(entries.get(i), i + 1);
        }
        inherit();
        gather();
        bound();
        markWays();
        return DecisionTrie.of(new TrieWriter(nodes, rules, root.active).write());
    }

    private TrieNode node(@Nullable TrieNode parent, TrieNode.Kind kind, byte[] name) {
        TrieNode node = new TrieNode(parent, kind, name);
        nodes.add(node);
        return node;
    }

    private void place(Entry entry, int rank) {
        TrieNode node = root;
        for (Segment segment : entry.pattern().segments()) {
            node = step(node, segment);
        }
        long sum = entry.sum(rank);
        switch (entry.pattern().extent()) {
            case EXACT -> node.exact = Sum.join(node.exact, sum);
            case CHILDREN -> node.children = Sum.join(node.children, sum);
            case SUBTREE -> node.subtree = Sum.join(node.subtree, sum);
        }
    }

    private TrieNode step(TrieNode from, Segment segment) {
        if (segment instanceof Segment.Literal literal) {
            return literal(from, literal.name());
        }
        return segment instanceof Segment.Glob glob ? glob(from, glob.pattern()) : deep(from);
    }

    private TrieNode literal(TrieNode from, String name) {
        TrieNode node = from.literals().get(name);
        if (node == null) {
            node = node(from, TrieNode.Kind.LITERAL, name.getBytes(StandardCharsets.UTF_8));
            from.literals().put(name, node);
        }
        return node;
    }

    private TrieNode glob(TrieNode from, String pattern) {
        List<GlobElement> elements = GlobElement.parse(pattern);
        if (elements.size() == 1 && elements.getFirst() instanceof GlobElement.Text name) {
            return literal(from, name.text());
        }
        TrieNode node = from.globs().get(pattern);
        if (node == null) {
            node = node(from, TrieNode.Kind.PLAIN, UNNAMED);
            from.globs().put(pattern, node);
        }
        return node;
    }

    private TrieNode deep(TrieNode from) {
        if (from.kind == TrieNode.Kind.DEEP) {
            return from;
        }
        if (from.deep == null) {
            from.deep = node(from, TrieNode.Kind.DEEP, UNNAMED);
        }
        return from.deep;
    }

    /** Joins into each node what the nodes above it say of it and of all that is below them. */
    private void inherit() {
        for (TrieNode node : nodes) {
            if (node.parent == null) {
                node.below = node.subtree;
                continue;
            }
            node.below = Sum.join(node.parent.below, node.subtree);
            if (node.kind == TrieNode.Kind.LITERAL) {
                node.exact = Sum.join(node.exact, node.parent.children);
            }
        }
    }

    /** Joins into each node what is said of the paths that go on from it. */
    private void gather() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            TrieNode node = nodes.get(i);
            long own = Sum.join(Sum.join(node.exact, node.children), node.subtree);
            node.reach = Sum.join(node.reach, node.kind == TrieNode.Kind.DEEP ? own : node.children);
            if (node.parent != null) {
                node.parent.reach = Sum.join(node.parent.reach, Sum.join(own, node.reach));
            }
        }
    }

    /**
     * Bounds how many nodes a lookup can be in at once: of literal children one, of globs all, and of what lies below a
     * `**` everything, since a lookup enters it again with each component.
     */
    private void bound() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            TrieNode node = nodes.get(i);
            node.active = Math.max(1, node.widestLiteral + node.globsTogether);
            if (node.deep != null) {
                node.active += node.deep.size;
            }
            if (node.parent != null) {
                node.parent.size += node.size;
                switch (node.kind) {
                    case LITERAL -> node.parent.widestLiteral = Math.max(node.parent.widestLiteral, node.active);
                    case PLAIN -> node.parent.globsTogether += node.active;
                    case DEEP -> {
                        // Counted by its size when the parent's turn comes.
                    }
                }
            }
        }
    }

    /** Marks the nodes below which a rule may allow something: directories on the way to it. */
    private void markWays() {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            TrieNode node = nodes.get(i);
            if (Sum.denyRank(node.below) != 0) {
                node.leads = false;
                continue;
            }
            boolean children = allows(node.children);
            boolean itself = children || allows(Sum.join(node.exact, node.children));
            // What a `**` is said of, it is said of everything deeper too.
            node.leads |= children || node.kind == TrieNode.Kind.DEEP && itself;
            if (node.parent != null) {
                node.parent.leads |= itself || node.leads || allows(node.subtree);
            }
        }
    }

    private static boolean allows(long sum) {
        return Sum.allowRank(sum) != 0 && Sum.denyRank(sum) == 0;
    }
}
