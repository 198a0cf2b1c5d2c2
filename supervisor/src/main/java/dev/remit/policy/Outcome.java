package dev.remit.policy;

/** How a supervised call was answered. The ordinal is part of the log's format. */
public enum Outcome {
    /** Handed back to the kernel, which checks it itself. */
    CONTINUED,
    /** Performed by the supervisor on the program's behalf. */
    PERFORMED,
    /** Refused by policy. */
    DENIED,
    /** Answered with the error that the kernel itself gives, such as a missing file. */
    FAILED;

    private static final Outcome[] VALUES = values();

    /** The outcome with this ordinal, without copying the array of values. */
    public static Outcome of(int ordinal) {
        return VALUES[ordinal];
    }
}
