package dev.remit.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link EntryWriter} wrote. What cannot have been written by it ends in a
 * {@link java.nio.BufferUnderflowException}, an {@link IllegalArgumentException} or an
 * {@link IndexOutOfBoundsException}.
 */
final class EntryReader {
    private final ByteBuffer from;
    private final String[] texts;

    EntryReader(ByteBuffer from) {
        this.from = from;
        this.texts = new String[count(Integer.BYTES)];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    /** A number of things that take so many bytes each, or more: of no more than there can be. */
    private int count(int size) {
        int count = from.getInt();
        if (count < 0 || count > from.remaining() / size) {
            throw new IllegalArgumentException("more than there is: " + count);
        }
        return count;
    }

    long number() {
        return from.getLong();
    }

    int small() {
        return from.getInt();
    }

    boolean flag() {
        return from.get() != 0;
    }

    <E> E constant(E[] all) {
        return all[small()];
    }

    byte[] bytes() {
        byte[] value = new byte[count(1)];
        from.get(value);
        return value;
    }

    String text() {
        return texts[small()];
    }

    @Nullable
    String textOrNull() {
        int number = small();
        return number == EntryWriter.NO_TEXT ? null : texts[number];
    }

    <T> List<T> all(Function<EntryReader, T> how) {
        int count = count(1);
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(how.apply(this));
        }
        return values;
    }

    boolean isAtEnd() {
        return !from.hasRemaining();
    }
}
