package dev.remit.manifest;

import dev.remit.display.Visible;

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
        String shown = Visible.of(text.substring(0, end));
        return '"' + shown + (end < text.length() ? "…" : "") + '"';
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
