package dev.remit.audit.report;

import org.jspecify.annotations.Nullable;

/** Spells a path as a manifest's pattern, as a YAML scalar, and as a word of a shell. */
final class PathSpelling {
    /** Characters that mean something in a pattern wherever they stand. */
    private static final String SPECIAL = "*?[]{}\\$";
    private static final String NO_QUOTES_NEEDED = "/._-+@%=";

    private PathSpelling() {}

    /**
     * The pattern that matches {@code place}: relative to {@code base} when it lies below it. Special characters are
     * escaped. A byte that is no UTF-8 cannot be spelled, so {@code ?} stands for it.
     */
    static String pattern(RawPath place, boolean tree, @Nullable RawPath base) {
        StringBuilder pattern = new StringBuilder();
        RawPath rest = place;
        if (base != null && base.depth() > 0 && place.isWithin(base)) {
            rest = place.below(base);
            pattern.append(rest.isEmpty() ? "." : "./");
        }
        rest.forEachCharacter(new RawPath.Characters() {
            @Override
            public void character(int codePoint) {
                if (SPECIAL.indexOf(codePoint) >= 0) {
                    pattern.append('\\');
                }
                pattern.appendCodePoint(codePoint);
            }

            @Override
            public void strayByte(byte value) {
                pattern.append('?');
            }
        });
        if (tree) {
            pattern.append(pattern.charAt(pattern.length() - 1) == '/' ? "**" : "/**");
        }
        return pattern.toString();
    }

    /** A YAML scalar: as it is where that is safe, else in double quotes. */
    static String yaml(String text) {
        if (text.codePoints().allMatch(PathSpelling::isPlainInYaml) && !text.endsWith(" ")) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (RawPath.isInvisible(c)) {
                String hex = Integer.toHexString(c);
                quoted.append("\\U").append("0".repeat(8 - hex.length())).append(hex);
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }

    /** A path starts with a slash or a dot, so only what ends a plain scalar early has to be kept out of it. */
    private static boolean isPlainInYaml(int c) {
        return Character.isLetterOrDigit(c) || NO_QUOTES_NEEDED.indexOf(c) >= 0 || c == '*' || c == '?' || c == ' ';
    }
}
