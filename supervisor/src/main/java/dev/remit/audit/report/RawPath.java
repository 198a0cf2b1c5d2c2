package dev.remit.audit.report;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A path as Linux knows it: bytes, of which nothing says that they are text. Immutable, ordered by its bytes. */
public final class RawPath implements Comparable<RawPath> {
    /** No path. */
    public static final RawPath NONE = new RawPath(new byte[0]);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private RawPath(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies {@code bytes}. */
    public static RawPath of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new RawPath(bytes.clone());
    }

    public static RawPath of(String path) {
        return of(path.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public boolean isAbsolute() {
        return bytes.length > 0 && bytes[0] == '/';
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The path as text when its bytes are valid UTF-8, else null. */
    public @Nullable String text() {
        return text(0, bytes.length);
    }

    private @Nullable String text(int from, int length) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    /**
     * The path for a terminal: bytes that are no UTF-8 as {@code \xff}, characters that would move the cursor or change
     * the direction of writing as <code>&#92;u{202e}</code>, the rest as it is.
     */
    public String display() {
        StringBuilder shown = new StringBuilder();
        forEachCharacter(new Characters() {
            @Override
            public void character(int codePoint) {
                if (isInvisible(codePoint)) {
                    shown.append("\\u{").append(Integer.toHexString(codePoint)).append('}');
                } else {
                    shown.appendCodePoint(codePoint);
                }
            }

            @Override
            public void strayByte(byte value) {
                shown.append("\\x").append(HEX.toHexDigits(value));
            }
        });
        return shown.toString();
    }

    /** Whether a character shows nothing of its own: controls, formats, separators of lines, unassigned ones. */
    static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE, Character.UNASSIGNED ->
                true;
            default -> false;
        };
    }

    /** Walks the path as characters where it is UTF-8, byte by byte where it is not. */
    void forEachCharacter(Characters characters) {
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(characterLength(bytes[at]), bytes.length - at);
            String one = text(at, length);
            if (one == null) {
                characters.strayByte(bytes[at]);
                at++;
            } else {
                characters.character(one.codePointAt(0));
                at += length;
            }
        }
    }

    /** Takes in the parts of a path. */
    interface Characters {
        void character(int codePoint);

        void strayByte(byte value);
    }

    private static int characterLength(byte first) {
        int value = first & 0xff;
        if (value < 0xc0) {
            return 1;
        }
        return value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
    }

    /** The directory that the path lies in; {@link #NONE} for the root and for what has no slash. */
    RawPath parent() {
        int slash = bytes.length - 1;
        while (slash >= 0 && bytes[slash] != '/') {
            slash--;
        }
        if (slash < 0 || bytes.length == 1) {
            return NONE;
        }
        return new RawPath(Arrays.copyOf(bytes, Math.max(slash, 1)));
    }

    /** How many components an absolute path has; 0 for the root. */
    int depth() {
        int depth = 0;
        for (int i = 0; i + 1 < bytes.length; i++) {
            depth += bytes[i] == '/' ? 1 : 0;
        }
        return depth;
    }

    /** Whether the path is {@code directory} or lies below it. */
    boolean isWithin(RawPath directory) {
        int length = directory.depth() == 0 ? 0 : directory.bytes.length;
        return !directory.isEmpty() && bytes.length >= length
                && Arrays.equals(bytes, 0, length, directory.bytes, 0, length)
                && (bytes.length == length || bytes[length] == '/');
    }

    /** What follows {@code directory} and a slash; the path must be below it. */
    RawPath below(RawPath directory) {
        int skipped = directory.depth() == 0 ? 1 : directory.bytes.length + 1;
        return skipped >= bytes.length ? NONE : new RawPath(Arrays.copyOfRange(bytes, skipped, bytes.length));
    }

    @Override
    public int compareTo(RawPath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawPath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return display();
    }
}
