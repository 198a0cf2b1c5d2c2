package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether somebody is trusted to sign for a principal, and why. */
public sealed interface Judgement {
    /**
     * The signer is trusted.
     *
     * @param source the name of the list that says so
     * @param line the line in it, counted from 1
     * @param key that signs
     * @param certificate of the key, when the list trusts its authority rather than the key itself
     * @param validFrom the first instant at which the same lists say the same
     * @param validUntil the first instant at which they do no more; {@link Instant#MAX} for never
     */
    record Trusted(String source, int line, PublicKey key, @Nullable Certificate certificate, Instant validFrom,
            Instant validUntil) implements Judgement {}

    /**
     * The signer is not trusted.
     *
     * @param reason the kind of reason
     * @param text what is wrong and where, without a full stop
     * @param remedy what to do about it, without a full stop
     */
    record Refused(Reason reason, String text, String remedy) implements Judgement {}

    /** Why a signer is not trusted: the later ones are closer to trust, or outweigh it. */
    enum Reason {
        /** No list has the key, nor the authority of its certificate. */
        UNKNOWN_KEY,
        /** The key or certificate is somebody else's. */
        WRONG_PRINCIPAL,
        /** The key is to sign other things. */
        WRONG_NAMESPACE,
        /** The certificate is not one for signers, or not signed by its authority. */
        BAD_CERTIFICATE,
        NOT_YET_VALID,
        EXPIRED,
        REVOKED
    }
}
