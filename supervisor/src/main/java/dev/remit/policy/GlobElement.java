package dev.remit.policy;

import java.util.Arrays;
import java.util.List;

/** One element of a {@link Segment.Glob}, in the order in which they stand: the one definition of the glob syntax. */
public sealed interface GlobElement {
    /** Characters that stand for themselves. */
    record Text(String text) implements GlobElement {}

    /** {@code *}: any characters, also none. */
    record AnyText() implements GlobElement {}

    /** {@code ?}: one character, or one byte that is no part of a character. */
    record AnyCharacter() implements GlobElement {}

    /**
     * {@code [a-z]} or {@code [!a-z]}. A byte that is no part of a character is in no range, hence in every negated
     * class.
     */
    record CharacterClass(boolean negated, List<Range> ranges) implements GlobElement {
        public CharacterClass {
            ranges = List.copyOf(ranges);
        }

        /** Whether {@code codePoint} is matched; a negative number stands for a byte that is no character. */
        public boolean matches(int codePoint) {
            for (Range range : ranges) {
                if (range.first <= codePoint && codePoint <= range.last) {
                    return !negated;
                }
            }
            return negated;
        }
    }

    /** Code points, both ends included. */
    record Range(int first, int last) {}

    /**
     * Takes a glob apart. Adjacent stars count as one, adjacent characters come as one text. A {@code [} that is never
     * closed stands for itself, as does a {@code \} at the end; a {@code ]} that comes first is a member of its class.
     *
     * @param pattern without a slash
     */
    static List<GlobElement> parse(String pattern) {
        return new GlobParser(pattern).parse();
    }

    /** Whether the elements match all of {@code name}. */
    static boolean matches(List<GlobElement> elements, String name) {
        int[] characters = characters(name);
        boolean[] reached = new boolean[characters.length + 1];
        reached[0] = true;
        for (GlobElement element : elements) {
            reached = advance(element, characters, reached);
        }
        return reached[characters.length];
    }

    private static int[] characters(String text) {
        int[] characters = new int[text.codePointCount(0, text.length())];
        int at = 0;
        for (int i = 0; i < characters.length; i++) {
            characters[i] = text.codePointAt(at);
            at += Character.charCount(characters[i]);
        }
        return characters;
    }

    private static boolean[] advance(GlobElement element, int[] characters, boolean[] from) {
        boolean[] to = new boolean[from.length];
        int[] text = element instanceof Text literal ? characters(literal.text()) : new int[1];
        boolean flowing = false;
        for (int at = 0; at < from.length; at++) {
            flowing |= from[at];
            if (element instanceof AnyText) {
                to[at] = flowing;
            } else if (at >= text.length && from[at - text.length]) {
                to[at] = takes(element, text, characters, at - text.length);
            }
        }
        return to;
    }

    /** Whether an element other than {@code *} takes in the characters from {@code at} on. */
    private static boolean takes(GlobElement element, int[] text, int[] characters, int at) {
        if (element instanceof CharacterClass members) {
            return members.matches(characters[at]);
        }
        return element instanceof AnyCharacter
                || Arrays.equals(characters, at, at + text.length, text, 0, text.length);
    }
}
