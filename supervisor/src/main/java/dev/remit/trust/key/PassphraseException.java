package dev.remit.trust.key;

/** A private key that stays locked. */
public final class PassphraseException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean given;

    PassphraseException(boolean given) {
        super(given
                ? "the passphrase is wrong"
                : "the private key is encrypted, and there is no passphrase to open it with", null, false, false);
        this.given = given;
    }

    /** Whether there was a passphrase: then asking for another one may help. */
    public boolean given() {
        return given;
    }
}
