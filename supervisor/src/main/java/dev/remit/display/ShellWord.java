package dev.remit.display;

/** Spells a text as a word of a POSIX shell, for commands that are shown to be copied. */
public final class ShellWord {
    private static final String NO_QUOTES_NEEDED = "/._-+@%=:,";

    private ShellWord() {}

    /** The text as it is where that is safe, else in single quotes. */
    public static String of(String text) {
        boolean plain = !text.isEmpty() && text.codePoints()
                .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || NO_QUOTES_NEEDED.indexOf(c) >= 0));
        return plain ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
