package dev.remit.manifest;

import dev.remit.policy.Origin;

/**
 * A place in a source.
 *
 * @param source the text
 * @param line 1-based; 0 when the source as a whole is meant, or when lines mean nothing in it
 * @param column 1-based, counted in code points; 0 when the source as a whole is meant
 */
public record Place(Source source, int line, int column) {
    /** In longer lines nobody looks for a character, and looking for many of them would take long. */
    private static final int LONGEST_LINE = 10_000;

    /** The source as a whole. */
    public static Place whole(Source source) {
        return new Place(source, 0, 0);
    }

    /**
     * The place of one character of a scalar that starts here. When the scalar is not written as it reads (it has
     * escapes, or spans lines), this place itself is the best answer.
     *
     * @param text the scalar's value
     * @param offset into the value, in {@code char}s
     */
    public Place inside(String text, int offset) {
        // A place with a column but no line points into a source of one line, such as an option.
        String full = source.line(Math.max(1, line));
        if (full.length() > LONGEST_LINE || column < 1 || column > full.codePointCount(0, full.length()) + 1) {
            return this;
        }
        int start = full.offsetByCodePoints(0, column - 1);
        if (start < full.length() && (full.charAt(start) == '"' || full.charAt(start) == '\'')
                && !full.startsWith(text, start)) {
            start++;
        }
        if (!full.startsWith(text, start)) {
            return this;
        }
        return new Place(source, line, 1 + full.codePointCount(0, Math.min(full.length(), start + offset)));
    }

    /** What a rule says of its provenance once it is part of a policy. */
    public Origin origin(String rule) {
        return new Origin(source.name(), line, column, rule);
    }
}
