package dev.remit.trust.key;

import org.jspecify.annotations.Nullable;

/** The kinds of keys that are understood. */
enum KeyType {
    ED25519("ssh-ed25519", null),
    ECDSA_P256("ecdsa-sha2-nistp256", Curve.P256),
    ECDSA_P384("ecdsa-sha2-nistp384", Curve.P384),
    ECDSA_P521("ecdsa-sha2-nistp521", Curve.P521),
    RSA("ssh-rsa", null),
    SK_ED25519("sk-ssh-ed25519@openssh.com", null),
    SK_ECDSA_P256("sk-ecdsa-sha2-nistp256@openssh.com", Curve.P256);

    private static final KeyType[] ALL = values();
    private static final String DOMAIN = "@openssh.com";
    private static final String CERTIFICATE = "-cert-v01" + DOMAIN;

    private final String label;
    private final @Nullable Curve curve;

    KeyType(String label, @Nullable Curve curve) {
        this.label = label;
        this.curve = curve;
    }

    /** As public keys name it. */
    String label() {
        return label;
    }

    /** As certificates name it. */
    String certificateLabel() {
        String bare = label.endsWith(DOMAIN) ? label.substring(0, label.length() - DOMAIN.length()) : label;
        return bare + CERTIFICATE;
    }

    /** That of an ECDSA key. */
    @Nullable
    Curve curve() {
        return curve;
    }

    /** Whether the private part is in a FIDO authenticator. */
    boolean isOfSecurityKey() {
        return this == SK_ED25519 || this == SK_ECDSA_P256;
    }

    static @Nullable KeyType ofKey(String label) {
        for (KeyType type : ALL) {
            if (type.label.equals(label)) {
                return type;
            }
        }
        return null;
    }

    static @Nullable KeyType ofCertificate(String label) {
        for (KeyType type : ALL) {
            if (type.certificateLabel().equals(label)) {
                return type;
            }
        }
        return null;
    }

    static boolean isCertificateLabel(String label) {
        return label.endsWith(CERTIFICATE);
    }
}
