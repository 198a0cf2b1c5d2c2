package dev.remit.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes values one behind the other, for {@link EntryReader}. Texts stand before all else, each once. */
final class EntryWriter {
    /** Stands for a text that is missing. */
    static final int NO_TEXT = -1;

    private static final int FIRST_SIZE = 1 << 14;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> texts = new ArrayList<>();
    private ByteBuffer values = ByteBuffer.allocate(FIRST_SIZE);

    private ByteBuffer room(int size) {
        if (values.remaining() < size) {
            values = ByteBuffer.allocate(2 * (values.position() + size)).put(values.flip());
        }
        return values;
    }

    void number(long value) {
        room(Long.BYTES).putLong(value);
    }

    void small(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void flag(boolean value) {
        room(1).put((byte) (value ? 1 : 0));
    }

    /** Constants are known by their places: a build reads only what it wrote itself. */
    @SuppressWarnings("EnumOrdinal")
    void constant(Enum<?> value) {
        small(value.ordinal());
    }

    void bytes(byte[] value) {
        small(value.length);
        room(value.length).put(value);
    }

    void text(@Nullable String value) {
        small(value == null ? NO_TEXT : numbers.computeIfAbsent(value, first -> {
            texts.add(first);
            return texts.size() - 1;
        }));
    }

    <T> void all(Collection<T> items, BiConsumer<EntryWriter, T> how) {
        small(items.size());
        for (T item : items) {
            how.accept(this, item);
        }
    }

    /** All that was written; empty when a text in it is none, with half of a surrogate pair, and would be read otherwise. */
    byte[] finish() {
        EntryWriter whole = new EntryWriter();
        whole.small(texts.size());
        for (String text : texts) {
            byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
            if (!new String(encoded, StandardCharsets.UTF_8).equals(text)) {
                return new byte[0];
            }
            whole.bytes(encoded);
        }
        whole.room(values.position()).put(values.array(), 0, values.position());
        return Arrays.copyOf(whole.values.array(), whole.values.position());
    }
}
