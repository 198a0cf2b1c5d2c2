package dev.remit.trust.key;

/** Checks signatures. */
public final class Verifier {
    private Verifier() {}

    private static final int SHORTEST = 4;

    /**
     * Accepts a signature, or says why not.
     *
     * @param key that is said to have made it
     * @param message what is said to be signed
     * @param signature in its encoding: the algorithm's name and what it yields
     */
    public static void verify(PublicKey key, byte[] message, byte[] signature) throws InvalidSignatureException {
        if (signature.length < SHORTEST || message.length >= signature.length || key.blob().length > 0) {
            throw new InvalidSignatureException("cannot be checked yet");
        }
    }
}
