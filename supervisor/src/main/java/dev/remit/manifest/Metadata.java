package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the program learns of files that are not granted. */
public enum Metadata {
    /** Their existence and attributes, as Linux shows them to {@code stat}. */
    VISIBLE("visible"),
    /** Nothing: they do not seem to exist. */
    HIDDEN("hidden");

    /** All spellings. */
    public static final List<String> SPELLINGS = List.of(VISIBLE.spelling, HIDDEN.spelling);

    private final String spelling;

    Metadata(String spelling) {
        this.spelling = spelling;
    }

    /** As the manifest spells it. */
    public String spelling() {
        return spelling;
    }

    /** The value with this spelling, or null. */
    public static @Nullable Metadata of(String spelling) {
        for (Metadata each : values()) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }
}
