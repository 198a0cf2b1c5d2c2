package dev.remit.trust.key;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The curves that ECDSA keys lie on: y² = x³ - 3x + b modulo p, with a generator of prime order n.
 *
 * @see <a href="https://doi.org/10.6028/NIST.SP.800-186">NIST SP 800-186, section 3.2.1</a>
 */
enum Curve {
    P256("nistp256", 256, "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    P384("nistp384", 384, "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
            + "ffffffff0000000000000000ffffffff",
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
                    + "c656398d8a2ed19d2a85c8edd3ec2aef",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                    + "581a0db248b0a77aecec196accc52973"),
    P521("nistp521", 521, "1ff" + "ffffffffffffffff".repeat(8),
            "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109"
                    + "e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
            "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

    private static final int UNCOMPRESSED = 4;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private final String label;
    private final int bits;
    private final BigInteger p;
    private final BigInteger b;
    private final BigInteger n;

    Curve(String label, int bits, String p, String b, String n) {
        this.label = label;
        this.bits = bits;
        this.p = new BigInteger(p, 16);
        this.b = new BigInteger(b, 16);
        this.n = new BigInteger(n, 16);
    }

    /** As keys name it. */
    String label() {
        return label;
    }

    /** The length of a coordinate, in bytes. */
    int coordinateLength() {
        return (bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    /** How many elements the group has. */
    BigInteger order() {
        return n;
    }

    /** Whether these bytes are a point of this curve, other than infinity, in uncompressed form (SEC 1, 2.3.3). */
    boolean hasPoint(byte[] point) {
        int length = coordinateLength();
        if (point.length != 1 + 2 * length || point[0] != UNCOMPRESSED) {
            return false;
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + length));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + length, 1 + 2 * length));
        return x.compareTo(p) < 0 && y.compareTo(p) < 0
                && y.multiply(y).mod(p).equals(x.multiply(x).subtract(THREE).multiply(x).add(b).mod(p));
    }
}
