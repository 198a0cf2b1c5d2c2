package dev.remit.cli;

/** Exit codes of Remit's own, beside those of the program that it runs. */
final class ExitCode {
    static final int SUCCESS = 0;
    /** A check found something. */
    static final int FOUND = 1;
    /** Remit itself failed: bad options, bad manifest, missing kernel feature. */
    static final int REMIT_FAILED = 125;

    private ExitCode() {}
}
