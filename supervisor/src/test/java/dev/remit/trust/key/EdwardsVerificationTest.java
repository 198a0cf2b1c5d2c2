package dev.remit.trust.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ed25519 against the vectors of RFC 8032, Bouncy Castle's own verification, and what only looks right. */
class EdwardsVerificationTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER = BigInteger.TWO.pow(252)
            .add(new BigInteger("27742317777372353535851937790883648493"));

    /** RFC 8032, section 7.1: secret key, public key, message, signature. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"})
    void shouldAcceptTheVectorsOfTheStandard(String secret, String key, String message, String signature) {
        PrivateNumbers.Edwards numbers = new PrivateNumbers.Edwards(HEX.parseHex(secret));
        byte[] bytes = HEX.parseHex(message);
        assertThat(numbers.sign(bytes)).isEqualTo(HEX.parseHex(signature));
        assertThat(point(TestKeys.publicKey(numbers))).isEqualTo(HEX.parseHex(key));
        assertThat(EdwardsVerification.isRight(HEX.parseHex(key), bytes, HEX.parseHex(signature))).isTrue();
    }

    private static byte[] point(PublicKey key) {
        return ((KeyNumbers.Edwards) key.numbers()).point();
    }

    /** Whatever bytes: with keys, signatures and messages that are right, and with one bit of either changed. */
    @Test
    void shouldAcceptJustWhatBouncyCastleAccepts() {
        Random random = new Random(3);
        int accepted = 0;
        for (int round = 0; round < 400; round++) {
            PrivateNumbers.Edwards numbers = TestKeys.edwards(round);
            byte[] key = point(TestKeys.publicKey(numbers));
            byte[] message = new byte[random.nextInt(100)];
            random.nextBytes(message);
            byte[] signature = numbers.sign(message);
            if (round % 4 == 1) {
                signature[random.nextInt(signature.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            } else if (round % 4 == 2) {
                key[random.nextInt(key.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            } else if (round % 4 == 3) {
                random.nextBytes(key);
            }
            boolean expected = Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
            assertThat(EdwardsVerification.isRight(key, message, signature)).as("round " + round).isEqualTo(expected);
            accepted += expected ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(100);
    }

    @Test
    void shouldRefuseSAndTheOrder() {
        PrivateNumbers.Edwards numbers = TestKeys.edwards(1);
        byte[] key = point(TestKeys.publicKey(numbers));
        byte[] message = {1, 2, 3};
        byte[] signature = numbers.sign(message);
        BigInteger s = LittleEndian.number(Arrays.copyOfRange(signature, 32, 64));
        for (int times = 1; times <= 15; times++) {
            BigInteger other = s.add(ORDER.multiply(BigInteger.valueOf(times)));
            System.arraycopy(LittleEndian.bytes(other, 32), 0, signature, 32, 32);
            assertThat(EdwardsVerification.isRight(key, message, signature)).as("S + " + times + " L").isFalse();
        }
    }

    /** The points of order 1, 2, 4 and 8, in each of their encodings, also those that are too large. */
    @ParameterizedTest
    @ValueSource(strings = {"0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"})
    void shouldRefuseKeysForWhichOneSignatureFitsManyMessages(String key) {
        byte[] point = HEX.parseHex(key);
        byte[] signature = new byte[64];
        int fitting = 0;
        for (int message = 0; message < 32; message++) {
            // With S = 0 and a small A, R = -[k]A is one of eight points, so that some message fits.
            System.arraycopy(HEX.parseHex("01" + "00".repeat(31)), 0, signature, 0, 32);
            fitting += EdwardsVerification.isRight(point, new byte[]{(byte) message}, signature) ? 1 : 0;
        }
        assertThat(fitting).isZero();
    }

    @Test
    void shouldEncodeWhatItDecodes() {
        EdwardsCurve curve = new EdwardsCurve();
        assertThat(curve.encode(curve.base())).isEqualTo(HEX.parseHex("58" + "66".repeat(31)));
        for (String small : new String[]{"01" + "00".repeat(31), "ec" + "ff".repeat(30) + "7f", "00".repeat(32),
            "00".repeat(31) + "80", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"}) {
            byte[] encoding = HEX.parseHex(small);
            assertThat(curve.encode(Objects.requireNonNull(curve.decode(encoding)))).isEqualTo(encoding);
        }
        assertThat(curve.decode(LittleEndian.bytes(P.add(BigInteger.ONE), 32))).isNull();
        assertThat(curve.decode(LittleEndian.bytes(BigInteger.ONE.setBit(255), 32))).isNull();
    }
}
