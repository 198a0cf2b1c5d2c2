package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.math.BigInteger;
import java.util.Objects;

/**
 * The numbers that make a public key, as they stand after its type in a key and after the nonce in a certificate.
 *
 * <p>They know what to do with themselves, rather than being told apart by a {@code switch} over types, for which the
 * runtime makes classes at each start.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8709#section-4">RFC 8709</a>,
 *      <a href="https://www.rfc-editor.org/rfc/rfc5656#section-3.1">RFC 5656</a>,
 *      <a href="https://www.rfc-editor.org/rfc/rfc4253#section-6.6">RFC 4253</a>, and OpenSSH's PROTOCOL.u2f
 */
sealed interface KeyNumbers {
    /** Bits of the modulus of the weakest RSA key that is accepted. */
    int WEAKEST_RSA = 3072;

    /** Writes them as they were read. */
    void write(WireWriter out);

    /**
     * Whether a signature is the one of some bytes.
     *
     * @param algorithm one that the key may use
     * @param signature what the algorithm yields
     */
    boolean verify(String algorithm, byte[] signed, WireReader signature) throws MalformedException;

    /** A point of Ed25519 in its encoding. What it encodes is checked where it is used. */
    @SuppressWarnings("ArrayRecordComponent") // Never handed out of the package, nor compared.
    record Edwards(byte[] point) implements KeyNumbers {
        private static final int LENGTH = 32;

        @Override
        public void write(WireWriter out) {
            out.string(point);
        }

        @Override
        public boolean verify(String algorithm, byte[] signed, WireReader signature) throws MalformedException {
            return EdwardsVerification.isRight(point, signed, signature.raw(signature.remaining(), "the signature"));
        }
    }

    /** A point of a curve in uncompressed form. */
    @SuppressWarnings("ArrayRecordComponent") // Never handed out of the package, nor compared.
    record Weierstrass(Curve curve, byte[] point) implements KeyNumbers {
        @Override
        public void write(WireWriter out) {
            out.string(curve.label()).string(point);
        }

        @Override
        public boolean verify(String algorithm, byte[] signed, WireReader signature) throws MalformedException {
            return EcdsaVerification.isRight(this, signed, signature);
        }
    }

    record Rsa(BigInteger exponent, BigInteger modulus) implements KeyNumbers {
        /** More is of no use, and would make checking a signature slow. */
        private static final int LONGEST_EXPONENT = 64;

        @Override
        public void write(WireWriter out) {
            out.number(exponent).number(modulus);
        }

        @Override
        public boolean verify(String algorithm, byte[] signed, WireReader signature) throws MalformedException {
            Digest digest = Objects.requireNonNull(RsaVerification.digest(algorithm));
            return RsaVerification.isRight(this, digest, signed, signature.raw(signature.remaining(), "the signature"));
        }
    }

    static KeyNumbers read(KeyType type, WireReader in) throws MalformedException {
        return switch (type) {
            case ED25519, SK_ED25519 -> readEdwards(in);
            case ECDSA_P256, SK_ECDSA_P256 -> readWeierstrass(Curve.P256, in);
            case ECDSA_P384 -> readWeierstrass(Curve.P384, in);
            case ECDSA_P521 -> readWeierstrass(Curve.P521, in);
            case RSA -> readRsa(in);
        };
    }

    private static Edwards readEdwards(WireReader in) throws MalformedException {
        int start = in.offset();
        byte[] point = in.string("the public key");
        if (point.length != Edwards.LENGTH) {
            throw new MalformedException("an Ed25519 public key of " + point.length + " bytes instead of "
                    + Edwards.LENGTH, start);
        }
        return new Edwards(point);
    }

    private static Weierstrass readWeierstrass(Curve curve, WireReader in) throws MalformedException {
        int start = in.offset();
        String name = in.name("the name of the curve");
        if (!name.equals(curve.label())) {
            throw new MalformedException("the curve " + name + " where the type of the key says " + curve.label(),
                    start);
        }
        start = in.offset();
        byte[] point = in.string("the public key");
        if (!curve.hasPoint(point)) {
            throw new MalformedException("the public key is not an uncompressed point of the curve " + curve.label(),
                    start);
        }
        return new Weierstrass(curve, point);
    }

    private static Rsa readRsa(WireReader in) throws MalformedException {
        int start = in.offset();
        BigInteger exponent = in.positive("the RSA exponent");
        if (!exponent.testBit(0) || exponent.bitLength() < 2 || exponent.bitLength() > Rsa.LONGEST_EXPONENT) {
            throw new MalformedException("the RSA exponent is not an odd number from 3 to 64 bits", start);
        }
        start = in.offset();
        BigInteger modulus = in.positive("the RSA modulus");
        if (modulus.bitLength() < WEAKEST_RSA) {
            throw new MalformedException("an RSA key of " + modulus.bitLength() + " bits, which is too weak: at least "
                    + WEAKEST_RSA + " are needed", start);
        }
        if (!modulus.testBit(0)) {
            throw new MalformedException("the RSA modulus is even", start);
        }
        return new Rsa(exponent, modulus);
    }
}
