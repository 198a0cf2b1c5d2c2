package dev.remit.names;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A domain name in lower case, as messages carry it: labels, each after its length, and an empty one at the end; one
 * {@code char} a byte.
 */
record WireName(String wire) {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST = 255;
    private static final int POINTER = 0xC0;
    private static final int MOST_POINTERS = 128;

    /**
     * The name with this spelling.
     *
     * @param name ASCII, without a dot at the end
     * @return null when it is too long for a message, or has an empty label
     */
    static @Nullable WireName of(String name) {
        StringBuilder wire = new StringBuilder();
        int start = 0;
        while (start <= name.length()) {
            int dot = name.indexOf('.', start);
            int end = dot < 0 ? name.length() : dot;
            if (end == start || end - start > LONGEST_LABEL) {
                return null;
            }
            wire.append((char) (end - start)).append(name, start, end);
            start = end + 1;
        }
        wire.append('\0');
        return wire.length() > LONGEST ? null : new WireName(wire.toString().toLowerCase(Locale.ROOT));
    }

    /**
     * Reads the name at a place of a message. A pointer must lead to before the labels it follows, as RFC 1035 has it
     * ("a prior occurrence"): so each leads further back, and reading ends. No name needs more pointers than it can have
     * labels.
     *
     * @return null when there is none
     */
    static @Nullable WireName read(byte[] message, int at) {
        StringBuilder wire = new StringBuilder();
        int bound = at;
        int next = at;
        int pointers = 0;
        while (next < message.length) {
            int length = message[next] & 0xFF;
            if (length == 0) {
                return new WireName(wire.append('\0').toString());
            }
            if (length >= POINTER) {
                int target = next + 1 < message.length ? (length & ~POINTER) << 8 | message[next + 1] & 0xFF : bound;
                if (target >= bound || ++pointers > MOST_POINTERS) {
                    return null;
                }
                bound = target;
                next = target;
            } else if (length > LONGEST_LABEL || next + length >= message.length
                    || wire.length() + length + 2 > LONGEST) {
                return null;
            } else {
                wire.append((char) length);
                append(message, next + 1, length, wire);
                next += 1 + length;
            }
        }
        return null;
    }

    private static void append(byte[] message, int from, int length, StringBuilder wire) {
        for (int at = from; at < from + length; at++) {
            int c = message[at] & 0xFF;
            wire.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c));
        }
    }

    /** The first place after the name at {@code at}, which can be read; pointers end it. */
    static int end(byte[] message, int at) {
        int next = at;
        while (true) {
            int length = message[next] & 0xFF;
            if (length == 0) {
                return next + 1;
            }
            if (length >= POINTER) {
                return next + 2;
            }
            next += 1 + length;
        }
    }
}
