package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a manifest that bears no signature; in the order of strictness. */
public enum Unsigned {
    ALLOW("allow"),
    /** It runs, and that is said. */
    WARN("warn"),
    REFUSE("refuse");

    /** All spellings. */
    public static final List<String> SPELLINGS = List.of(ALLOW.spelling, WARN.spelling, REFUSE.spelling);

    private final String spelling;

    Unsigned(String spelling) {
        this.spelling = spelling;
    }

    /** As the settings spell it. */
    public String spelling() {
        return spelling;
    }

    /** The one with this spelling, or null. */
    public static @Nullable Unsigned of(String spelling) {
        for (Unsigned each : values()) {
            if (each.spelling.equals(spelling)) {
                return each;
            }
        }
        return null;
    }

    /** Of both, the stricter one. */
    public Unsigned stricter(Unsigned other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
