package dev.remit.trust.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 between a line that begins it and one that ends it, as OpenSSH and RFC 7468 have it.
 *
 * <p>Strict: the first line stands at the very start, nothing but a line end follows the last one, and the Base64 between
 * them has no blank lines and is the only encoding of its bytes. Lines end with LF or CR LF, and may be of any length.
 */
public final class Armor {
    /** Characters in a line, as OpenSSH writes them. */
    private static final int WIDTH = 70;
    private static final String DASHES = "-----";
    private static final String BEGIN = DASHES + "BEGIN ";
    private static final String END = DASHES + "END ";
    private static final int LONGEST_LABEL = 64;

    private Armor() {}

    /**
     * What the first line says that follows, for example {@code OPENSSH PRIVATE KEY}.
     *
     * @throws MalformedException when there is no such line
     */
    public static String label(byte[] text) throws MalformedException {
        int from = BEGIN.length();
        if (!startsWith(text, 0, BEGIN)) {
            throw new MalformedException("it does not begin with \"" + BEGIN.strip() + '"', 0);
        }
        int end = from;
        while (end < text.length && end - from <= LONGEST_LABEL && isOfLabel(text[end])) {
            end++;
        }
        if (end == from || !startsWith(text, end, DASHES)) {
            throw new MalformedException("its first line does not end with \"" + DASHES + '"', end);
        }
        return new String(text, from, end - from, StandardCharsets.US_ASCII);
    }

    private static boolean isOfLabel(byte character) {
        return character >= 'A' && character <= 'Z' || character >= '0' && character <= '9' || character == ' ';
    }

    /** The bytes within. */
    public static byte[] read(byte[] text, String label) throws MalformedException {
        String first = BEGIN + label + DASHES;
        if (!startsWith(text, 0, first)) {
            throw new MalformedException("it does not begin with the line \"" + first + '"', 0);
        }
        byte[] base64 = new byte[text.length];
        int length = 0;
        int at = afterLine(text, first.length());
        String last = END + label + DASHES;
        while (!startsWith(text, at, last)) {
            int start = at;
            while (at < text.length && isOfBase64(text[at])) {
                base64[length++] = text[at++];
            }
            if (at == start) {
                throw new MalformedException(at == text.length
                        ? "it ends without the line \"" + last + '"'
                        : "a line that is neither Base64 nor \"" + last + '"', at);
            }
            at = afterLine(text, at);
        }
        at += last.length();
        if (at < text.length && afterLine(text, at) != text.length) {
            throw new MalformedException("something follows the line \"" + last + '"', afterLine(text, at));
        }
        byte[] encoded = Arrays.copyOf(base64, length);
        try {
            return decode(encoded, first.length());
        } finally {
            Arrays.fill(base64, (byte) 0);
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Just past a line end. */
    private static int afterLine(byte[] text, int at) throws MalformedException {
        int lineFeed = startsWith(text, at, "\r") ? at + 1 : at;
        if (lineFeed >= text.length || text[lineFeed] != '\n') {
            throw new MalformedException("a character that has no place here", Math.min(at, text.length));
        }
        return lineFeed + 1;
    }

    private static boolean isOfBase64(byte character) {
        return character >= 'A' && character <= 'Z' || character >= 'a' && character <= 'z'
                || character >= '0' && character <= '9' || character == '+' || character == '/' || character == '=';
    }

    /**
     * The bytes that Base64 stands for, when it is the only one that stands for them: padded, and without stray bits.
     *
     * @param where offset to complain about
     */
    public static byte[] decode(byte[] base64, int where) throws MalformedException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new MalformedException("Base64 that is cut off or holds what is none", where);
        }
        byte[] again = Base64.getEncoder().encode(bytes);
        boolean canonical = Arrays.equals(base64, again);
        Arrays.fill(again, (byte) 0);
        if (!canonical) {
            throw new MalformedException("Base64 that is not padded as it should be, or has stray bits at its end",
                    where);
        }
        return bytes;
    }

    private static boolean startsWith(byte[] text, int at, String expected) {
        if (expected.length() > text.length - at) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (text[at + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The text for some bytes, just as OpenSSH writes it. */
    public static byte[] write(String label, byte[] bytes) {
        String base64 = Base64.getEncoder().encodeToString(bytes);
        StringBuilder text = new StringBuilder(BEGIN).append(label).append(DASHES).append('\n');
        for (int from = 0; from < base64.length(); from += WIDTH) {
            text.append(base64, from, Math.min(from + WIDTH, base64.length())).append('\n');
        }
        return text.append(END).append(label).append(DASHES).append('\n').toString()
                .getBytes(StandardCharsets.US_ASCII);
    }
}
