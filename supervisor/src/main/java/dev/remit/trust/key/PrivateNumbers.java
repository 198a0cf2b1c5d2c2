package dev.remit.trust.key;

import dev.remit.trust.digest.Digest;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireWriter;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.RSABlindedEngine;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The numbers that make a private key, and what signs with them. */
sealed interface PrivateNumbers {
    /** The algorithm's name of what is signed. */
    String algorithm();

    /** The value of a signature, without its algorithm. */
    byte[] sign(byte[] message);

    /** What it verifies with, not checked. */
    WireWriter publicBlob();

    /** Overwrites what can be. */
    default void wipe() {}

    /**
     * Those of an Ed25519 key.
     *
     * @param seed the private key of RFC 8032, 32 bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Never handed out, nor compared.
    record Edwards(byte[] seed) implements PrivateNumbers {
        static final int LENGTH = 32;

        @Override
        public String algorithm() {
            return KeyType.ED25519.label();
        }

        private byte[] point() {
            byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
            Ed25519.generatePublicKey(seed, 0, point, 0);
            return point;
        }

        @Override
        public WireWriter publicBlob() {
            return new WireWriter().string(algorithm()).string(point());
        }

        @Override
        public byte[] sign(byte[] message) {
            byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
            Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
            return signature;
        }

        @Override
        public void wipe() {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /**
     * Those of an ECDSA key.
     *
     * @param d from 1 to below the order of the curve
     */
    record Weierstrass(KeyType type, Curve curve, BigInteger d) implements PrivateNumbers {
        static Weierstrass checked(KeyType type, Curve curve, BigInteger d) throws MalformedException {
            if (d.signum() <= 0 || d.compareTo(curve.order()) >= 0) {
                throw new MalformedException("the private key is out of the range of its curve", 0);
            }
            return new Weierstrass(type, curve, d);
        }

        @Override
        public String algorithm() {
            return type.label();
        }

        private ECDomainParameters domain() {
            ECCurve arithmetic = EcdsaVerification.curve(curve);
            return new ECDomainParameters(arithmetic, arithmetic.decodePoint(HexFormat.of().parseHex(
                    EcdsaVerification.generator(curve))), curve.order(), BigInteger.ONE);
        }

        @Override
        public WireWriter publicBlob() {
            byte[] point = domain().getG().multiply(d).getEncoded(false);
            return new WireWriter().string(type.label()).string(curve.label()).string(point);
        }

        /** With the k of RFC 6979: no randomness that could fail, and one signature for one message. */
        @Override
        public byte[] sign(byte[] message) {
            ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(switch (curve) {
                case P256 -> new SHA256Digest();
                case P384 -> new SHA384Digest();
                case P521 -> new SHA512Digest();
            }));
            signer.init(true, new ECPrivateKeyParameters(d, domain()));
            BigInteger[] numbers = signer.generateSignature(EcdsaVerification.digest(curve).of(message));
            return new WireWriter().number(numbers[0]).number(numbers[1]).toByteArray();
        }
    }

    /**
     * Those of an RSA key.
     *
     * @param d the private exponent
     */
    record Rsa(BigInteger modulus, BigInteger exponent, BigInteger d, BigInteger p, BigInteger q)
            implements
                PrivateNumbers {
        private static final String SHA512 = "rsa-sha2-512";

        static Rsa checked(KeyNumbers.Rsa key, BigInteger d, BigInteger p, BigInteger q) throws MalformedException {
            if (!p.multiply(q).equals(key.modulus()) || p.compareTo(BigInteger.ONE) <= 0
                    || q.compareTo(BigInteger.ONE) <= 0 || p.equals(q) || d.compareTo(key.modulus()) >= 0) {
                throw new MalformedException("the numbers of the RSA key do not belong together", 0);
            }
            BigInteger product = d.multiply(key.exponent());
            if (!product.mod(p.subtract(BigInteger.ONE)).equals(BigInteger.ONE)
                    || !product.mod(q.subtract(BigInteger.ONE)).equals(BigInteger.ONE)
                    || !p.gcd(q).equals(BigInteger.ONE)) {
                throw new MalformedException("the numbers of the RSA key do not belong together", 0);
            }
            return new Rsa(key.modulus(), key.exponent(), d, p, q);
        }

        @Override
        public String algorithm() {
            return SHA512;
        }

        @Override
        public WireWriter publicBlob() {
            return new WireWriter().string(KeyType.RSA.label()).number(exponent).number(modulus);
        }

        /** By Bouncy Castle's engine, which blinds the computation and checks its result. */
        @Override
        public byte[] sign(byte[] message) {
            int length = (modulus.bitLength() + Byte.SIZE - 1) / Byte.SIZE;
            byte[] encoded = RsaVerification.encode(Digest.SHA512, message, length);
            RSABlindedEngine engine = new RSABlindedEngine();
            engine.init(true, new RSAPrivateCrtKeyParameters(modulus, exponent, d, p, q,
                    d.mod(p.subtract(BigInteger.ONE)), d.mod(q.subtract(BigInteger.ONE)), q.modInverse(p), true));
            return engine.processBlock(encoded, 0, encoded.length);
        }
    }
}
