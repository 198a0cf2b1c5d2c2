package dev.remit.trust.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.trust.SshKeygen;
import dev.remit.trust.digest.Digest;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireWriter;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lenient verifier would accept. */
class RsaVerificationTest {
    private static final byte[] MESSAGE = {1, 2, 3};
    private static final int LENGTH = 384;
    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final String INFO = "3051300d060960864801650304020305000440";
    private static final String INFO_WITHOUT_NULL = "304f300b0609608648016503040203" + "0440";

    /** Two primes that 3 divides no predecessor of: with the exponent 3, forgeries are easiest. */
    private static final KeyNumbers.Rsa KEY;
    private static final BigInteger PRIVATE;

    static {
        Random random = new Random(11);
        BigInteger p = prime(random);
        BigInteger q = prime(random);
        KEY = new KeyNumbers.Rsa(THREE, p.multiply(q));
        PRIVATE = THREE.modInverse(p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE)));
    }

    private static BigInteger prime(Random random) {
        BigInteger prime;
        do {
            prime = BigInteger.probablePrime(LENGTH * Byte.SIZE / 2, random).setBit(LENGTH * Byte.SIZE / 2 - 2)
                    .nextProbablePrime();
        } while (prime.mod(THREE).equals(BigInteger.ONE));
        return prime;
    }

    private static boolean isRight(byte[] encoded) {
        BigInteger signature = new BigInteger(1, encoded).modPow(PRIVATE, KEY.modulus());
        return RsaVerification.isRight(KEY, Digest.SHA512, MESSAGE, toBytes(signature));
    }

    private static byte[] toBytes(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] result = new byte[LENGTH];
        int length = Math.min(LENGTH, bytes.length);
        System.arraycopy(bytes, bytes.length - length, result, LENGTH - length, length);
        return result;
    }

    /** 00, a block type, some bytes FF, 00, what is given, and zeros up to the length. */
    private static byte[] encoded(int type, int padding, String content) {
        byte[] bytes = new byte[LENGTH];
        bytes[1] = (byte) type;
        Arrays.fill(bytes, 2, 2 + padding, (byte) 0xFF);
        byte[] rest = HexFormat.of().parseHex(content);
        System.arraycopy(rest, 0, bytes, 3 + padding, rest.length);
        return bytes;
    }

    private static String digest() {
        return HexFormat.of().formatHex(Digest.SHA512.of(MESSAGE));
    }

    @Test
    void shouldAcceptTheOneEncoding() {
        int padding = LENGTH - 3 - (INFO.length() + digest().length()) / 2;
        assertThat(isRight(encoded(1, padding, INFO + digest()))).isTrue();
        assertThat(RsaVerification.encode(Digest.SHA512, MESSAGE, LENGTH))
                .isEqualTo(encoded(1, padding, INFO + digest()));
    }

    @Test
    void shouldRefuseAllOtherEncodings() {
        int padding = LENGTH - 3 - (INFO.length() + digest().length()) / 2;
        String without = INFO_WITHOUT_NULL + digest();
        assertThat(isRight(encoded(2, padding, INFO + digest()))).as("block type 2").isFalse();
        assertThat(isRight(encoded(0, padding, INFO + digest()))).as("block type 0").isFalse();
        assertThat(isRight(encoded(1, LENGTH - 3 - without.length() / 2, without))).as("no NULL").isFalse();
        assertThat(isRight(encoded(1, LENGTH - 3 - 64, digest()))).as("no DigestInfo").isFalse();
        for (int shorter : new int[]{1, 8, padding - 8, padding}) {
            assertThat(isRight(encoded(1, padding - shorter, INFO + digest()))).as("rubbish after it").isFalse();
        }
        String longLength = "308151" + INFO.substring(4) + digest();
        assertThat(isRight(encoded(1, padding - 1, longLength))).as("a length in long form").isFalse();
        byte[] holed = encoded(1, padding, INFO + digest());
        holed[20] = (byte) 0xFE;
        assertThat(isRight(holed)).as("padding that is not FF").isFalse();
    }

    /** Bleichenbacher's forgery of 2006: a cube whose beginning looks right, made without the private key. */
    @Test
    void shouldRefuseCubesThatBeginRight() {
        byte[] wanted = encoded(1, 8, INFO + digest());
        Arrays.fill(wanted, 11 + (INFO.length() + digest().length()) / 2, LENGTH, (byte) 0xFF);
        BigInteger root = cubeRoot(new BigInteger(1, wanted));
        byte[] cube = toBytes(root.pow(3));
        int looksRight = 11 + (INFO.length() + digest().length()) / 2;
        assertThat(Arrays.copyOf(cube, looksRight)).isEqualTo(Arrays.copyOf(wanted, looksRight));
        assertThat(RsaVerification.isRight(KEY, Digest.SHA512, MESSAGE, toBytes(root))).isFalse();
    }

    private static BigInteger cubeRoot(BigInteger number) {
        BigInteger low = BigInteger.ZERO;
        BigInteger high = BigInteger.ONE.shiftLeft(number.bitLength() / 3 + 1);
        while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
            BigInteger middle = low.add(high).shiftRight(1);
            if (middle.pow(3).compareTo(number) <= 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Test
    void shouldRefuseSignaturesOfAnotherLengthOrAboveTheModulus() {
        byte[] signature = toBytes(new BigInteger(1, RsaVerification.encode(Digest.SHA512, MESSAGE, LENGTH))
                .modPow(PRIVATE, KEY.modulus()));
        assertThat(RsaVerification.isRight(KEY, Digest.SHA512, MESSAGE, signature)).isTrue();
        byte[] longer = new byte[LENGTH + 1];
        System.arraycopy(signature, 0, longer, 1, LENGTH);
        assertThat(RsaVerification.isRight(KEY, Digest.SHA512, MESSAGE, longer)).isFalse();
        BigInteger above = new BigInteger(1, signature).add(KEY.modulus());
        assertThat(RsaVerification.isRight(KEY, Digest.SHA512, MESSAGE, above.toByteArray())).isFalse();
        assertThat(RsaVerification.isRight(KEY, Digest.SHA512, MESSAGE, new byte[0])).isFalse();
        assertThat(RsaVerification.isRight(KEY, Digest.SHA512, MESSAGE, new byte[LENGTH])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh-rsa", "rsa-sha2-384", "ssh-ed25519", ""})
    void shouldRefuseOtherAlgorithms(String algorithm) throws Exception {
        PublicKey key = PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key("rsa-3072")));
        byte[] signature = new WireWriter().string(algorithm).string(new byte[LENGTH]).toByteArray();
        assertThatThrownBy(() -> Verifier.verify(key, MESSAGE, signature)).isInstanceOf(InvalidSignatureException.class)
                .hasMessage("is made by " + algorithm + ", where an RSA key must use rsa-sha2-512 or rsa-sha2-256");
    }

    @Test
    void shouldRefuseStrangeExponentsAndModuli() {
        BigInteger n = KEY.modulus();
        BigInteger[][] wrong = {{BigInteger.ONE, n}, {BigInteger.TWO, n}, {BigInteger.valueOf(65536), n},
            {BigInteger.TWO.pow(64).add(BigInteger.ONE), n}, {THREE, n.add(BigInteger.ONE)}, {THREE, n.shiftRight(1)},
            {THREE, n.shiftLeft(16384).add(BigInteger.ONE)}};
        for (BigInteger[] numbers : wrong) {
            byte[] blob = new WireWriter().string("ssh-rsa").number(numbers[0]).number(numbers[1]).toByteArray();
            assertThatThrownBy(() -> PublicKey.parse(blob)).isInstanceOf(MalformedException.class);
        }
    }
}
