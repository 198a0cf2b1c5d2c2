package dev.remit.handlers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A path's bytes in memory that is allocated once. Always NUL-terminated, so that its address can go to the kernel. What
 * does not fit makes it {@link #overflowed()}, and the caller refuses.
 */
public final class PathBuffer {
    /** The longest path that the kernel takes, with its NUL: {@code PATH_MAX}. */
    public static final int PATH_MAX = 4096;
    private static final byte SLASH = '/';

    private final MemorySegment bytes;
    private final int capacity;
    private int length;
    private boolean overflowed;

    /** A buffer for two joined paths. */
    public PathBuffer(Arena arena) {
        this.capacity = 2 * PATH_MAX;
        this.bytes = arena.allocate(capacity + (long) Long.BYTES, Long.BYTES);
    }

    public MemorySegment bytes() {
        return bytes;
    }

    public long address() {
        return bytes.address();
    }

    /** Bytes without the NUL. */
    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public boolean overflowed() {
        return overflowed;
    }

    /** Room for the kernel to write a path into, NUL excluded. */
    public int room() {
        return capacity - 1;
    }

    public byte at(int index) {
        return bytes.get(ValueLayout.JAVA_BYTE, index);
    }

    public void clear() {
        setLength(0);
        overflowed = false;
    }

    /** Declares the first {@code newLength} bytes, written from outside, to be the path. */
    public void setLength(int newLength) {
        length = newLength;
        bytes.set(ValueLayout.JAVA_BYTE, newLength, (byte) 0);
    }

    /** Takes off the first byte, which must be there. */
    void dropFirst() {
        MemorySegment.copy(bytes, 1, bytes, 0, length - 1L);
        setLength(length - 1);
    }

    public void append(byte value) {
        if (length + 1 >= capacity) {
            overflowed = true;
            return;
        }
        bytes.set(ValueLayout.JAVA_BYTE, length, value);
        setLength(length + 1);
    }

    public void append(PathBuffer other, int from, int to) {
        int count = to - from;
        if (length + count >= capacity) {
            overflowed = true;
            return;
        }
        MemorySegment.copy(other.bytes, from, bytes, length, count);
        setLength(length + count);
    }

    public void append(byte[] text) {
        if (length + text.length >= capacity) {
            overflowed = true;
            return;
        }
        MemorySegment.copy(text, 0, bytes, ValueLayout.JAVA_BYTE, length, text.length);
        setLength(length + text.length);
    }

    public void set(PathBuffer other) {
        clear();
        append(other, 0, other.length);
    }

    public boolean isAbsolute() {
        return length > 0 && at(0) == SLASH;
    }

    public boolean endsWithSlash() {
        return length > 0 && at(length - 1) == SLASH;
    }

    public boolean startsWith(byte[] prefix) {
        return length >= prefix.length && matches(0, prefix);
    }

    public boolean endsWith(byte[] suffix) {
        return length >= suffix.length && matches(length - suffix.length, suffix);
    }

    /** Whether both hold the same bytes. */
    public boolean isSameAs(PathBuffer other) {
        return length == other.length && MemorySegment.mismatch(bytes, 0, length, other.bytes, 0, length) < 0;
    }

    private boolean matches(int from, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (at(from + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether both hold the same bytes. */
    public boolean sameAs(PathBuffer other) {
        return MemorySegment.mismatch(bytes, 0, length, other.bytes, 0, other.length) < 0;
    }

    /** Whether a component {@code ..} follows one that is a name. */
    public boolean stepsBack() {
        boolean named = false;
        for (int at = 0, end; at < length; at = end + 1) {
            end = at;
            while (end < length && at(end) != SLASH) {
                end++;
            }
            boolean dots = end - at <= 2 && (end == at || at(at) == '.' && at(end - 1) == '.');
            if (dots && end - at == 2 && named) {
                return true;
            }
            named |= !dots;
        }
        return false;
    }

    /** Where the last component begins: after the last slash that is not at the end. */
    public int lastComponent() {
        int at = length;
        while (at > 0 && at(at - 1) == SLASH) {
            at--;
        }
        while (at > 0 && at(at - 1) != SLASH) {
            at--;
        }
        return at;
    }

    /** Length of the parent of a canonical path: 1 for what lies in the root. */
    public int parentLength() {
        int at = length;
        while (at > 1 && at(at - 1) != SLASH) {
            at--;
        }
        return Math.max(1, at - 1);
    }

    /**
     * Writes {@code source}, an absolute path, without empty components, {@code .} and {@code ..}: what it means as long
     * as no component is a symbolic link.
     */
    public void setNormalised(PathBuffer source) {
        clear();
        int at = 0;
        while (at < source.length) {
            int end = at;
            while (end < source.length && source.at(end) != SLASH) {
                end++;
            }
            appendComponent(source, at, end);
            at = end + 1;
        }
        if (length == 0) {
            append(SLASH);
        }
    }

    private void appendComponent(PathBuffer source, int from, int to) {
        int count = to - from;
        if (count == 0 || count == 1 && source.at(from) == '.') {
            return;
        }
        if (count == 2 && source.at(from) == '.' && source.at(from + 1) == '.') {
            dropLastComponent();
            return;
        }
        append(SLASH);
        append(source, from, to);
    }

    private void dropLastComponent() {
        int at = length;
        while (at > 0 && at(at - 1) != SLASH) {
            at--;
        }
        setLength(Math.max(0, at - 1));
    }
}
