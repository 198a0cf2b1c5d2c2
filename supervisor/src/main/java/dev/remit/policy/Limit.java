package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code limits} can bound. */
public enum Limit {
    MEMORY("memory", Unit.BYTES),
    PROCESSES("processes", Unit.COUNT),
    OPEN_FILES("openFiles", Unit.COUNT),
    CPU_TIME(
            "cpuTime",
            Unit.MILLISECONDS),
    WALL_TIME("wallTime", Unit.MILLISECONDS),
    FILE_SIZE("fileSize", Unit.BYTES);

    /** What a limit is counted in. */
    public enum Unit {
        BYTES("size", "a size such as 512MiB or 2GB"),
        COUNT("number", "a whole number such as 64"),
        MILLISECONDS("duration", "a duration such as 500ms, 60s, 10m or 2h");

        private final String word;
        private final String example;

        Unit(String word, String example) {
            this.word = word;
            this.example = example;
        }

        /** What such a value is called. */
        public String word() {
            return word;
        }

        /** What a valid value looks like, for diagnostics. */
        public String example() {
            return example;
        }

        /** The suffixes that a number may bear. */
        public List<String> suffixes() {
            return switch (this) {
                case BYTES -> List.of("B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB");
                case COUNT -> List.of();
                case MILLISECONDS -> List.of("ms", "s", "m", "h");
            };
        }

        /** A value of this unit as the manifest spells it, with the largest suffix that leaves it whole. */
        public String format(long value) {
            return switch (this) {
                case BYTES -> format(value, "TiB", "GiB", "MiB", "KiB", "TB", "GB", "MB", "kB", "B");
                case COUNT -> Long.toString(value);
                case MILLISECONDS -> format(value, "h", "m", "s", "ms");
            };
        }

        private String format(long value, String... suffixes) {
            for (String suffix : suffixes) {
                if (value % factor(suffix) == 0) {
                    return value / factor(suffix) + suffix;
                }
            }
            return Long.toString(value);
        }

        /** What a number with this suffix is to be multiplied by; 0 when the suffix is none of this unit. */
        public long factor(String suffix) {
            return switch (this) {
                case BYTES -> bytes(suffix);
                case COUNT -> suffix.isEmpty() ? 1 : 0;
                case MILLISECONDS -> milliseconds(suffix);
            };
        }

        private static long bytes(String suffix) {
            return switch (suffix) {
                case "", "B" -> 1;
                case "kB" -> 1_000;
                case "MB" -> 1_000_000;
                case "GB" -> 1_000_000_000;
                case "TB" -> 1_000_000_000_000L;
                case "KiB" -> 1L << 10;
                case "MiB" -> 1L << 20;
                case "GiB" -> 1L << 30;
                case "TiB" -> 1L << 40;
                default -> 0;
            };
        }

        private static long milliseconds(String suffix) {
            return switch (suffix) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                case "h" -> 3_600_000;
                default -> 0;
            };
        }
    }

    private final String key;
    private final Unit unit;

    Limit(String key, Unit unit) {
        this.key = key;
        this.unit = unit;
    }

    /** As the manifest spells it. */
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    /** All keys, in the order in which they are explained. */
    public static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (Limit limit : values()) {
            keys.add(limit.key);
        }
        return keys;
    }

    /** The limit with this key, or null. */
    public static @Nullable Limit of(String key) {
        for (Limit limit : values()) {
            if (limit.key.equals(key)) {
                return limit;
            }
        }
        return null;
    }
}
