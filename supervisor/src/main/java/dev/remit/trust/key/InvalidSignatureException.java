package dev.remit.trust.key;

/** A signature that is not the one of this key over these bytes. */
public final class InvalidSignatureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason why, in words that can follow "the signature" */
    public InvalidSignatureException(String reason) {
        super(reason, null, false, false);
    }
}
