package dev.remit.manifest;

/**
 * One thing that the author of a manifest should know.
 *
 * @param severity how much it weighs
 * @param place where it is
 * @param offending the text that is meant, as it reads; empty when something is missing
 * @param message a sentence without a full stop
 * @param expected what would have been right, or empty
 * @param nearest the nearest valid spelling, or empty
 */
public record Diagnostic(Severity severity, Place place, String offending, String message, String expected,
        String nearest) {
    private static final int WIDEST_QUOTE = 60;

    public static Diagnostic error(Place place, String offending, String message) {
        return new Diagnostic(Severity.ERROR, place, offending, message, "", "");
    }

    public static Diagnostic warning(Place place, String offending, String message) {
        return new Diagnostic(Severity.WARNING, place, offending, message, "", "");
    }

    public Diagnostic expecting(String what) {
        return new Diagnostic(severity, place, offending, message, what, nearest);
    }

    public Diagnostic nearest(String spelling) {
        return new Diagnostic(severity, place, offending, message, expected, spelling);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** A text between quotation marks, shortened and made harmless for a terminal. */
    public static String quote(String text) {
        int end = text.length() <= WIDEST_QUOTE
                ? text.length()
                : text.offsetByCodePoints(0,
                        Math.min(WIDEST_QUOTE, text.codePointCount(0, text.length())));
        String shown = visible(text.substring(0, end));
        return '"' + shown + (end < text.length() ? "…" : "") + '"';
    }

    /**
     * The text with every character replaced that could move the cursor, reorder or hide text on a terminal; a tab
     * becomes a blank. The number of code points stays the same, so that columns stay right.
     */
    public static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int at = 0; at < text.length();) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            switch (Character.getType(c)) {
                case Character.CONTROL -> shown.append(c == '\t' ? ' ' : '\uFFFD');
                case Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    shown.append('\uFFFD');
                default -> shown.appendCodePoint(c);
            }
        }
        return shown.toString();
    }

    /** The diagnostic as text of several lines, each ended by a line feed. */
    public String render() {
        return DiagnosticText.render(this);
    }

    /** The first line of {@link #render()} alone. */
    @Override
    public String toString() {
        return DiagnosticText.headline(this);
    }
}
