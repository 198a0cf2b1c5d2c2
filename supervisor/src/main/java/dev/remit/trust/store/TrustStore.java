package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.store.Judgement.Reason;
import dev.remit.trust.store.Judgement.Refused;
import dev.remit.trust.store.Judgement.Trusted;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who is trusted to sign what, according to several lists, as the system's and the user's. Immutable.
 *
 * <p>One line of any list suffices for trust. Whoever is revoked by any list is not trusted by any.
 */
public final class TrustStore {
    private final List<Opened> sources;

    /**
     * The lists of one origin; without bytes where there are none.
     *
     * @param name of the list of signers, for the user: most often its path
     * @param revokedName of the list of revocations
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed along, never compared.
    public record Source(String name, byte[] allowedSigners, String revokedName, byte[] revokedKeys) {
        public Source(String name, byte[] allowedSigners, byte[] revokedKeys) {
            this(name, allowedSigners, name.concat(" (revoked keys)"), revokedKeys);
        }
    }

    /** A source that has been read. */
    private record Opened(Source source, AllowedSigners allowed, RevokedKeys revoked) {}

    private TrustStore(List<Opened> sources) {
        this.sources = sources;
    }

    /**
     * Reads lists; times without a zone are in the machine's.
     *
     * @param sources in the order in which they are asked
     */
    public static TrustStore of(List<Source> sources) throws StoreFormatException {
        return of(sources, null);
    }

    /** @param zone of times without one; null for the machine's */
    static TrustStore of(List<Source> sources, @Nullable ZoneId zone) throws StoreFormatException {
        List<Opened> opened = new ArrayList<>();
        for (Source source : sources) {
            opened.add(new Opened(source, AllowedSigners.parse(source.name, source.allowedSigners, zone),
                    RevokedKeys.parse(source.revokedName, source.revokedKeys)));
        }
        return new TrustStore(List.copyOf(opened));
    }

    /**
     * Whether a signer is trusted. Says nothing of whether it has signed.
     *
     * @param key that signs; with a certificate, the key that it is about
     * @param certificate that the signature holds in place of the key, or null
     * @param namespace that the signature is for
     * @param principal for whom it is to be
     */
    public Judgement judge(PublicKey key, @Nullable Certificate certificate, String namespace, String principal,
            Instant now) {
        if (certificate != null && !certificate.key().equals(key)) {
            throw new IllegalArgumentException("a certificate of another key");
        }
        Refused revoked = revoked(key, certificate);
        if (revoked != null) {
            return revoked;
        }
        SignerCheck check = new SignerCheck(key, certificate, namespace, principal, now);
        Refused closest = null;
        for (Opened source : sources) {
            for (AllowedSigner line : source.allowed.entries()) {
                Judgement judgement = check.judge(source.source.name, line);
                if (judgement instanceof Trusted) {
                    Refused forgery = forgery(certificate);
                    return forgery == null ? judgement : forgery;
                }
                if (judgement instanceof Refused refused
                        && (closest == null || refused.reason().compareTo(closest.reason()) > 0)) {
                    closest = refused;
                }
            }
        }
        return closest == null ? unknown(check) : closest;
    }

    /** The dearest question, so that it is the last one. */
    private static @Nullable Refused forgery(@Nullable Certificate certificate) {
        return certificate == null || certificate.isSignedByAuthority() ? null : SignerCheck.forged(certificate);
    }

    private @Nullable Refused revoked(PublicKey key, @Nullable Certificate certificate) {
        for (Opened source : sources) {
            String why = source.revoked.whyRevoked(key, certificate);
            if (why != null) {
                return new Refused(Reason.REVOKED, why + " is revoked (" + source.source.revokedName + ")",
                        "believe nothing that is signed so; get it signed anew with a key that is not revoked");
            }
        }
        return null;
    }

    private Refused unknown(SignerCheck check) {
        PublicKey missing = check.certificate() == null ? check.key() : check.certificate().authority();
        String what = (check.certificate() == null ? "the key " : "the certificate's authority ")
                + missing.fingerprint();
        String other = "";
        for (Opened source : sources) {
            for (AllowedSigner line : source.allowed.entries()) {
                boolean unused = line.key().equals(missing) || line.key().equals(check.key());
                if (other.isEmpty() && unused) {
                    other = "; " + source.source.name + ":" + line.line() + " trusts " + (line.options().authority()
                            ? "certificates of that key, not the key itself"
                            : "that key itself, not certificates");
                }
            }
        }
        String names = sources.stream().map(source -> source.source.name).collect(Collectors.joining(", "));
        return new Refused(Reason.UNKNOWN_KEY, what + " is in no list of allowed signers ("
                + (names.isEmpty() ? "there is none" : names) + ")" + other, remedy(check, missing));
    }

    private static String remedy(SignerCheck check, PublicKey missing) {
        SignerOptions options = new SignerOptions(check.certificate() != null, check.namespace(), null, null);
        try {
            return "if you know it to be right, add the line: "
                    + AllowedSigners.line(List.of(check.principal()), options, missing);
        } catch (IllegalArgumentException _) {
            return "if you know it to be right, add a line for it";
        }
    }

    /**
     * For whom a signer may sign: what {@code ssh-keygen -Y find-principals} says. Revocations do not count here.
     *
     * @return of a key, the patterns of the first line that is about it and valid now; of a certificate, those of its
     * principals that the first such line is for; empty when there is no such line
     */
    public List<String> principalsOf(PublicKey key, @Nullable Certificate certificate, Instant now) {
        for (Opened source : sources) {
            for (AllowedSigner line : source.allowed.entries()) {
                List<String> found = certificate == null
                        ? patterns(line, key, now)
                        : principals(line, certificate, now);
                if (!found.isEmpty()) {
                    return forgery(certificate) == null ? found : List.of();
                }
            }
        }
        return List.of();
    }

    private static List<String> patterns(AllowedSigner line, PublicKey key, Instant now) {
        return new SignerCheck(key, null, null, "", now).isAbout(line) && line.window().contains(now)
                ? List.of(line.principals().split(",", -1))
                : List.of();
    }

    private static List<String> principals(AllowedSigner line, Certificate certificate, Instant now) {
        List<String> found = new ArrayList<>();
        for (String principal : certificate.principals()) {
            SignerCheck check = new SignerCheck(certificate.key(), certificate, null, principal, now);
            if (!found.contains(principal) && check.judge("", line) instanceof Trusted) {
                found.add(principal);
            }
        }
        return found;
    }

    /** The lines of all lists, each with the name of its list. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Opened source : sources) {
            for (AllowedSigner signer : source.allowed.entries()) {
                entries.add(new Entry(source.source.name, signer));
            }
        }
        return entries;
    }

    /** A line of a list. */
    public record Entry(String source, AllowedSigner signer) {}

    /** All lists of revocations, each with its name. */
    public List<Revocations> revocations() {
        List<Revocations> all = new ArrayList<>();
        for (Opened source : sources) {
            all.add(new Revocations(source.source.revokedName, source.revoked));
        }
        return all;
    }

    /** A list of revocations. */
    public record Revocations(String source, RevokedKeys revoked) {}
}
