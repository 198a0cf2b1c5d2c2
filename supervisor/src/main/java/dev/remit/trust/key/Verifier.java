package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Checks signatures. Of the encodings that one signature could have, it accepts one.
 *
 * <p>A run waits for this, so nothing here touches the part of Bouncy Castle that starts {@code java.util.logging}, nor the
 * runtime's security providers; docs/decisions/signature-arithmetic.md has the numbers.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.u2f">PROTOCOL.u2f</a> for those of
 *      security keys
 */
public final class Verifier {
    private static final int USER_WAS_PRESENT = 1;

    private Verifier() {}

    /**
     * Accepts a signature, or says why not.
     *
     * @param key that is said to have made it
     * @param message what is said to be signed
     * @param signature in its encoding: the algorithm's name and what it yields
     */
    public static void verify(PublicKey key, byte[] message, byte[] signature) throws InvalidSignatureException {
        try {
            WireReader in = new WireReader(signature);
            String algorithm = in.name("the algorithm of the signature");
            checkAlgorithm(key, algorithm);
            WireReader value = in.nested("the signature");
            byte[] signed = key.keyType().isOfSecurityKey() ? signedBySecurityKey(key, message, in) : message;
            in.end("the signature");
            if (!key.numbers().verify(algorithm, signed, value)) {
                throw new InvalidSignatureException("is not by this key, or not of these bytes");
            }
        } catch (MalformedException e) {
            throw new InvalidSignatureException("is malformed: " + e.getMessage());
        }
    }

    private static void checkAlgorithm(PublicKey key, String algorithm) throws InvalidSignatureException {
        if (key.keyType() == KeyType.RSA) {
            if (RsaVerification.digest(algorithm) == null) {
                throw new InvalidSignatureException("is made by " + algorithm
                        + ", where an RSA key must use rsa-sha2-512 or rsa-sha2-256");
            }
        } else if (!algorithm.equals(key.type())) {
            throw new InvalidSignatureException("is made by " + algorithm + ", and the key is of type " + key.type());
        }
    }

    /** Reads what the security key says of the act of signing, and makes of it what it has signed. */
    private static byte[] signedBySecurityKey(PublicKey key, byte[] message, WireReader in)
            throws MalformedException, InvalidSignatureException {
        int flags = in.u8("the flags of the security key");
        long counter = in.u32("the counter of the security key");
        if ((flags & USER_WAS_PRESENT) == 0) {
            throw new InvalidSignatureException("was made by a security key that nobody touched");
        }
        byte[] application = Objects.requireNonNull(key.application()).getBytes(StandardCharsets.UTF_8);
        return new WireWriter().raw(Digest.SHA256.of(application)).u8(flags).u32(counter)
                .raw(Digest.SHA256.of(message)).toByteArray();
    }
}
