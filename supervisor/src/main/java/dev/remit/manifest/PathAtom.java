package dev.remit.manifest;

import java.util.List;

/** The smallest meaningful piece of a path's text; {@code offset} is where it starts. */
sealed interface PathAtom {
    int offset();

    /** A character that matches only itself. */
    record Char(int codePoint, int offset) implements PathAtom {}

    /** A slash. */
    record Slash(int offset) implements PathAtom {}

    /** {@code *}. */
    record Star(int offset) implements PathAtom {}

    /** {@code ?}. */
    record Question(int offset) implements PathAtom {}

    /** A class in the normal form of {@link dev.remit.policy.Segment.Glob}, with its brackets. */
    record CharClass(String text, int offset) implements PathAtom {}

    /** The values of a variable. */
    record Value(List<String> values, int offset) implements PathAtom {}

    /** An opening brace. */
    record Open(int offset) implements PathAtom {}

    /** A comma between braces. */
    record Comma(int offset) implements PathAtom {}

    /** A closing brace. */
    record Close(int offset) implements PathAtom {}
}
