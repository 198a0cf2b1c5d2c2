package dev.remit.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Strings for the kernel, made on cold paths. */
public final class CString {
    private CString() {}

    /** The bytes of {@code text} in UTF-8, NUL-terminated. */
    public static MemorySegment of(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_8);
    }

    /** Bytes that hold no NUL, NUL-terminated. */
    public static MemorySegment of(Arena arena, byte[] text) {
        MemorySegment string = arena.allocate(text.length + 1L);
        MemorySegment.copy(text, 0, string, ValueLayout.JAVA_BYTE, 0, text.length);
        return string;
    }

    /** A NULL-terminated vector of strings, as execve(2) takes it. */
    public static MemorySegment vector(Arena arena, List<byte[]> texts) {
        // Addresses as words: the first access to a layout of addresses takes a start some milliseconds.
        MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            vector.setAtIndex(ValueLayout.JAVA_LONG, i, of(arena, texts.get(i)).address());
        }
        return vector;
    }

    /** The bytes of a text in UTF-8, not terminated. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The bytes of texts in UTF-8, not terminated. */
    public static List<byte[]> bytes(List<String> texts) {
        List<byte[]> bytes = new ArrayList<>();
        for (String text : texts) {
            bytes.add(bytes(text));
        }
        return bytes;
    }

    /** The text of {@code length} bytes; what is not UTF-8 becomes the replacement character. */
    public static String text(MemorySegment bytes, long offset, int length) {
        return new String(bytes.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
