package dev.remit.trust.store;

import dev.remit.trust.key.Certificate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The certificates of one authority, or of any, that a revocation list takes back. Written to while it is read. */
final class RevokedCertificates {
    private static final String ID = "ID ";

    private final @Nullable String authority;
    private final List<Serials> serials = new ArrayList<>();
    private final Set<String> keyIds = new LinkedHashSet<>();

    /** @param authority the encoding of its key, or null for any authority */
    RevokedCertificates(@Nullable String authority) {
        this.authority = authority;
    }

    void add(Serials more) {
        serials.add(more);
    }

    /** @param keyId its bytes */
    void addKeyId(String keyId) {
        keyIds.add(keyId);
    }

    /** What revokes a certificate, for the user; null when nothing does. */
    @Nullable
    String whyRevoked(Certificate certificate, String authorityOfCertificate) {
        if (authority != null && !authority.equals(authorityOfCertificate)) {
            return null;
        }
        if (keyIds.contains(Bytes.of(certificate.keyId().getBytes(StandardCharsets.UTF_8)))) {
            return "the certificate's " + ID + Quoted.of(certificate.keyId());
        }
        // Authorities that do not count give every certificate the number 0: it is no reason to revoke one.
        if (certificate.serial() == 0) {
            return null;
        }
        for (Serials some : serials) {
            if (some.contains(certificate.serial())) {
                return "the certificate's serial number " + Long.toUnsignedString(certificate.serial());
            }
        }
        return null;
    }

    /** One line for each thing that is revoked. */
    void list(List<String> lines) {
        String authorityName = authority == null
                ? "any authority"
                : "the authority " + RevokedKeys.fingerprint(Bytes.back(Bytes.sha256(Bytes.back(authority))));
        for (Serials some : serials) {
            lines.add("certificates " + some.text() + " of " + authorityName);
        }
        for (String keyId : keyIds) {
            lines.add("certificates with the " + ID
                    + Quoted.of(new String(Bytes.back(keyId), StandardCharsets.UTF_8)) + " of " + authorityName);
        }
    }
}
