package dev.remit.linux;

/** Placeholder until the generated constants are there. */
public final class Errno {
    private Errno() {}

    public static String describe(int errno) {
        return "errno " + errno;
    }
}
