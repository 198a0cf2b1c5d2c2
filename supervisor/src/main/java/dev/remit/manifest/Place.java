package dev.remit.manifest;

import dev.remit.policy.Origin;

/**
 * A place in a source.
 *
 * @param source the text
 * @param line 1-based; 0 when the source as a whole is meant
 * @param column 1-based, counted in code points; 0 when the source as a whole is meant
 */
public record Place(Source source, int line, int column) {
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
        String full = source.line(line);
        if (column < 1 || column > full.codePointCount(0, full.length()) + 1) {
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
