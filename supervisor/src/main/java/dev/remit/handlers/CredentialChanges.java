package dev.remit.handlers;

/** Whether any supervised thread has changed its credentials yet; shared by all workers of a run. */
public final class CredentialChanges {
    private volatile boolean any;

    boolean any() {
        return any;
    }

    void happened() {
        any = true;
    }
}
