package dev.remit.trust.wire;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads the few types of DER that private keys are made of, from bytes that may be hostile.
 *
 * <p>Like {@link WireReader}, it never reads past its end, allocates nothing that is not there, and accepts each value in
 * its only encoding.
 *
 * @see <a href="https://www.itu.int/rec/T-REC-X.690">X.690</a>
 */
public final class DerReader {
    /** Tag of what is explicitly tagged with a number below 31: the number is added. */
    public static final int TAGGED = 0xA0;
    /** Tag of what is implicitly tagged, and of no structure: the number is added. */
    public static final int TAGGED_PRIMITIVE = 0x80;

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final int LONG_FORM = 0x80;
    private static final int MOST_LENGTH_BYTES = 3;
    /** As in {@link WireReader}, in bytes. */
    private static final int LONGEST_NUMBER = 16384 / Byte.SIZE + 1;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Reads all of an array, which is not copied. */
    public DerReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private DerReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    public boolean isAtEnd() {
        return at == end;
    }

    /** Whether a value with this tag comes next. */
    public boolean isNext(int tag) {
        return at < end && (bytes[at] & 0xFF) == tag;
    }

    public boolean isNullNext() {
        return isNext(NULL);
    }

    public boolean isIntegerNext() {
        return isNext(INTEGER);
    }

    public boolean isSequenceNext() {
        return isNext(SEQUENCE);
    }

    public MalformedException malformed(String problem) {
        return new MalformedException(problem, at);
    }

    /** Refuses what is left over. */
    public void end(String what) throws MalformedException {
        if (at != end) {
            throw malformed((end - at) + " bytes too many at the end of " + what);
        }
    }

    /** The content of the next value, which must have a tag. */
    public DerReader value(int tag, String what) throws MalformedException {
        if (!isNext(tag)) {
            throw malformed(what + " is missing");
        }
        int start = at++;
        int length = length(what);
        if (length > end - at) {
            int left = end - at;
            at = start;
            throw malformed(what + " claims " + length + " bytes and " + left + " are left");
        }
        DerReader inner = new DerReader(bytes, at, at + length);
        at += length;
        return inner;
    }

    private int length(String what) throws MalformedException {
        int first = at < end ? bytes[at++] & 0xFF : -1;
        if (first < 0) {
            throw malformed("the length of " + what + " is missing");
        }
        if (first < LONG_FORM) {
            return first;
        }
        int count = first - LONG_FORM;
        if (count == 0 || count > MOST_LENGTH_BYTES || count > end - at) {
            throw malformed("the length of " + what + " is missing or too long");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << Byte.SIZE | bytes[at++] & 0xFF;
        }
        if (length < LONG_FORM || length >>> (count - 1) * Byte.SIZE == 0) {
            throw malformed("the length of " + what + " takes more bytes than it needs");
        }
        return length;
    }

    public DerReader sequence(String what) throws MalformedException {
        return value(SEQUENCE, what);
    }

    /** Copied. */
    public byte[] octets(String what) throws MalformedException {
        return value(OCTET_STRING, what).rest();
    }

    /** An octet string in which DER stands. */
    public DerReader nested(String what) throws MalformedException {
        return value(OCTET_STRING, what);
    }

    /** Whole bytes. */
    public byte[] bits(String what) throws MalformedException {
        DerReader inner = value(BIT_STRING, what);
        if (inner.at == inner.end || bytes[inner.at] != 0) {
            throw inner.malformed(what + " is not made of whole bytes");
        }
        inner.at++;
        return inner.rest();
    }

    /** What is left, copied. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }

    public void nothing(String what) throws MalformedException {
        value(NULL, what).end(what);
    }

    /** The bytes of an object identifier, in hexadecimal. */
    public String identifier(String what) throws MalformedException {
        DerReader inner = value(OBJECT_IDENTIFIER, what);
        return HexFormat.of().formatHex(bytes, inner.at, inner.end);
    }

    /** An integer that is not negative. */
    public BigInteger integer(String what) throws MalformedException {
        DerReader inner = value(INTEGER, what);
        int length = inner.end - inner.at;
        if (length == 0 || bytes[inner.at] < 0) {
            throw inner.malformed(what + " is no number, or negative");
        }
        if (length > 1 && bytes[inner.at] == 0 && bytes[inner.at + 1] >= 0) {
            throw inner.malformed(what + " begins with a needless zero byte");
        }
        if (length > LONGEST_NUMBER) {
            throw inner.malformed(what + " is too long");
        }
        return new BigInteger(1, bytes, inner.at, length);
    }

    /**
     * An integer that must be small.
     *
     * @param most the largest that is accepted
     */
    public int small(String what, int most) throws MalformedException {
        int start = at;
        BigInteger number = integer(what);
        if (number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw new MalformedException(what + " is " + number + ", where " + most + " is the most", start);
        }
        return number.intValueExact();
    }
}
