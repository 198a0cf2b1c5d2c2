package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Ed25519 signatures.
 *
 * <p>Strict: the number S is below the group's order, points are in their only encoding, a public key of small order (for
 * which one signature fits many messages) is refused, and [S]B - [k]A must be R exactly, without multiplying by the
 * cofactor: what is accepted here, others accept too.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1.7">RFC 8032, section 5.1.7</a>
 */
final class EdwardsVerification {
    /** Of a point, and of the number S. */
    private static final int LENGTH = 32;
    /** L: the order of the group that the base point generates. */
    private static final BigInteger ORDER = BigInteger.ONE.shiftLeft(252)
            .add(new BigInteger("14def9dea2f79cd65812631a5cf5d3ed", 16));

    private EdwardsVerification() {}

    static boolean isRight(byte[] key, byte[] message, byte[] signature) {
        if (signature.length != 2 * LENGTH) {
            return false;
        }
        byte[] r = Arrays.copyOf(signature, LENGTH);
        BigInteger s = LittleEndian.number(Arrays.copyOfRange(signature, LENGTH, 2 * LENGTH));
        EdwardsCurve curve = new EdwardsCurve();
        ECPoint a = curve.decode(key);
        if (s.compareTo(ORDER) >= 0 || a == null || hasSmallOrder(a)) {
            return false;
        }
        BigInteger k = LittleEndian.number(Digest.SHA512.of(r, key, message)).mod(ORDER);
        ECPoint point = ECAlgorithms.sumOfTwoMultiplies(curve.base(), s, a.negate(), k);
        return Arrays.equals(curve.encode(point), r);
    }

    private static boolean hasSmallOrder(ECPoint point) {
        return point.twice().twice().twice().isInfinity();
    }
}
