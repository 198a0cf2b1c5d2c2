package dev.remit.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Strings for the kernel, made on cold paths. */
public final class CString {
    private CString() {}

    /** The bytes of {@code text} in UTF-8, NUL-terminated. */
    public static MemorySegment of(Arena arena, String text) {
        return arena.allocateFrom(text, StandardCharsets.UTF_8);
    }

    /** A NULL-terminated vector of strings, as execve(2) takes it. */
    public static MemorySegment vector(Arena arena, List<String> texts) {
        // Addresses as words: the first access to a layout of addresses takes a start some milliseconds.
        MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            vector.setAtIndex(ValueLayout.JAVA_LONG, i, of(arena, texts.get(i)).address());
        }
        return vector;
    }

    /** The text of {@code length} bytes; what is not UTF-8 becomes the replacement character. */
    public static String text(MemorySegment bytes, long offset, int length) {
        return new String(bytes.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
