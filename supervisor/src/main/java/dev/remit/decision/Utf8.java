package dev.remit.decision;

import java.lang.foreign.MemorySegment;

/** Takes characters off bytes that are probably UTF-8: the names of files are bytes, and any byte may stand in them. */
final class Utf8 {
    private static final int LENGTH_BITS = 3;
    private static final int LENGTH_MASK = (1 << LENGTH_BITS) - 1;
    private static final int INVALID = -1 << LENGTH_BITS | 1;

    private Utf8() {}

    /**
     * The character at {@code at}, packed: {@link #codePoint} and {@link #length} take it apart. A byte that begins no
     * well-formed sequence (Unicode, table 3-7) is a character of its own with a negative code point.
     */
    static int decode(MemorySegment bytes, long at, long end) {
        int lead = bytes.get(TrieLayout.BYTE, at);
        if (lead >= 0) {
            return lead << LENGTH_BITS | 1;
        }
        int length = sequenceLength(lead & 0xFF);
        if (length == 1 || at + length > end) {
            return INVALID;
        }
        int codePoint = lead & (0xFF >> (length + 1));
        for (int i = 1; i < length; i++) {
            int next = bytes.get(TrieLayout.BYTE, at + i) & 0xFF;
            if ((next & 0xC0) != 0x80) {
                return INVALID;
            }
            codePoint = codePoint << 6 | (next & 0x3F);
        }
        return isWellFormed(codePoint, length) ? codePoint << LENGTH_BITS | length : INVALID;
    }

    private static int sequenceLength(int lead) {
        if (lead >= 0xC2 && lead < 0xE0) {
            return 2;
        }
        if (lead >= 0xE0 && lead < 0xF0) {
            return 3;
        }
        return lead >= 0xF0 && lead < 0xF5 ? 4 : 1;
    }

    private static boolean isWellFormed(int codePoint, int length) {
        return switch (length) {
            case 3 -> codePoint >= 0x800 && (codePoint < 0xD800 || codePoint > 0xDFFF);
            case 4 -> codePoint >= 0x1_0000 && codePoint <= Character.MAX_CODE_POINT;
            default -> true;
        };
    }

    static int codePoint(int decoded) {
        return decoded >> LENGTH_BITS;
    }

    static int length(int decoded) {
        return decoded & LENGTH_MASK;
    }
}
