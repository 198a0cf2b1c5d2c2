package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * RSA signatures with SHA-2, PKCS #1 version 1.5.
 *
 * <p>The message's only encoding is computed and compared as a whole: nothing of the one in the signature is parsed, in
 * which forgeries could hide.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8017#section-8.2.2">RFC 8017, section 8.2.2</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8332">RFC 8332</a>
 */
final class RsaVerification {
    /** DigestInfo up to the digest, RFC 8017, section 9.2, note 1. */
    private static final String SHA256_INFO = "3031300d060960864801650304020105000420";
    private static final String SHA512_INFO = "3051300d060960864801650304020305000440";

    private RsaVerification() {}

    /** What an algorithm digests with; null when it is none that is accepted. */
    static @Nullable Digest digest(String algorithm) {
        return switch (algorithm) {
            case "rsa-sha2-256" -> Digest.SHA256;
            case "rsa-sha2-512" -> Digest.SHA512;
            default -> null;
        };
    }

    static boolean isRight(KeyNumbers.Rsa key, Digest digest, byte[] message, byte[] signature) {
        int length = (key.modulus().bitLength() + Byte.SIZE - 1) / Byte.SIZE;
        BigInteger number = new BigInteger(1, signature);
        if (signature.length != length || number.compareTo(key.modulus()) >= 0) {
            return false;
        }
        BigInteger expected = new BigInteger(1, encode(digest, message, length));
        return number.modPow(key.exponent(), key.modulus()).equals(expected);
    }

    /** EMSA-PKCS1-v1_5, RFC 8017, section 9.2. */
    static byte[] encode(Digest digest, byte[] message, int length) {
        byte[] info = HexFormat.of().parseHex(digest == Digest.SHA256 ? SHA256_INFO : SHA512_INFO);
        byte[] value = digest.of(message);
        byte[] encoded = new byte[length];
        Arrays.fill(encoded, (byte) 0xFF);
        encoded[0] = 0;
        encoded[1] = 1;
        int infoAt = length - value.length - info.length;
        encoded[infoAt - 1] = 0;
        System.arraycopy(info, 0, encoded, infoAt, info.length);
        System.arraycopy(value, 0, encoded, length - value.length, value.length);
        return encoded;
    }
}
