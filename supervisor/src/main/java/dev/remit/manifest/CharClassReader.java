package dev.remit.manifest;

import org.jspecify.annotations.Nullable;

/** Reads one character class of a path and brings it into a normal form. */
final class CharClassReader {
    private static final String ESCAPED = "]\\-!^[";

    private final String text;
    private final boolean escapes;
    private final StringBuilder normal = new StringBuilder("[");
    private int at;
    private String problem = "";

    /**
     * @param start offset of the opening bracket
     * @param escapes whether a backslash makes the next character ordinary
     */
    CharClassReader(String text, int start, boolean escapes) {
        this.text = text;
        this.at = start + 1;
        this.escapes = escapes;
    }

    /** Offset after what was read. */
    int end() {
        return at;
    }

    /** What was wrong when {@link #read} gave nothing. */
    String problem() {
        return problem;
    }

    /**
     * The class with its brackets, negated by {@code !} only, in which {@code ] \ - ! ^ [} are escaped where they stand
     * for themselves.
     */
    @Nullable
    String read() {
        if (at < text.length() && (text.charAt(at) == '!' || text.charAt(at) == '^')) {
            normal.append('!');
            at++;
        }
        boolean first = true;
        while (at < text.length()) {
            if (text.charAt(at) == ']' && !first) {
                at++;
                return normal.append(']').toString();
            }
            first = false;
            if (!member()) {
                return null;
            }
        }
        problem = "this [ has no ]";
        return null;
    }

    private boolean member() {
        if (text.startsWith("[:", at) || text.startsWith("[=", at) || text.startsWith("[.", at)) {
            return fail("named classes are not part of the language");
        }
        int low = character();
        if (low < 0) {
            return false;
        }
        append(low);
        if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
            at++;
            int high = character();
            if (high < 0) {
                return false;
            }
            if (high < low) {
                return fail("this range runs backwards");
            }
            normal.append('-');
            append(high);
        }
        return true;
    }

    private int character() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c == '\\' && escapes && at < text.length()) {
            c = text.codePointAt(at);
            at += Character.charCount(c);
        }
        if (c == '/' || c == 0 || (c == '\\' && !escapes)) {
            fail("a class stands for one character of a name and cannot hold a separator");
            return -1;
        }
        return c;
    }

    private boolean fail(String message) {
        problem = message;
        return false;
    }

    private void append(int c) {
        if (ESCAPED.indexOf(c) >= 0) {
            normal.append('\\');
        }
        normal.appendCodePoint(c);
    }
}
