package dev.remit.trust.store;

import dev.remit.display.Visible;
import dev.remit.trust.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a list that says something: neither empty nor a comment.
 *
 * @param list the list's name
 * @param number counted from 1
 * @param text without the line's end
 */
record TextLine(String list, int number, String text) {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The lines of a list; comments may hold any bytes, all else must be UTF-8. */
    static List<TextLine> of(String list, byte[] bytes) throws StoreFormatException {
        List<TextLine> lines = new ArrayList<>();
        int number = 0;
        for (int start = 0, end; start < bytes.length; start = end + 1) {
            end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            number++;
            int first = start;
            while (first < end && isBlank(bytes[first])) {
                first++;
            }
            if (first < end && bytes[first] != '#') {
                lines.add(decode(list, number, bytes, start, end));
            }
        }
        return lines;
    }

    private static TextLine decode(String list, int number, byte[] bytes, int start, int end)
            throws StoreFormatException {
        int length = end > start && bytes[end - 1] == '\r' ? end - start - 1 : end - start;
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes, start, length), text, true);
        TextLine line = new TextLine(list, number, text.flip().toString());
        if (result.isError()) {
            throw line.malformed(line.text.length(), "bytes that are not UTF-8", "");
        }
        for (int i = 0; i < line.text.length(); i++) {
            char c = line.text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7F) {
                throw line.malformed(i, "a control character", "text");
            }
            // Nobody sees it, and a negation behind it would be none.
            if (c == BYTE_ORDER_MARK) {
                throw line.malformed(i, "a byte order mark", "UTF-8 without one");
            }
        }
        return line;
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t' || character == '\r';
    }

    /** Whether a blank or the line's end is at a place. */
    boolean isEndOfWord(int at) {
        return at >= text.length() || text.charAt(at) == ' ' || text.charAt(at) == '\t';
    }

    /** The first place from {@code at} on that is not blank. */
    int skipBlanks(int at) {
        int place = at;
        while (place < text.length() && isEndOfWord(place)) {
            place++;
        }
        return place;
    }

    /** Just past the word that begins at a place. */
    int skipWord(int at) {
        int place = at;
        while (!isEndOfWord(place)) {
            place++;
        }
        return place;
    }

    /**
     * A complaint.
     *
     * @param at index in the text
     * @param expected what would be right, or empty
     */
    StoreFormatException malformed(int at, String problem, String expected) {
        int column = text.codePointCount(0, Math.min(at, text.length())) + 1;
        return StoreFormatException.inText(list, number, column, problem, expected);
    }

    /** A complaint of whoever read the text from {@code from} on. */
    StoreFormatException malformed(int from, MalformedException problem) {
        return malformed(from + problem.offset(), Visible.of(problem.problem()), "");
    }
}
