package dev.remit.cli;

/** A command cannot do its work, and says why. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String remedy;
    private final boolean diagnostics;

    private Failure(int exitCode, String message, String remedy, boolean diagnostics) {
        super(message);
        this.exitCode = exitCode;
        this.remedy = remedy;
        this.diagnostics = diagnostics;
    }

    /** Something that the user or the machine can mend. */
    static Failure of(int exitCode, String message, String remedy) {
        return new Failure(exitCode, message, remedy, false);
    }

    /** Rendered diagnostics, which bear their own places. */
    static Failure diagnostics(int exitCode, String rendered) {
        return new Failure(exitCode, rendered, "", true);
    }

    int exitCode() {
        return exitCode;
    }

    void tell(Console console) {
        String message = String.valueOf(getMessage());
        if (diagnostics) {
            console.show(message);
        } else {
            console.say(message);
        }
        if (!remedy.isEmpty()) {
            console.say(remedy);
        }
    }
}
