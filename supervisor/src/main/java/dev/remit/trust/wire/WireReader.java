package dev.remit.trust.wire;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the data types of RFC 4251, section 5, from bytes that may be hostile. Numbers are big-endian.
 *
 * <p>A reader never reads past its end, and {@link #end} refuses what is left over. Offsets, also those of nested
 * readers, count from the start of the array.
 */
public final class WireReader {
    /** As in OpenSSH: no number of a key is longer, in bits. */
    private static final int LONGEST_NUMBER = 16384;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Reads all of an array, which is not copied. */
    public WireReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Where the next value begins. */
    public int offset() {
        return at;
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - at;
    }

    public boolean isAtEnd() {
        return at == end;
    }

    /** A complaint about what comes next. */
    public MalformedException malformed(String problem) {
        return new MalformedException(problem, at);
    }

    /** Refuses what is left over. */
    public void end(String what) throws MalformedException {
        if (at != end) {
            throw malformed(remaining() + " bytes too many at the end of " + what);
        }
    }

    private void need(int length, String what) throws MalformedException {
        if (length > remaining()) {
            throw malformed(what + " needs " + length + " bytes and " + remaining() + " are left");
        }
    }

    /** The type {@code byte}, unsigned. */
    public int u8(String what) throws MalformedException {
        need(1, what);
        return bytes[at++] & 0xFF;
    }

    /** The type {@code uint32}. */
    public long u32(String what) throws MalformedException {
        need(Integer.BYTES, what);
        long value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = value << 8 | bytes[at++] & 0xFF;
        }
        return value;
    }

    /** The type {@code uint64}, whose highest bit is the sign of what is returned. */
    public long u64(String what) throws MalformedException {
        need(Long.BYTES, what);
        long high = u32(what);
        return high << 32 | u32(what);
    }

    /** Bytes without a length before them, copied. */
    public byte[] raw(int length, String what) throws MalformedException {
        need(length, what);
        int from = at;
        at += length;
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** The type {@code string}, copied. */
    public byte[] string(String what) throws MalformedException {
        int length = length(what);
        return raw(length, what);
    }

    /** The type {@code string}, as something to read from. */
    public WireReader nested(String what) throws MalformedException {
        int length = length(what);
        WireReader inner = new WireReader(bytes, at, at + length);
        at += length;
        return inner;
    }

    private int length(String what) throws MalformedException {
        int start = at;
        long length = u32(what);
        if (length > remaining()) {
            int left = remaining();
            at = start;
            throw malformed(what + " claims " + length + " bytes and " + left + " are left");
        }
        return (int) length;
    }

    /** A {@code string} of printable ASCII without spaces, as names of algorithms are. */
    public String name(String what) throws MalformedException {
        WireReader inner = nested(what);
        for (int i = inner.at; i < inner.end; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7F) {
                throw new MalformedException(what + " holds a byte that no name has", i);
            }
        }
        return new String(bytes, inner.at, inner.remaining(), StandardCharsets.US_ASCII);
    }

    /** A {@code string} of UTF-8, in which NUL has no place. */
    public String text(String what) throws MalformedException {
        WireReader inner = nested(what);
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, inner.at, inner.remaining()))
                    .toString();
        } catch (CharacterCodingException _) {
            throw inner.malformed(what + " is not UTF-8");
        }
        if (text.indexOf('\0') >= 0) {
            throw inner.malformed(what + " holds a NUL byte");
        }
        return text;
    }

    /** The type {@code mpint}, positive and in its only encoding: no needless zero byte in front. */
    public BigInteger positive(String what) throws MalformedException {
        WireReader inner = nested(what);
        int length = inner.remaining();
        if (length == 0) {
            throw inner.malformed(what + " is zero");
        }
        if (bytes[inner.at] < 0) {
            throw inner.malformed(what + " is negative");
        }
        if (bytes[inner.at] == 0 && (length == 1 || bytes[inner.at + 1] >= 0)) {
            throw inner.malformed(what + " begins with a needless zero byte");
        }
        if (length > LONGEST_NUMBER / Byte.SIZE + 1) {
            throw inner.malformed(what + " is longer than " + LONGEST_NUMBER + " bits");
        }
        return new BigInteger(1, bytes, inner.at, length);
    }
}
