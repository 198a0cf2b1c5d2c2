package dev.remit.config;

import java.nio.file.Path;

/** How paths and modes are shown to the user. */
final class Shown {
    private static final String PLAIN = "_@%+=:,./-";

    private Shown() {}

    /** A path with everything replaced that could play tricks on a terminal. */
    static String path(Path path) {
        StringBuilder shown = new StringBuilder();
        path.toString().codePoints().forEach(c -> shown.appendCodePoint(isHarmless(c) ? c : '\uFFFD'));
        return shown.toString();
    }

    /** A path as an argument in a shell. */
    static String argument(Path path) {
        String shown = path(path);
        boolean plain = shown.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
        return plain ? shown : "'" + shown.replace("'", "'\\''") + "'";
    }

    /** The permission bits as chmod(1) takes them. */
    static String mode(int mode) {
        return "0%03o".formatted(mode & 07777);
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
