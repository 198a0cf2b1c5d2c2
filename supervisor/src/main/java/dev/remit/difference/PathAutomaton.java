package dev.remit.difference;

import dev.remit.policy.Extent;
import dev.remit.policy.GlobElement;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Segment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A nondeterministic finite automaton over the characters of canonical paths, into which patterns are entered one by
 * one. A path is read as its components, each with a slash before it; the root is the empty text.
 */
final class PathAutomaton {
    /** A way from one state to another by one character. */
    record Arc(CharacterSet on, int to) {}

    private final List<List<Arc>> arcs = new ArrayList<>();
    private final List<List<Integer>> silent = new ArrayList<>();
    private final List<Integer> accepted = new ArrayList<>();

    /** What a state says that accepts nothing. */
    static final int NOTHING = -1;

    /**
     * Enters a pattern.
     *
     * @param label what the states say that accept it
     * @return the state to start from
     */
    int enter(PathPattern pattern, int label) {
        int start = state();
        int at = start;
        for (Segment segment : pattern.segments()) {
            at = segment(at, segment);
        }
        accepted.set(at, label);
        if (pattern.extent() != Extent.EXACT) {
            int name = anyName(at);
            accepted.set(name, label);
            if (pattern.extent() == Extent.SUBTREE) {
                silent.get(name).add(at);
            }
        }
        return start;
    }

    List<Arc> arcs(int state) {
        return arcs.get(state);
    }

    /** The label of the pattern that a state accepts, or {@link #NOTHING}. */
    int accepted(int state) {
        return accepted.get(state);
    }

    /** Adds a state and all that is reached from it by no character. */
    void close(int state, BitSet states) {
        if (states.get(state)) {
            return;
        }
        states.set(state);
        for (int next : silent.get(state)) {
            close(next, states);
        }
    }

    private int segment(int from, Segment segment) {
        return switch (segment) {
            case Segment.Literal(String name) -> text(step(from, CharacterSet.of('/')), name);
            case Segment.Glob(String pattern) -> glob(step(from, CharacterSet.of('/')), pattern);
            case Segment.AnyDepth() -> {
                // A state of its own: what loops here must not be reached again from what stands before.
                int loop = state();
                silent.get(from).add(loop);
                silent.get(anyName(loop)).add(loop);
                yield loop;
            }
        };
    }

    private int glob(int from, String pattern) {
        int at = from;
        for (GlobElement element : GlobElement.parse(pattern)) {
            at = switch (element) {
                case GlobElement.Text(String text) -> text(at, text);
                case GlobElement.AnyCharacter() -> step(at, CharacterSet.COMPONENT);
                case GlobElement.CharacterClass members -> step(at, CharacterSet.of(members));
                case GlobElement.AnyText() -> {
                    int loop = state();
                    silent.get(at).add(loop);
                    arcs.get(loop).add(new Arc(CharacterSet.COMPONENT, loop));
                    yield loop;
                }
            };
        }
        return at;
    }

    private int text(int from, String text) {
        int at = from;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            at = step(at, CharacterSet.of(text.codePointAt(i)));
        }
        return at;
    }

    /** Any one component: the state behind its first character, which takes in more. */
    private int anyName(int from) {
        int name = step(step(from, CharacterSet.of('/')), CharacterSet.COMPONENT);
        arcs.get(name).add(new Arc(CharacterSet.COMPONENT, name));
        return name;
    }

    private int step(int from, CharacterSet on) {
        int to = state();
        arcs.get(from).add(new Arc(on, to));
        return to;
    }

    private int state() {
        arcs.add(new ArrayList<>());
        silent.add(new ArrayList<>());
        accepted.add(NOTHING);
        return arcs.size() - 1;
    }
}
