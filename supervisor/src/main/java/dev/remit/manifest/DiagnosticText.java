package dev.remit.manifest;

import dev.remit.display.Visible;

/**
 * The one format in which diagnostics are shown:
 *
 * <pre>
 * app.yml:9:5: error: unknown key "premission"
 *   9 |     premission: read
 *     |     ^~~~~~~~~~
 *     = expected one of name, path, permission
 *     = did you mean permission?
 * </pre>
 */
final class DiagnosticText {
    /** Longer lines are shown in part, so that one line of hostile length does not fill the screen. */
    private static final int WIDEST_LINE = 120;

    private DiagnosticText() {}

    static String headline(Diagnostic diagnostic) {
        Place place = diagnostic.place();
        String where = Visible.of(place.source().name());
        if (place.line() > 0) {
            where += ":" + place.line() + ":" + place.column();
        }
        return where + ": " + diagnostic.severity().word() + ": " + diagnostic.message();
    }

    static String render(Diagnostic diagnostic) {
        StringBuilder text = new StringBuilder(headline(diagnostic)).append('\n');
        Place place = diagnostic.place();
        String margin = "  ";
        if (place.line() > 0) {
            String number = Integer.toString(place.line());
            margin = " ".repeat(number.length() + 3);
            appendLine(text, diagnostic, "  " + number + " | ", margin + "| ");
        } else if (place.column() > 0) {
            appendLine(text, diagnostic, "  | ", "  | ");
        }
        if (!diagnostic.expected().isEmpty()) {
            text.append(margin).append("= expected ").append(Visible.of(diagnostic.expected())).append('\n');
        }
        if (!diagnostic.nearest().isEmpty()) {
            text.append(margin).append("= did you mean ").append(Visible.of(diagnostic.nearest()))
                    .append("?\n");
        }
        return text.toString();
    }

    private static void appendLine(StringBuilder text, Diagnostic diagnostic, String before, String below) {
        Place place = diagnostic.place();
        // A place without a line points into a source of one line, such as an option of the command line.
        String line = place.source().line(Math.max(1, place.line()));
        int length = line.codePointCount(0, line.length());
        int column = Math.min(place.column() - 1, length);
        int from = column > WIDEST_LINE ? column - WIDEST_LINE / 2 : 0;
        int to = Math.min(length, from + WIDEST_LINE);
        int start = line.offsetByCodePoints(0, from);
        String shown = Visible.of(line.substring(start, line.offsetByCodePoints(start, to - from)));
        String ahead = from > 0 ? "…" : "";
        text.append(before).append(ahead).append(shown).append(to < length ? "…" : "").append('\n');
        String offending = diagnostic.offending();
        int marked = Math.min(offending.codePointCount(0, offending.length()), to - column);
        text.append(below).repeat(' ', ahead.length() + column - from).append('^').repeat('~', Math.max(0, marked - 1))
                .append('\n');
    }
}
