package dev.remit.trust.wire;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the data types of RFC 4251, section 5. Numbers are big-endian. */
public final class WireWriter {
    private static final int FIRST_CAPACITY = 256;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int size;

    private void grow(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            byte[] larger = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
            // What is written may be secret, and is not left lying about.
            Arrays.fill(bytes, (byte) 0);
            bytes = larger;
        }
    }

    /** The type {@code byte}. */
    public WireWriter u8(int value) {
        grow(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** The type {@code uint32}. */
    public WireWriter u32(long value) {
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            u8((int) (value >>> shift));
        }
        return this;
    }

    /** The type {@code uint64}. */
    public WireWriter u64(long value) {
        return u32(value >>> Integer.SIZE).u32(value);
    }

    /** Bytes without a length before them. */
    public WireWriter raw(byte[] value) {
        grow(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    /** The type {@code string}. */
    public WireWriter string(byte[] value) {
        return u32(value.length).raw(value);
    }

    /** The type {@code string}, of UTF-8. */
    public WireWriter string(String value) {
        return string(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The type {@code mpint}, of a number that is not negative. */
    public WireWriter number(BigInteger value) {
        return value.signum() == 0 ? u32(0) : string(value.toByteArray());
    }

    /** What has been written so far, copied. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Overwrites what has been written so far, and begins anew. */
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
        size = 0;
    }
}
