package dev.remit.trust.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a line of {@code allowed_signers} says of its key besides whose it is.
 *
 * @param authority the key signs certificates, and nothing else
 * @param namespaces patterns of the namespaces that it may sign in, or null for any
 * @param validAfter the first instant at which it is valid, or null
 * @param validBefore the last second at which it is valid, or null
 */
public record SignerOptions(boolean authority, @Nullable String namespaces, @Nullable Instant validAfter,
        @Nullable Instant validBefore) {
    /** No options. */
    public static final SignerOptions NONE = new SignerOptions(false, null, null, null);

    /**
     * As they are written, or empty.
     *
     * @throws IllegalArgumentException when they cannot be written: the message says why
     */
    String text() {
        StringBuilder text = new StringBuilder();
        if (authority) {
            append(text, OptionReader.AUTHORITY, null);
        }
        if (namespaces != null) {
            requireWritable(namespaces);
            append(text, OptionReader.NAMESPACES, namespaces.replace("\"", "\\\""));
        }
        if (validAfter != null) {
            append(text, OptionReader.VALID_AFTER, Timestamp.format(validAfter));
        }
        if (validBefore != null) {
            append(text, OptionReader.VALID_BEFORE, Timestamp.format(validBefore));
        }
        if (validAfter != null && validBefore != null
                && validBefore.getEpochSecond() <= validAfter.getEpochSecond()) {
            throw new IllegalArgumentException("the key would end being valid before it begins to be");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        text.append(text.isEmpty() ? "" : ",").append(name);
        if (value != null) {
            text.append("=\"").append(value).append('"');
        }
    }

    private static void requireWritable(String namespaces) {
        try {
            PatternList.parse(namespaces);
        } catch (InvalidTextException e) {
            throw new IllegalArgumentException("the namespaces " + Quoted.of(namespaces) + " cannot be written: "
                    + e.problem(), e);
        }
        if (namespaces.endsWith("\\") || !AllowedSigners.isPrintable(namespaces)) {
            throw new IllegalArgumentException("the namespaces " + Quoted.of(namespaces)
                    + " cannot be written: they hold a control character, or end with a backslash");
        }
    }
}
