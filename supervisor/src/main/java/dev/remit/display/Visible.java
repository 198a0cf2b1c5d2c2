package dev.remit.display;

/** Takes from a text what could play tricks on a terminal. */
public final class Visible {
    private static final char REPLACEMENT = '\uFFFD';

    private Visible() {}

    /**
     * The text with every character replaced that could move the cursor, reorder or hide text on a terminal; a tab
     * becomes a blank. The number of code points stays the same, so that columns stay right.
     */
    public static String of(String text) {
        return shown(text, false);
    }

    /** The same for a text of several lines. */
    public static String lines(String text) {
        return shown(text, true);
    }

    private static String shown(String text, boolean breaks) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int at = 0; at < text.length();) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            switch (Character.getType(c)) {
                case Character.CONTROL ->
                    shown.append(c == '\t' ? ' ' : c == '\n' && breaks ? '\n' : REPLACEMENT);
                case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    shown.append(REPLACEMENT);
                default -> shown.appendCodePoint(c);
            }
        }
        return shown.toString();
    }
}
