package dev.remit.trust.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EcdsaVerificationTest {
    private static final byte[] MESSAGE = "sample".getBytes(StandardCharsets.US_ASCII);

    private static PublicKey key(KeyType type) {
        return TestKeys.publicKey(TestKeys.weierstrass(type, 5));
    }

    private static boolean isAccepted(KeyType type, BigInteger r, BigInteger s) {
        byte[] numbers = new WireWriter().number(r).number(s).toByteArray();
        return TestKeys.isAccepted(key(type), MESSAGE, new WireWriter().string(type.label()).string(numbers)
                .toByteArray());
    }

    /** RFC 6979, appendix A.2: private key, and r and s for "sample" with the digest that SSH uses with the curve. */
    @ParameterizedTest
    @CsvSource({
        "ECDSA_P256,C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,"
                + "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,"
                + "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        "ECDSA_P384,6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5,"
                + "94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46,"
                + "99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8"})
    void shouldSignAndAcceptAsTheStandardSays(KeyType type, String d, String r, String s) {
        PrivateNumbers numbers = new PrivateNumbers.Weierstrass(type, Objects.requireNonNull(type.curve()),
                new BigInteger(d, 16));
        byte[] expected = new WireWriter().number(new BigInteger(r, 16)).number(new BigInteger(s, 16)).toByteArray();
        assertThat(numbers.sign(MESSAGE)).isEqualTo(expected);
        assertThat(TestKeys.isAccepted(TestKeys.publicKey(numbers), MESSAGE, new WireWriter().string(type.label())
                .string(expected).toByteArray())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"ECDSA_P256", "ECDSA_P384", "ECDSA_P521"})
    void shouldRefuseNumbersOutOfRange(KeyType type) throws MalformedException {
        PrivateNumbers numbers = TestKeys.weierstrass(type, 5);
        WireReader value = new WireReader(numbers.sign(MESSAGE));
        BigInteger r = value.positive("r");
        BigInteger s = value.positive("s");
        BigInteger n = Objects.requireNonNull(type.curve()).order();
        assertThat(isAccepted(type, r, s)).isTrue();
        // Of the two numbers s that fit, both are accepted everywhere; nothing here takes a signature for a name.
        assertThat(isAccepted(type, r, n.subtract(s))).isTrue();
        BigInteger zero = BigInteger.ZERO;
        BigInteger[][] wrong = {{zero, s}, {r, zero}, {zero, zero}, {n, s}, {r, n}, {r.add(n), s}, {r, s.add(n)},
            {n.subtract(r), s}, {BigInteger.ONE, BigInteger.ONE}, {n.subtract(BigInteger.ONE), s}, {s, r},
            {r, n.multiply(BigInteger.TWO).subtract(s)}};
        for (int i = 0; i < wrong.length; i++) {
            assertThat(isAccepted(type, wrong[i][0], wrong[i][1])).as("case " + i).isFalse();
        }
    }

    @Test
    void shouldRefuseNumbersInOtherEncodings() throws MalformedException {
        PrivateNumbers numbers = TestKeys.weierstrass(KeyType.ECDSA_P256, 5);
        WireReader value = new WireReader(numbers.sign(MESSAGE));
        byte[] r = value.positive("r").toByteArray();
        byte[] s = value.positive("s").toByteArray();
        PublicKey key = key(KeyType.ECDSA_P256);
        byte[] padded = new byte[s.length + 1];
        System.arraycopy(s, 0, padded, 1, s.length);
        byte[] longer = new WireWriter().string(r).string(padded).toByteArray();
        assertThat(TestKeys.isAccepted(key, MESSAGE, new WireWriter().string(key.type()).string(longer)
                .toByteArray())).isFalse();
        byte[] more = new WireWriter().string(r).string(s).u8(0).toByteArray();
        assertThat(TestKeys.isAccepted(key, MESSAGE, new WireWriter().string(key.type()).string(more)
                .toByteArray())).isFalse();
        byte[] right = new WireWriter().string(r).string(s).toByteArray();
        assertThat(TestKeys.isAccepted(key, MESSAGE, new WireWriter().string(key.type()).string(right)
                .toByteArray())).isTrue();
        assertThat(TestKeys.isAccepted(key, MESSAGE, new WireWriter().string(key.type()).string(right).u8(0)
                .toByteArray())).isFalse();
        assertThat(TestKeys.isAccepted(key, MESSAGE, new WireWriter().string("ecdsa-sha2-nistp384").string(right)
                .toByteArray())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Curve.class)
    void shouldRefuseWhatIsNoPointOfTheCurve(Curve curve) {
        byte[] point = HexFormat.of().parseHex(EcdsaVerification.generator(curve));
        assertThat(curve.hasPoint(point)).isTrue();
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            byte[] other = point.clone();
            other[random.nextInt(point.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            assertThat(curve.hasPoint(other)).isFalse();
        }
        assertThat(curve.hasPoint(new byte[point.length])).isFalse();
        assertThat(curve.hasPoint(new byte[]{0})).isFalse();
        assertThat(curve.hasPoint(new byte[0])).isFalse();
        byte[] blob = new WireWriter().string("ecdsa-sha2-" + curve.label()).string(curve.label())
                .string(new byte[point.length]).toByteArray();
        assertThatThrownBy(() -> PublicKey.parse(blob)).isInstanceOf(MalformedException.class)
                .hasMessageContaining("the public key is not an uncompressed point of the curve " + curve.label());
    }
}
