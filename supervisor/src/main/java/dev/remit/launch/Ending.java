package dev.remit.launch;

/** How a program ended. */
public sealed interface Ending {
    /** It exited by itself. */
    record Exited(int code) implements Ending {}

    /** A signal killed it. */
    record Killed(int signal, boolean coreDumped) implements Ending {}

    /** The signal that killed it; 0 if it exited. */
    default int signal() {
        return this instanceof Killed killed ? killed.signal() : 0;
    }

    /** What a shell would report: the code, or 128 and the signal. */
    default int exitCode() {
        return switch (this) {
            case Exited exited -> exited.code();
            case Killed killed -> 128 + killed.signal();
        };
    }
}
