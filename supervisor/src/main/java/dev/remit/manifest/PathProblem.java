package dev.remit.manifest;

/**
 * What is wrong with a path.
 *
 * @param start offset of the first character that is meant
 * @param end offset after the last one
 * @param message a sentence without a full stop
 * @param expected what would have been right, or empty
 * @param nearest the nearest valid spelling, or empty
 */
public record PathProblem(int start, int end, String message, String expected, String nearest) {
    PathProblem(int start, int end, String message) {
        this(start, end, message, "", "");
    }

    PathProblem expecting(String what) {
        return new PathProblem(start, end, message, what, nearest);
    }

    PathProblem nearest(String spelling) {
        return new PathProblem(start, end, message, expected, spelling);
    }

    /** The problem as an error about the scalar {@code path}. */
    public Diagnostic diagnostic(Located<String> path) {
        String text = path.value();
        return new Diagnostic(Severity.ERROR, path.place().inside(text, start), text.substring(start, end), message,
                expected, nearest);
    }
}
