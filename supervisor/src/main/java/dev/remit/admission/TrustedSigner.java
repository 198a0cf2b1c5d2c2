package dev.remit.admission;

import dev.remit.trust.key.PublicKey;
import java.time.Instant;

/**
 * Somebody trusted, who made a good signature.
 *
 * @param identity the key, or the authority that certified it
 * @param trust why it is trusted
 * @param by what says so, for the user
 * @param from the first instant at which the same holds
 * @param until the first instant at which it may not hold any more
 */
public record TrustedSigner(PublicKey identity, Trust trust, String by, Instant from, Instant until) {
    /** Why a signer is trusted. */
    public enum Trust {
        /** A list of allowed signers says so. */
        LISTED,
        /** The user pinned it for this application. */
        PINNED,
        /** The earlier signer, who is trusted, named it. */
        ROTATED
    }
}
