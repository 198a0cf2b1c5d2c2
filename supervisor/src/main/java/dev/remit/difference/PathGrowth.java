package dev.remit.difference;

import dev.remit.policy.Access;
import dev.remit.policy.GlobElement;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds paths on which one list of rules allows what another does not. Exact but for two things: a search that takes
 * too long is taken for a find, and names are compared by characters, so that all bytes that are no part of one count as
 * the same.
 */
final class PathGrowth {
    /** States of the search for one rule, after which it counts as permitting more. */
    private static final int MOST_STATES = 10_000;
    private static final char PLAIN = 'x';
    private static final char UNREADABLE = '\uFFFD';

    private final List<PathRule> now;
    private final PathAutomaton automaton = new PathAutomaton();
    /** By label of the automaton. */
    private final List<Rule> rules = new ArrayList<>();
    /** The states from which all rules but those that are examined start. */
    private final BitSet background = new BitSet();
    private final Map<PathPattern, Integer> allowedBefore = new HashMap<>();
    private final boolean deniesLess;

    private record Rule(PathRule rule, boolean old) {}

    /**
     * What a rule permits anew.
     *
     * @param rule of the newer list
     * @param access {@link Access} bits
     * @param example a path; empty when none was found in time
     */
    record Found(PathRule rule, int access, String example) {}

    private PathGrowth(List<PathRule> before, List<PathRule> now) {
        this.now = now;
        Set<PathPattern> denied = new HashSet<>();
        for (PathRule rule : now) {
            if (rule.denies()) {
                denied.add(rule.pattern());
                automaton.close(enter(rule, false), background);
            }
        }
        boolean less = false;
        for (PathRule rule : before) {
            less |= rule.denies() && !denied.contains(rule.pattern());
            allowedBefore.merge(rule.pattern(), rule.permission().access(), (a, b) -> a | b);
            automaton.close(enter(rule, true), background);
        }
        this.deniesLess = less;
    }

    /** What {@code now} allows and {@code before} does not, by the rules of {@code now} in their order. */
    static List<Found> between(List<PathRule> before, List<PathRule> now) {
        return new PathGrowth(before, now).all();
    }

    private List<Found> all() {
        List<Found> all = new ArrayList<>();
        for (PathRule rule : now) {
            boolean same = !deniesLess
                    && (rule.permission().access() & ~allowedBefore.getOrDefault(rule.pattern(), Access.NONE)) == 0;
            if (!rule.denies() && !same) {
                all.addAll(new Search(rule).run());
            }
        }
        return all;
    }

    private int enter(PathRule rule, boolean old) {
        rules.add(new Rule(rule, old));
        return automaton.enter(rule.pattern(), rules.size() - 1);
    }

    /** How the path that was read so far ends; a canonical path has no component that is empty, {@code .} or {@code ..}. */
    private enum Tail {
        NAME,
        SLASH,
        DOT,
        DOTS;

        Tail after(int character) {
            if (character == '/') {
                return SLASH;
            }
            if (character == '.' && this != NAME) {
                return this == SLASH ? DOT : this == DOT ? DOTS : NAME;
            }
            return NAME;
        }
    }

    /** Where the automaton is after a text. */
    private record State(BitSet states, Tail tail) {}

    /** The shortest text that leads to a state: the state before, and one more character. */
    private record Step(State from, int character) {}

    /** Reads all paths that one rule takes in, shorter ones first. */
    private final class Search {
        private final PathRule rule;
        private final int firstOwn;
        private final int label;
        private final State start;
        private final Map<State, Step> reached = new HashMap<>();
        private final Deque<State> open = new ArrayDeque<>();
        private int missing;
        private int found = Access.NONE;
        private String example = "";

        Search(PathRule rule) {
            this.rule = rule;
            this.firstOwn = enter(rule, false);
            this.label = rules.size() - 1;
            BitSet states = (BitSet) background.clone();
            automaton.close(firstOwn, states);
            this.start = new State(states, Tail.NAME);
            this.missing = rule.permission().access();
        }

        List<Found> run() {
            reach(start, new Step(start, 0));
            while (!open.isEmpty() && missing != Access.NONE) {
                if (reached.size() > MOST_STATES) {
                    found |= missing;
                    break;
                }
                advance(open.removeFirst());
            }
            return found == Access.NONE ? List.of() : List.of(new Found(rule, found, example));
        }

        private void reach(State state, Step by) {
            if (reached.putIfAbsent(state, by) != null) {
                return;
            }
            open.addLast(state);
            if (state.tail == Tail.NAME) {
                int gained = gained(state.states) & missing;
                if (gained != Access.NONE) {
                    example = example.isEmpty() ? text(state) : example;
                    found |= gained;
                    missing &= ~gained;
                }
            }
        }

        private int gained(BitSet states) {
            int allowed = Access.NONE;
            int earlier = Access.NONE;
            boolean deniedEarlier = false;
            for (int at = states.nextSetBit(0); at >= 0; at = states.nextSetBit(at + 1)) {
                int accepted = automaton.accepted(at);
                if (accepted == PathAutomaton.NOTHING) {
                    continue;
                }
                Rule other = rules.get(accepted);
                if (other.old) {
                    earlier |= other.rule.permission().access();
                    deniedEarlier |= other.rule.denies();
                } else if (other.rule.denies()) {
                    return Access.NONE;
                } else {
                    allowed |= accepted == label ? other.rule.permission().access() : Access.NONE;
                }
            }
            return deniedEarlier ? allowed : allowed & ~earlier;
        }

        private void advance(State from) {
            for (int character : characters(from)) {
                if (character == '/' && from.tail != Tail.NAME) {
                    continue;
                }
                BitSet to = new BitSet();
                for (int at = from.states.nextSetBit(0); at >= 0; at = from.states.nextSetBit(at + 1)) {
                    for (PathAutomaton.Arc arc : automaton.arcs(at)) {
                        if (arc.on().contains(character)) {
                            automaton.close(arc.to(), to);
                        }
                    }
                }
                // The states of the rule that is searched are the last that were made.
                if (to.length() > firstOwn) {
                    reach(new State(to, from.tail.after(character)), new Step(from, character));
                }
            }
        }

        /** One character of each kind that some arc distinguishes, those that read well before others. */
        private List<Integer> characters(State from) {
            Set<Integer> starts = new TreeSet<>();
            starts.add((int) PLAIN);
            for (int at = from.states.nextSetBit(0); at >= 0; at = from.states.nextSetBit(at + 1)) {
                for (PathAutomaton.Arc arc : automaton.arcs(at)) {
                    for (GlobElement.Range range : arc.on().ranges()) {
                        starts.add(range.first());
                        starts.add(range.last() + 1);
                    }
                }
            }
            starts.remove(Character.MAX_CODE_POINT + 1);
            List<Integer> characters = new ArrayList<>(starts);
            characters.sort(Comparator.comparingInt(c -> c == PLAIN ? 0 : Character.isLetterOrDigit(c) ? 1 : 2));
            return characters;
        }

        private String text(State state) {
            StringBuilder text = new StringBuilder();
            for (State at = state; !at.equals(start);) {
                Step step = Objects.requireNonNull(reached.get(at));
                text.appendCodePoint(step.character == CharacterSet.STRAY_BYTE ? UNREADABLE : step.character);
                at = step.from;
            }
            return text.isEmpty() ? "/" : text.reverse().toString();
        }
    }
}
