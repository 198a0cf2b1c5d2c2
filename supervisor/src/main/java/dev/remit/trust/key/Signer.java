package dev.remit.trust.key;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Something that can sign: a private key at hand, or an agent that has it. */
public interface Signer {
    /** The key that its signatures verify with. */
    PublicKey key();

    /** What an authority says of the key, when it is to go with signatures. */
    @Nullable
    Certificate certificate();

    /**
     * Signs. An RSA key does so by {@code rsa-sha2-512}.
     *
     * @return the signature in its encoding: the algorithm's name and what it yields
     * @throws IOException when whoever holds the private key does not sign; the message says why
     */
    byte[] sign(byte[] message) throws IOException;
}
