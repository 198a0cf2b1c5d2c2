package dev.remit.launch;

/** How a program ended. */
public sealed interface Ending {
    /** It exited by itself. */
    record Exited(int code) implements Ending {}

    /** A signal killed it. */
    record Killed(int signal, boolean coreDumped) implements Ending {}

    /** What a shell would report: the code, or 128 and the signal. */
    default int exitCode() {
        return switch (this) {
            case Exited exited -> exited.code();
            case Killed killed -> 128 + killed.signal();
        };
    }
}
