package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.store.Judgement.Reason;
import dev.remit.trust.store.Judgement.Refused;
import dev.remit.trust.store.Judgement.Trusted;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question: whether a signer is trusted to sign for a principal in a namespace at a time.
 *
 * @param certificate of the key, or null
 * @param namespace or null for any
 */
record SignerCheck(PublicKey key, @Nullable Certificate certificate, @Nullable String namespace, String principal,
        Instant now) {
    /** What limits logins only, and says nothing of signatures: PROTOCOL.certkeys. */
    private static final Set<String> LOGIN_OPTIONS = Set.of("force-command", "source-address");

    private static final String NEW_SIGNATURE = "get it signed anew with ";

    /**
     * What a line says, if a certificate is what it claims to be; null when the line is about another key. Texts are made
     * for refusals only: trust is what a start waits for.
     */
    @Nullable
    Judgement judge(String source, AllowedSigner line) {
        if (!isAbout(line)) {
            return null;
        }
        if (!line.isFor(principal)) {
            return wrongPrincipal(source, line);
        }
        if (namespace != null && !line.isForNamespace(namespace)) {
            return wrongNamespace(source, line, namespace);
        }
        if (!line.window().contains(now)) {
            return outside(line.window(), signer(line) + ", as the line says" + where(source, line) + ",",
                    "if the key is still good, change the line; else " + NEW_SIGNATURE + "another key");
        }
        Refused refused = certificate == null ? null : refused(certificate, source, line);
        return refused == null ? trusted(source, line) : refused;
    }

    /** Lines with cert-authority are for certificates only, and certificates for those lines. */
    boolean isAbout(AllowedSigner line) {
        return line.options().authority()
                ? certificate != null && certificate.authority().equals(line.key())
                : certificate == null && key.equals(line.key());
    }

    private static String signer(AllowedSigner line) {
        return (line.options().authority() ? "the authority " : "the key ") + line.key().fingerprint();
    }

    private static String where(String source, AllowedSigner line) {
        return " (" + source + ":" + line.line() + ")";
    }

    private static String name(Certificate given) {
        return "the certificate " + Quoted.of(given.keyId());
    }

    private Refused wrongPrincipal(String source, AllowedSigner line) {
        return new Refused(Reason.WRONG_PRINCIPAL, signer(line) + " is trusted for " + Quoted.of(line.principals())
                + where(source, line) + ", not for " + Quoted.of(principal),
                "if it is to sign for " + Quoted.of(principal) + " too, add a line that says so");
    }

    private static Refused wrongNamespace(String source, AllowedSigner line, String namespace) {
        return new Refused(Reason.WRONG_NAMESPACE, signer(line) + " is trusted in the namespaces "
                + Quoted.of(String.valueOf(line.options().namespaces())) + where(source, line) + ", not in "
                + Quoted.of(namespace),
                "if it is to sign in " + Quoted.of(namespace) + " too, add that to the line's namespaces");
    }

    private @Nullable Refused refused(Certificate given, String source, AllowedSigner line) {
        if (given.kind() != Certificate.Kind.USER) {
            return bad(name(given) + " is one for hosts, which sign nothing",
                    NEW_SIGNATURE + "a certificate for users");
        }
        for (String option : given.criticalOptions()) {
            if (!LOGIN_OPTIONS.contains(option)) {
                return bad(name(given) + " has the critical option " + Quoted.of(option)
                        + ", which is not known here", NEW_SIGNATURE + "a certificate without it");
            }
        }
        if (given.principals().isEmpty()) {
            return bad(name(given) + " does not say whose it is", NEW_SIGNATURE + "a certificate for "
                    + Quoted.of(principal) + ", made with ssh-keygen's option -n");
        }
        if (!given.principals().contains(principal)) {
            return new Refused(Reason.WRONG_PRINCIPAL, name(given) + " is for "
                    + Quoted.of(String.join(",", given.principals())) + ", not for " + Quoted.of(principal)
                    + where(source, line), NEW_SIGNATURE + "a certificate for " + Quoted.of(principal));
        }
        return window(given).contains(now)
                ? null
                : outside(window(given), name(given), NEW_SIGNATURE + "a certificate that is valid");
    }

    /** That an authority never signed the certificate. */
    static Refused forged(Certificate given) {
        return bad(name(given) + " is not signed by the authority "
                + given.authority().fingerprint() + ", as it claims to be", "believe nothing that comes with it");
    }

    private static Refused bad(String text, String remedy) {
        return new Refused(Reason.BAD_CERTIFICATE, text, remedy);
    }

    private Refused outside(Window window, String what, String remedy) {
        return window.isAfter(now)
                ? new Refused(Reason.NOT_YET_VALID, what + " is not valid before " + window.from() + "; it is " + now
                        + " now", "if that is wrong, set the clock; else wait")
                : new Refused(Reason.EXPIRED, what + " is not valid any more since " + window.until(), remedy);
    }

    private static Window window(Certificate given) {
        return Window.ofUnsigned(given.validAfter(), given.validBefore());
    }

    private Trusted trusted(String source, AllowedSigner line) {
        Window window = certificate == null ? line.window() : line.window().and(window(certificate));
        return new Trusted(source, line.line(), key, certificate, window.from(), window.until());
    }
}
