package dev.remit.decision;

import java.lang.foreign.MemorySegment;

/**
 * Matches one component of a path against a glob in a trie's image, with the cheapest means that its form permits.
 *
 * <pre>
 *   0 int kind
 *   4 int shortest    fewest bytes that can match
 *   8 int prefix      length in bytes of what it begins with; for CONTAINS, of what it contains
 *  12 int suffix      length in bytes of what it ends with
 *  16 bytes           prefix, then suffix; for STEPS the steps, each an int followed by its operands
 * </pre>
 *
 * Comparing text by bytes never cuts a character in two: the text is well-formed, and no well-formed sequence begins
 * inside another.
 */
final class GlobMatcher {
    /** {@code *}. */
    static final int ANYTHING = 0;
    /** {@code prefix*suffix}, either of which may be empty. */
    static final int ENDS = 1;
    /** {@code *text*}. */
    static final int CONTAINS = 2;
    /** Everything else. */
    static final int STEPS = 3;

    static final int KIND = 0;
    static final int SHORTEST = 4;
    static final int PREFIX = 8;
    static final int SUFFIX = 12;
    static final int BODY = 16;

    /** The end. */
    static final int STEP_END = 0;
    /** Any number of characters. */
    static final int STEP_ANY_TEXT = 1;
    /** One character. */
    static final int STEP_ANY_CHARACTER = 2;
    /** Length in bytes, then the bytes, padded to a multiple of 4. */
    static final int STEP_TEXT = 3;
    /** 1 when negated, number of ranges, then first and last code point of each. */
    static final int STEP_CLASS = 4;

    private static final long NO = -1;

    private GlobMatcher() {}

    static boolean matches(MemorySegment image, long glob, MemorySegment path, long start, long end) {
        if (end - start < image.get(TrieLayout.INT, glob + SHORTEST)) {
            return false;
        }
        int prefix = image.get(TrieLayout.INT, glob + PREFIX);
        return switch (image.get(TrieLayout.INT, glob + KIND)) {
            case ANYTHING -> true;
            case ENDS -> {
                int suffix = image.get(TrieLayout.INT, glob + SUFFIX);
                yield same(image, glob + BODY, path, start, prefix)
                        && same(image, glob + BODY + prefix, path, end - suffix, suffix);
            }
            case CONTAINS -> contains(image, glob + BODY, prefix, path, start, end);
            default -> follows(image, glob + BODY, path, start, end);
        };
    }

    private static boolean contains(MemorySegment image, long text, int length, MemorySegment path, long start,
            long end) {
        for (long at = start; at + length <= end; at++) {
            if (same(image, text, path, at, length)) {
                return true;
            }
        }
        return false;
    }

    static boolean same(MemorySegment image, long text, MemorySegment path, long at, int length) {
        for (int i = 0; i < length; i++) {
            if (image.get(TrieLayout.BYTE, text + i) != path.get(TrieLayout.BYTE, at + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Takes the steps in order. After a failure only the latest star can help, for whatever an earlier one could take
     * in besides, the latest can too: so the time is bounded by the product of the lengths.
     */
    private static boolean follows(MemorySegment image, long steps, MemorySegment path, long start, long end) {
        long step = steps;
        long at = start;
        long afterStar = NO;
        long starAt = start;
        while (true) {
            int kind = image.get(TrieLayout.INT, step);
            if (kind == STEP_ANY_TEXT) {
                step += Integer.BYTES;
                afterStar = step;
                starAt = at;
                continue;
            }
            if (kind == STEP_END && at == end) {
                return true;
            }
            long reached = kind == STEP_END ? NO : take(image, step, path, at, end);
            if (reached != NO) {
                at = reached;
                step += size(image, step);
            } else if (afterStar == NO || starAt == end) {
                return false;
            } else {
                starAt += Utf8.length(Utf8.decode(path, starAt, end));
                at = starAt;
                step = afterStar;
            }
        }
    }

    /** Where the path goes on after a step that takes a fixed number of characters, or {@link #NO}. */
    private static long take(MemorySegment image, long step, MemorySegment path, long at, long end) {
        int kind = image.get(TrieLayout.INT, step);
        if (kind == STEP_TEXT) {
            int length = image.get(TrieLayout.INT, step + 4);
            return at + length <= end && same(image, step + 8, path, at, length) ? at + length : NO;
        }
        if (at == end) {
            return NO;
        }
        int decoded = Utf8.decode(path, at, end);
        boolean taken = kind == STEP_ANY_CHARACTER || isMember(image, step, Utf8.codePoint(decoded));
        return taken ? at + Utf8.length(decoded) : NO;
    }

    private static boolean isMember(MemorySegment image, long step, int codePoint) {
        boolean negated = image.get(TrieLayout.INT, step + 4) != 0;
        int ranges = image.get(TrieLayout.INT, step + 8);
        for (int i = 0; i < ranges; i++) {
            long range = step + 12 + 8L * i;
            if (image.get(TrieLayout.INT, range) <= codePoint && codePoint <= image.get(TrieLayout.INT, range + 4)) {
                return !negated;
            }
        }
        return negated;
    }

    private static long size(MemorySegment image, long step) {
        return switch (image.get(TrieLayout.INT, step)) {
            case STEP_TEXT -> 8 + (image.get(TrieLayout.INT, step + 4) + 3L & ~3L);
            case STEP_CLASS -> 12 + 8L * image.get(TrieLayout.INT, step + 8);
            default -> Integer.BYTES;
        };
    }
}
