package dev.remit.manifest;

/**
 * What a user, or the system's administrator, sets for all runs.
 *
 * @param unsigned what becomes of manifests without a signature
 */
public record Settings(Unsigned unsigned) {
    /** What holds where nothing is set. */
    public static final Settings UNSAID = new Settings(Unsigned.ALLOW);

    /** What holds where both are to be heeded. */
    public Settings stricter(Settings other) {
        return new Settings(unsigned.stricter(other.unsigned));
    }
}
