package dev.remit.trust.store;

import java.io.Serial;

/** Part of a line is not what its format allows. Caught where the line is known. */
final class InvalidTextException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final int index;
    private final String problem;
    private final String expected;

    /** @param index in the text that was given to be read */
    InvalidTextException(int index, String problem, String expected) {
        super(problem, null, false, false);
        this.index = index;
        this.problem = problem;
        this.expected = expected;
    }

    String problem() {
        return problem;
    }

    /** The complaint about a line in which the text begins at an index. */
    StoreFormatException in(TextLine line, int start) {
        return line.malformed(start + index, problem, expected);
    }
}
