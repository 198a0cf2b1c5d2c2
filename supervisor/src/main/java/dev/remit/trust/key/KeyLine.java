package dev.remit.trust.key;

import dev.remit.trust.wire.Armor;
import dev.remit.trust.wire.MalformedException;
import java.nio.charset.StandardCharsets;

/**
 * A line with a key or certificate: its type, its encoding in Base64, and perhaps a comment, with blanks between them.
 *
 * @param labelAt where the type begins
 * @param base64At where the Base64 begins
 */
record KeyLine(String label, int labelAt, String base64, int base64At) {
    /** What reads the bytes that the Base64 stands for. */
    @FunctionalInterface
    interface Parser<T> {
        T parse() throws MalformedException;
    }

    static KeyLine split(String line) throws MalformedException {
        int labelAt = skip(line, 0, true);
        int labelEnd = skip(line, labelAt, false);
        int base64At = skip(line, labelEnd, true);
        int base64End = skip(line, base64At, false);
        if (labelAt == labelEnd) {
            throw new MalformedException("no key", labelAt);
        }
        if (base64At == base64End) {
            throw new MalformedException("nothing follows the type of the key", labelEnd);
        }
        return new KeyLine(line.substring(labelAt, labelEnd), labelAt, line.substring(base64At, base64End), base64At);
    }

    /** The first place from {@code at} on that is not blank, or that is. */
    private static int skip(String line, int at, boolean blanks) {
        int place = at;
        while (place < line.length() && isBlank(line.charAt(place)) == blanks) {
            place++;
        }
        return place;
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }

    byte[] blob() throws MalformedException {
        for (int i = 0; i < base64.length(); i++) {
            if (base64.charAt(i) > 0x7F) {
                throw new MalformedException("a character that is not Base64", i);
            }
        }
        return Armor.decode(base64.getBytes(StandardCharsets.US_ASCII), 0);
    }

    /** Has the bytes read, and says of what is wrong with them where the Base64 begins: one cannot see bytes in it. */
    <T> T within(Parser<T> parser) throws MalformedException {
        try {
            return parser.parse();
        } catch (MalformedException e) {
            throw new MalformedException(e.problem(), base64At);
        }
    }

    void checkLabel(String found) throws MalformedException {
        if (!label.equals(found)) {
            throw new MalformedException("the line says " + label + " and its Base64 holds " + found, labelAt);
        }
    }
}
