package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;

/** Reads one glob from left to right. */
final class GlobParser {
    private final String pattern;
    private final List<GlobElement> elements = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    GlobParser(String pattern) {
        this.pattern = pattern;
    }

    List<GlobElement> parse() {
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            switch (c) {
                case '*' -> {
                    flush();
                    if (elements.isEmpty() || !(elements.getLast() instanceof GlobElement.AnyText)) {
                        elements.add(new GlobElement.AnyText());
                    }
                    at++;
                }
                case '?' -> {
                    flush();
                    elements.add(new GlobElement.AnyCharacter());
                    at++;
                }
                case '[' -> at = readClass(at);
                case '\\' -> {
                    int escaped = Math.min(at + 1, pattern.length() - 1);
                    text.appendCodePoint(pattern.codePointAt(escaped));
                    at = escaped + Character.charCount(pattern.codePointAt(escaped));
                }
                default -> {
                    text.append(c);
                    at++;
                }
            }
        }
        flush();
        return elements;
    }

    private void flush() {
        if (!text.isEmpty()) {
            elements.add(new GlobElement.Text(text.toString()));
            text.setLength(0);
        }
    }

    /** Reads the class that opens at {@code open}; returns where to go on. */
    private int readClass(int open) {
        int at = open + 1;
        boolean negated = at < pattern.length() && pattern.charAt(at) == '!';
        if (negated) {
            at++;
        }
        List<GlobElement.Range> ranges = new ArrayList<>();
        while (at < pattern.length() && (pattern.charAt(at) != ']' || ranges.isEmpty())) {
            at = skipEscape(at);
            int first = pattern.codePointAt(at);
            int last = first;
            at += Character.charCount(first);
            if (at + 1 < pattern.length() && pattern.charAt(at) == '-' && pattern.charAt(at + 1) != ']') {
                at = skipEscape(at + 1);
                last = pattern.codePointAt(at);
                at += Character.charCount(last);
            }
            ranges.add(new GlobElement.Range(first, last));
        }
        if (at >= pattern.length()) {
            text.append('[');
            return open + 1;
        }
        flush();
        elements.add(new GlobElement.CharacterClass(negated, ranges));
        return at + 1;
    }

    private int skipEscape(int at) {
        return pattern.charAt(at) == '\\' && at + 1 < pattern.length() ? at + 1 : at;
    }
}
