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

    /** The number that stands for it in events: its ordinal, as the order of the constants is part of the format. */
    @SuppressWarnings("EnumOrdinal")
    public int code() {
        return ordinal();
    }

    /** The outcome with this code, without copying the array of values. */
    public static Outcome of(int code) {
        return VALUES[code];
    }
}
