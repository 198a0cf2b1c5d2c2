package dev.remit.launch;

/** A program could not be run. Nothing of it has been executed, and nothing is left behind. */
public final class LaunchException extends Exception {
    /** Remit itself could not do its work. */
    public static final int REMIT_FAILED = 125;
    /** The program was found but cannot be executed, or is not the one that the manifest means. */
    public static final int NOT_EXECUTABLE = 126;
    /** There is no such program. */
    public static final int NOT_FOUND = 127;

    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String remedy;

    /**
     * @param exitCode one of the constants above
     * @param message what is wrong, for people
     * @param remedy what to do about it; empty where there is nothing to say
     */
    public LaunchException(int exitCode, String message, String remedy) {
        super(message);
        this.exitCode = exitCode;
        this.remedy = remedy;
    }

    public int exitCode() {
        return exitCode;
    }

    public String remedy() {
        return remedy;
    }
}
