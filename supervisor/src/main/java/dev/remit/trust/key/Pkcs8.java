package dev.remit.trust.key;

import dev.remit.trust.wire.DerReader;
import dev.remit.trust.wire.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in PKCS #8, and in the formats that it wraps.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5958">RFC 5958</a>: PKCS #8
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.2">RFC 8017</a>: RSA
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5915">RFC 5915</a>: elliptic curves
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8410#section-7">RFC 8410</a>: Ed25519
 */
final class Pkcs8 {
    private static final String RSA = "2a864886f70d010101";
    private static final String EC = "2a8648ce3d0201";
    private static final String ED25519 = "2b6570";
    private static final String P256 = "2a8648ce3d030107";
    private static final String P384 = "2b81040022";
    private static final String P521 = "2b81040023";
    private static final int NEWEST_VERSION = 1;

    private Pkcs8() {}

    /** Whether bytes look like one, rather than like what a wrong passphrase makes of one. */
    static boolean isOne(byte[] bytes) {
        try {
            DerReader in = new DerReader(bytes);
            DerReader info = in.sequence("the key");
            in.end("the key");
            info.small("the version", NEWEST_VERSION);
            info.sequence("the algorithm").identifier("the algorithm");
            return true;
        } catch (MalformedException _) {
            return false;
        }
    }

    static PrivateKey read(byte[] bytes) throws MalformedException {
        DerReader in = new DerReader(bytes);
        DerReader info = in.sequence("the private key");
        in.end("the private key");
        info.small("the version", NEWEST_VERSION);
        DerReader algorithm = info.sequence("the algorithm");
        String name = algorithm.identifier("the algorithm");
        DerReader key = info.nested("the key");
        PrivateNumbers numbers = switch (name) {
            case RSA -> {
                algorithm.nothing("the parameters of the algorithm");
                yield rsa(key);
            }
            case EC -> weierstrass(key, algorithm.identifier("the name of the curve"));
            case ED25519 -> edwards(key);
            default ->
                throw info.malformed("a private key of a kind that is not known: Ed25519, RSA, or ECDSA on P-256,"
                        + " P-384 or P-521 is needed");
        };
        algorithm.end("the algorithm");
        skipAttributes(info);
        info.end("the private key");
        return PrivateKey.of(numbers);
    }

    private static void skipAttributes(DerReader info) throws MalformedException {
        if (info.isNext(DerReader.TAGGED)) {
            info.value(DerReader.TAGGED, "the attributes");
        }
        if (info.isNext(DerReader.TAGGED_PRIMITIVE + 1)) {
            info.value(DerReader.TAGGED_PRIMITIVE + 1, "the public key");
        }
    }

    private static PrivateNumbers edwards(DerReader in) throws MalformedException {
        byte[] seed = in.octets("the private key");
        in.end("the private key");
        if (seed.length != PrivateNumbers.Edwards.LENGTH) {
            throw in.malformed("an Ed25519 private key of " + seed.length + " bytes");
        }
        return new PrivateNumbers.Edwards(seed);
    }

    /** Reads an {@code RSAPrivateKey}. */
    static PrivateNumbers rsa(DerReader in) throws MalformedException {
        DerReader key = in.sequence("the RSA key");
        in.end("the RSA key");
        key.small("the version", 0);
        BigInteger modulus = key.integer("the RSA modulus");
        BigInteger exponent = key.integer("the RSA exponent");
        BigInteger d = key.integer("the private exponent");
        BigInteger p = key.integer("the first prime");
        BigInteger q = key.integer("the second prime");
        // What follows from these.
        key.integer("the first exponent");
        key.integer("the second exponent");
        key.integer("the RSA coefficient");
        key.end("the RSA key");
        return PrivateNumbers.Rsa.checked(new KeyNumbers.Rsa(exponent, modulus), d, p, q);
    }

    /**
     * Reads an {@code ECPrivateKey}.
     *
     * @param curveName when it stands elsewhere
     */
    static PrivateNumbers weierstrass(DerReader in, @Nullable String curveName) throws MalformedException {
        DerReader key = in.sequence("the private key");
        in.end("the private key");
        key.small("the version", 1);
        byte[] d = key.octets("the private key");
        String name = curveName;
        if (key.isNext(DerReader.TAGGED)) {
            DerReader tagged = key.value(DerReader.TAGGED, "the curve");
            String own = tagged.identifier("the name of the curve");
            tagged.end("the curve");
            if (name != null && !name.equals(own)) {
                throw key.malformed("two curves for one key");
            }
            name = own;
        }
        byte[] point = null;
        if (key.isNext(DerReader.TAGGED + 1)) {
            DerReader tagged = key.value(DerReader.TAGGED + 1, "the public key");
            point = tagged.bits("the public key");
            tagged.end("the public key");
        }
        key.end("the private key");
        KeyType type = type(name, key);
        PrivateNumbers.Weierstrass numbers = PrivateNumbers.Weierstrass.checked(type, curve(type),
                new BigInteger(1, d));
        Arrays.fill(d, (byte) 0);
        checkPoint(numbers, point, key);
        return numbers;
    }

    private static KeyType type(@Nullable String curveName, DerReader in) throws MalformedException {
        return switch (curveName == null ? "" : curveName) {
            case P256 -> KeyType.ECDSA_P256;
            case P384 -> KeyType.ECDSA_P384;
            case P521 -> KeyType.ECDSA_P521;
            default -> throw in.malformed("a curve that is not known: P-256, P-384 or P-521 is needed");
        };
    }

    private static Curve curve(KeyType type) {
        return switch (type) {
            case ECDSA_P256 -> Curve.P256;
            case ECDSA_P384 -> Curve.P384;
            default -> Curve.P521;
        };
    }

    private static void checkPoint(PrivateNumbers.Weierstrass numbers, byte @Nullable [] point, DerReader in)
            throws MalformedException {
        if (point == null) {
            return;
        }
        byte[] blob = numbers.publicBlob().toByteArray();
        if (point.length > blob.length || !Arrays.equals(point, Arrays.copyOfRange(blob, blob.length - point.length,
                blob.length))) {
            throw in.malformed("the private key is not the one of the public key, or that is compressed");
        }
    }
}
