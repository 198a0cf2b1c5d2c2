package dev.remit.cli;

/** Which Remit this is. */
final class Version {
    static final String NUMBER = "0.1.0";

    private Version() {}
}
