package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the program finds in {@code TMPDIR}. */
public enum TemporaryDirectory {
    /** Nothing of Remit's making. */
    NONE("none"),
    /** A fresh directory for each run, removed at the end. */
    PRIVATE("private");

    /** All spellings. */
    public static final List<String> SPELLINGS = List.of(PRIVATE.spelling, NONE.spelling);

    private final String spelling;

    TemporaryDirectory(String spelling) {
        this.spelling = spelling;
    }

    /** As the manifest spells it. */
    public String spelling() {
        return spelling;
    }

    /** The value with this spelling, or null. */
    public static @Nullable TemporaryDirectory of(String spelling) {
        for (TemporaryDirectory each : values()) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }
}
