package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.custom.sec.SecP256R1Curve;
import org.bouncycastle.math.ec.custom.sec.SecP384R1Curve;
import org.bouncycastle.math.ec.custom.sec.SecP521R1Curve;

/**
 * ECDSA signatures, with the arithmetic of Bouncy Castle.
 *
 * @see <a href="https://www.secg.org/sec1-v2.pdf">SEC 1, section 4.1.4</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5656#section-3.1.2">RFC 5656, section 3.1.2</a>
 */
final class EcdsaVerification {
    private EcdsaVerification() {}

    static boolean isRight(KeyNumbers.Weierstrass key, byte[] message, WireReader signature) throws MalformedException {
        BigInteger r = signature.positive("the number r of the signature");
        BigInteger s = signature.positive("the number s of the signature");
        signature.end("the numbers of the signature");
        BigInteger n = key.curve().order();
        if (r.compareTo(n) >= 0 || s.compareTo(n) >= 0) {
            return false;
        }
        // No digest is longer than its curve's order, so all of it counts.
        BigInteger e = new BigInteger(1, digest(key.curve()).of(message));
        BigInteger w = s.modInverse(n);
        ECCurve curve = curve(key.curve());
        ECPoint generator = curve.decodePoint(HexFormat.of().parseHex(generator(key.curve())));
        ECPoint point = ECAlgorithms.sumOfTwoMultiplies(generator, e.multiply(w).mod(n), curve.decodePoint(key.point()),
                r.multiply(w).mod(n));
        return !point.isInfinity() && x(point).mod(n).equals(r);
    }

    /** The affine coordinate. Bouncy Castle's own normalisation would ask for random numbers, to hide what is public here. */
    private static BigInteger x(ECPoint point) {
        ECFieldElement inverse = point.getZCoord(0).invert();
        return point.getXCoord().multiply(inverse.square()).toBigInteger();
    }

    /** RFC 5656, section 6.2.1. */
    static Digest digest(Curve curve) {
        return switch (curve) {
            case P256 -> Digest.SHA256;
            case P384 -> Digest.SHA384;
            case P521 -> Digest.SHA512;
        };
    }

    static ECCurve curve(Curve curve) {
        return switch (curve) {
            case P256 -> new SecP256R1Curve();
            case P384 -> new SecP384R1Curve();
            case P521 -> new SecP521R1Curve();
        };
    }

    /** NIST SP 800-186, section 3.2.1, in uncompressed form. */
    static String generator(Curve curve) {
        return switch (curve) {
            case P256 -> "04" + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                    + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
            case P384 ->
                "04" + "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e38"
                        + "72760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d"
                        + "7a431d7c90ea0e5f";
            case P521 -> "04"
                    + "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1d"
                    + "c127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66" + "011839296a789a3bc0045c8a5fb42c7d1bd998f54449"
                    + "579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650";
        };
    }
}
