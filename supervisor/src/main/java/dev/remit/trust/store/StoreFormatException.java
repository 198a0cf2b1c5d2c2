package dev.remit.trust.store;

import java.io.Serial;

/**
 * A list of signers or of revocations is not what its format allows. The message is for the user: where, what is wrong,
 * and what would be right.
 */
public final class StoreFormatException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private StoreFormatException(String message) {
        // A diagnostic: where in this program it arose tells the user nothing.
        super(message, null, false, false);
    }

    /**
     * @param name of the list
     * @param line counted from 1
     * @param column counted from 1, in characters
     * @param expected what would be right, or empty
     */
    static StoreFormatException inText(String name, int line, int column, String problem, String expected) {
        return new StoreFormatException(name + ":" + line + ":" + column + ": " + problem
                + (expected.isEmpty() ? "" : "; expected " + expected));
    }

    /** @param offset in bytes, counted from 0 */
    static StoreFormatException inBytes(String name, int offset, String problem) {
        return new StoreFormatException(name + ": at byte " + offset + ": " + problem);
    }
}
