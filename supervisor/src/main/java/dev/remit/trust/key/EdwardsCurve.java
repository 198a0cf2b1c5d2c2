package dev.remit.trust.key;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.custom.djb.Curve25519;
import org.jspecify.annotations.Nullable;

/**
 * The points of edwards25519, -x² + y² = 1 + d x² y² modulo 2²⁵⁵ - 19, computed with as points of the curve in Weierstrass
 * form that Bouncy Castle has the arithmetic of.
 *
 * <p>The way there leads over the Montgomery form: u = (1 + y) / (1 - y) and v = c u / x, where c² = -486664; then the
 * Weierstrass coordinates are u + 486662 / 3 and v. This keeps sums, so a sum of multiples may be computed there. The
 * neutral element (0, 1) is the point at infinity there, and (0, -1) is u = v = 0; no other point has x = 0 or y = 1,
 * and none u = -1.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7748#section-4.1">RFC 7748, section 4.1</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032#section-5.1.3">RFC 8032, section 5.1.3</a>
 */
final class EdwardsCurve {
    private static final int LENGTH = 32;
    private static final int SIGN = 255;
    private static final BigInteger P = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

    private final ECCurve curve = new Curve25519();
    private final ECFieldElement one = element(BigInteger.ONE);
    /** -121665 / 121666. */
    private final ECFieldElement d = element("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");
    /** The root of -486664 for which the base points of both forms belong together. */
    private final ECFieldElement c = element("70d9120b9f5ff9442d84f723fc03b0813a5e2c2eb482e57d3391fb5500ba81e7");
    /** 486662 / 3. */
    private final ECFieldElement shift = element("2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaad2451");

    private ECFieldElement element(String hexadecimal) {
        return element(new BigInteger(hexadecimal, 16));
    }

    private ECFieldElement element(BigInteger number) {
        return curve.fromBigInteger(number);
    }

    /** The point B, RFC 8032, section 5.1: in Montgomery form u = 9 and the v that RFC 7748 gives. */
    ECPoint base() {
        return point(element(BigInteger.valueOf(9)),
                element("20ae19a1b8a086b4e01edd2c7748d14c923d4d7e6d7c61b229e9c5a27eced3d9"));
    }

    private ECPoint point(ECFieldElement u, ECFieldElement v) {
        return curve.createPoint(u.add(shift).toBigInteger(), v.toBigInteger());
    }

    /** The point with this encoding; null when there is none, or when it has another one. */
    @Nullable
    ECPoint decode(byte[] encoding) {
        BigInteger number = LittleEndian.number(encoding);
        boolean odd = number.testBit(SIGN);
        BigInteger ordinate = number.clearBit(SIGN);
        if (encoding.length != LENGTH || ordinate.compareTo(P) >= 0) {
            return null;
        }
        ECFieldElement y = element(ordinate);
        ECFieldElement ySquare = y.square();
        ECFieldElement x = ySquare.subtract(one).divide(ySquare.multiply(d).add(one)).sqrt();
        if (x == null || x.isZero() && odd) {
            return null;
        }
        if (x.isZero()) {
            return y.isOne() ? curve.getInfinity() : point(element(BigInteger.ZERO), element(BigInteger.ZERO));
        }
        ECFieldElement right = x.testBitZero() == odd ? x : x.negate();
        // Inverting is what takes long, so both denominators are inverted as one.
        ECFieldElement numerator = one.add(y).divide(one.subtract(y).multiply(right));
        return point(numerator.multiply(right), numerator.multiply(c));
    }

    /** The only encoding of a point. */
    byte[] encode(ECPoint point) {
        if (point.isInfinity()) {
            return LittleEndian.bytes(BigInteger.ONE, LENGTH);
        }
        // By hand, since Bouncy Castle's normalisation would ask for random numbers, to hide what is public here. In its
        // coordinates, u + 486662 / 3 is X / Z² and v is Y / Z³.
        ECFieldElement z = point.getZCoord(0);
        ECFieldElement square = z.square();
        ECFieldElement u = point.getXCoord().subtract(square.multiply(shift));
        ECFieldElement v = point.getYCoord();
        if (v.isZero()) {
            return LittleEndian.bytes(P.subtract(BigInteger.ONE), LENGTH);
        }
        ECFieldElement sum = u.add(square);
        ECFieldElement inverse = sum.multiply(v).invert();
        BigInteger y = u.subtract(square).multiply(v).multiply(inverse).toBigInteger();
        boolean odd = c.multiply(u).multiply(z).multiply(sum).multiply(inverse).testBitZero();
        return LittleEndian.bytes(odd ? y.setBit(SIGN) : y, LENGTH);
    }
}
