package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list of keys and certificates that are trusted no more, as {@code ssh-keygen -Y verify -r} takes it: public keys, one
 * on a line, or an OpenSSH key revocation list (KRL).
 *
 * <p>A key that is listed revokes itself, the certificates for it, and those that it signed.
 *
 * @see <a href="https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.krl">PROTOCOL.krl</a>
 */
public final class RevokedKeys {
    /** Revokes nothing. */
    public static final RevokedKeys NONE = new RevokedKeys(null);

    private final @Nullable Header header;
    private final Set<String> keys = new HashSet<>();
    private final Set<String> sha1 = new HashSet<>();
    private final Set<String> sha256 = new HashSet<>();
    private final List<RevokedCertificates> certificates = new ArrayList<>();

    /**
     * What a KRL says of itself.
     *
     * @param version grows whenever the list changes; unsigned
     * @param made when
     * @param comment may be empty
     */
    public record Header(long version, Instant made, String comment) {}

    RevokedKeys(@Nullable Header header) {
        this.header = header;
    }

    /**
     * Reads a list of either kind.
     *
     * @param name of the list, for diagnostics
     */
    public static RevokedKeys parse(String name, byte[] bytes) throws StoreFormatException {
        return KrlReader.isKrl(bytes) ? KrlReader.read(name, bytes) : RevokedLines.read(name, bytes);
    }

    void addKey(byte[] blob) {
        keys.add(Bytes.of(blob));
    }

    void addSha1(byte[] digest) {
        sha1.add(Bytes.of(digest));
    }

    void addSha256(byte[] digest) {
        sha256.add(Bytes.of(digest));
    }

    void add(RevokedCertificates some) {
        certificates.add(some);
    }

    /** What a KRL says of itself, or null for a list of keys. */
    public @Nullable Header header() {
        return header;
    }

    /** How many keys are revoked by themselves, rather than by what certificates say of them. */
    public int keyCount() {
        return keys.size() + sha1.size() + sha256.size();
    }

    /** What is revoked, for the user: a line for each. */
    public List<String> list() {
        List<String> lines = new ArrayList<>();
        for (String key : keys) {
            lines.add("key " + fingerprint(Bytes.back(Bytes.sha256(Bytes.back(key)))));
        }
        for (String digest : sha256) {
            lines.add("key " + fingerprint(Bytes.back(digest)));
        }
        for (String digest : sha1) {
            lines.add("key SHA1:" + HexFormat.of().formatHex(Bytes.back(digest)));
        }
        lines.sort(null);
        certificates.forEach(some -> some.list(lines));
        return lines;
    }

    /** As {@code ssh-keygen -l} prints it. */
    static String fingerprint(byte[] sha256) {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256);
    }

    /**
     * What of a signer is revoked, for the user; null when nothing is.
     *
     * @param certificate of the key, or null
     */
    @Nullable
    String whyRevoked(PublicKey key, @Nullable Certificate certificate) {
        if (isRevoked(key)) {
            return "the key " + key.fingerprint();
        }
        if (certificate == null) {
            return null;
        }
        if (isRevoked(certificate.authority())) {
            return "the certificate's authority " + certificate.authority().fingerprint();
        }
        String authority = Bytes.of(certificate.authority().blob());
        for (RevokedCertificates some : certificates) {
            String why = some.whyRevoked(certificate, authority);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private boolean isRevoked(PublicKey key) {
        byte[] blob = key.blob();
        return keys.contains(Bytes.of(blob))
                || !sha256.isEmpty() && sha256.contains(Bytes.sha256(blob))
                || !sha1.isEmpty() && sha1.contains(Bytes.sha1(blob));
    }
}
