package dev.remit.trust.wire;

/** Bytes that are not what their format allows. */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final int offset;

    /**
     * @param problem what is wrong, in words that can stand alone
     * @param offset of the byte from which on it is wrong, counted from 0 in what was given to be read
     */
    public MalformedException(String problem, int offset) {
        // These are diagnostics: where in this program they arose tells the user nothing.
        super(problem + " (at byte " + offset + ")", null, false, false);
        this.problem = problem;
        this.offset = offset;
    }

    /** What is wrong, without its place. */
    public String problem() {
        return problem;
    }

    /** Where, in bytes from the start of what was given to be read. */
    public int offset() {
        return offset;
    }
}
