package dev.remit.decision;

import java.util.Arrays;

/** A growing run of bytes, written little-endian. */
final class ImageBytes {
    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    ImageBytes putInt(int value) {
        reserve(Integer.BYTES);
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[size++] = (byte) (value >>> (i << 3));
        }
        return this;
    }

    ImageBytes putLong(long value) {
        return putInt((int) value).putInt((int) (value >>> Integer.SIZE));
    }

    ImageBytes put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    /** Pads with zeros to a multiple of a power of two. */
    ImageBytes align(int alignment) {
        int aligned = size + alignment - 1 & -alignment;
        reserve(aligned - size);
        size = aligned;
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.addExact(Math.max(bytes.length, more), bytes.length));
        }
    }
}
