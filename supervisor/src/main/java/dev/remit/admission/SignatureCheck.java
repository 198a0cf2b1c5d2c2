package dev.remit.admission;

import dev.remit.admission.TrustedSigner.Trust;
import dev.remit.config.Pin;
import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.InvalidSignatureException;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.rotation.KeyRotation;
import dev.remit.trust.signature.SshSignature;
import dev.remit.trust.store.Judgement;
import dev.remit.trust.store.TrustStore;
import dev.remit.trust.wire.MalformedException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the signature of a manifest, and who made it. */
public final class SignatureCheck {
    private final Submission submission;
    private final Pin.Application application;
    private final TrustStore store;
    private final Instant now;

    private SignatureCheck(Submission submission, Pin.Application application, TrustStore store, Instant now) {
        this.submission = submission;
        this.application = application;
        this.store = store;
        this.now = now;
    }

    /**
     * Finds who signed, and that it is somebody trusted.
     *
     * @param pin of the application; null when none is to count
     * @throws RefusalException when the signature is bad, or nobody trusted made it
     */
    public static TrustedSigner check(Submission submission, TrustFiles files, @Nullable Pin pin, Instant now)
            throws RefusalException {
        SshSignature signature = verified(submission);
        return new SignatureCheck(submission, application(submission), files.understood(), now).judge(signature, pin);
    }

    /**
     * The signature, once it is known to be one of this manifest, whoever made it.
     *
     * @throws RefusalException when there is none, or a bad one
     */
    public static SshSignature verified(Submission submission) throws RefusalException {
        Optional<byte[]> bytes = submission.evidence().signature();
        String file = submission.file() + ".sig";
        if (bytes.isEmpty()) {
            throw new RefusalException(submission.file() + ": bears no signature: there is no " + file,
                    "Sign it with `remit sign`, or get it signed by its author.");
        }
        try {
            SshSignature signature = SshSignature.parse(bytes.get());
            signature.verify(Gate.NAMESPACE, submission.evidence().manifest());
            return signature;
        } catch (MalformedException malformed) {
            throw new RefusalException(file + ": is no signature: " + malformed.getMessage(),
                    "Get it anew from the author, or make it with `remit sign`.");
        } catch (InvalidSignatureException bad) {
            throw new RefusalException(file + ": the signature " + bad.getMessage(),
                    "The manifest, or the signature, is not what was signed: get both anew from the author, or sign "
                            + "again.");
        }
    }

    /** The application that is submitted, or a refusal where the manifest does not say who its author is. */
    public static Pin.Application application(Submission submission) throws RefusalException {
        String author = submission.author();
        if (author == null) {
            throw new RefusalException(submission.file() + ": is signed, but does not say who its author is",
                    "Add `author` to the manifest and sign it again: signatures are believed for an author's name.");
        }
        return new Pin.Application(author, submission.name());
    }

    private TrustedSigner judge(SshSignature signature, @Nullable Pin pin) throws RefusalException {
        Judgement judgement = store.judge(signature.key(), signature.certificate(), Gate.NAMESPACE,
                application.author(), now);
        return switch (judgement) {
            case Judgement.Trusted trusted -> {
                Certificate certificate = trusted.certificate();
                yield new TrustedSigner(certificate == null ? trusted.key() : certificate.authority(), Trust.LISTED,
                        trusted.source() + ":" + trusted.line(), trusted.validFrom(), trusted.validUntil());
            }
            case Judgement.Refused refused -> otherwise(signature, refused, pin);
        };
    }

    /** No list trusts the signer; perhaps the user pinned it, or who was trusted before named it. */
    private TrustedSigner otherwise(SshSignature signature, Judgement.Refused refused, @Nullable Pin pin)
            throws RefusalException {
        PublicKey key = signature.key();
        if (isStranger(refused) && pin != null && signature.certificate() == null) {
            if (pin.explicit() && pin.key().equals(key.line())) {
                return new TrustedSigner(key, Trust.PINNED, "you, since " + pin.since() + ", for " + application
                        + " alone", Instant.EPOCH, Instant.MAX);
            }
            if (isNamedByTheEarlier(key, pin)) {
                return new TrustedSigner(key, Trust.ROTATED, "the author's earlier key", Instant.EPOCH, Instant.MAX);
            }
        }
        String problem = submission.file() + ".sig: the signer is not trusted for the author " + application.author()
                + ": " + refused.text();
        if (!isStranger(refused)) {
            throw new RefusalException(problem, refused.remedy());
        }
        throw signature.certificate() == null
                ? new RefusalException(problem, "If it is the right key, `remit trust add " + submission.file()
                        + "` believes it for this application, and `remit trust add --author` for all of its author.",
                        key)
                : new RefusalException(problem,
                        "If it is the right authority, `remit trust add --cert-authority --author` "
                                + "believes what it certifies.");
    }

    /** Whether no list says anything against a signer. */
    private static boolean isStranger(Judgement.Refused refused) {
        return refused.reason() == Judgement.Reason.UNKNOWN_KEY
                || refused.reason() == Judgement.Reason.WRONG_PRINCIPAL;
    }

    private boolean isNamedByTheEarlier(PublicKey key, Pin pin) throws RefusalException {
        Optional<byte[]> rotations = submission.evidence().rotations();
        if (rotations.isEmpty()) {
            return false;
        }
        try {
            PublicKey old = PublicKey.parseLine(pin.key());
            List<KeyRotation> statements = KeyRotation.parse(rotations.get());
            return isTrusted(old, pin) && KeyRotation.leads(statements, application.author(), application.name(),
                    old, key, revoked(statements));
        } catch (MalformedException malformed) {
            throw new RefusalException(submission.file() + ".rotation: " + malformed.getMessage(),
                    "Get it anew from the author, or remove it.");
        }
    }

    private boolean isTrusted(PublicKey old, Pin pin) {
        return switch (judge(old)) {
            case Judgement.Trusted _ -> true;
            case Judgement.Refused refused -> pin.explicit() && isStranger(refused);
        };
    }

    private Set<PublicKey> revoked(List<KeyRotation> statements) {
        Set<PublicKey> revoked = new HashSet<>();
        for (KeyRotation each : statements) {
            if (judge(each.to()) instanceof Judgement.Refused refused
                    && refused.reason() == Judgement.Reason.REVOKED) {
                revoked.add(each.to());
            }
        }
        return revoked;
    }

    private Judgement judge(PublicKey key) {
        return store.judge(key, null, Gate.NAMESPACE, application.author(), now);
    }
}
