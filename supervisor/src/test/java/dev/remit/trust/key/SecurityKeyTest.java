package dev.remit.trust.key;

import static dev.remit.trust.SshKeygen.NAMESPACE;
import static dev.remit.trust.SshKeygen.PRINCIPAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.trust.SshKeygen;
import dev.remit.trust.signature.SshSignature;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signatures of security keys, which this machine has none of: they are put together as PROTOCOL.u2f says, and the real
 * ssh-keygen confirms that they are right.
 */
class SecurityKeyTest {
    private static final byte[] MESSAGE = "manifestVersion: v1\n".getBytes(StandardCharsets.UTF_8);
    private static final int VERIFIED = 4;

    static Stream<PrivateNumbers> numbers() {
        return Stream.of(TestKeys.edwards(1), TestKeys.weierstrass(KeyType.ECDSA_P256, 2));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void shouldVerifyWhatSshKeygenVerifies(PrivateNumbers numbers) throws Exception {
        for (String application : new String[]{"ssh:", "ssh:remit", "ssh:Grüße"}) {
            PublicKey key = TestKeys.securityKey(numbers, application);
            Signer signer = TestKeys.signerOfSecurityKey(numbers, key, TestKeys.PRESENT | VERIFIED);
            byte[] signature = SshSignature.sign(signer, NAMESPACE, MESSAGE);
            SshKeygen.Outcome outcome = SshKeygen.verify(PRINCIPAL + ' ' + key.line(), signature, MESSAGE);
            assertThat(outcome.status()).as(outcome.output()).isZero();
            SshSignature.parse(signature).verify(NAMESPACE, MESSAGE);
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void shouldRefuseWhatNobodyTouchedTheKeyFor(PrivateNumbers numbers) throws Exception {
        PublicKey key = TestKeys.securityKey(numbers, "ssh:");
        byte[] signature = TestKeys.signBySecurityKey(numbers, key, MESSAGE, VERIFIED, 1);
        assertThatThrownBy(() -> Verifier.verify(key, MESSAGE, signature)).isInstanceOf(InvalidSignatureException.class)
                .hasMessage("was made by a security key that nobody touched");
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void shouldRefuseAnotherApplicationFlagCounterOrMessage(PrivateNumbers numbers) throws Exception {
        PublicKey key = TestKeys.securityKey(numbers, "ssh:");
        byte[] signature = TestKeys.signBySecurityKey(numbers, key, MESSAGE, TestKeys.PRESENT, 1);
        assertThat(TestKeys.isAccepted(key, MESSAGE, signature)).isTrue();
        assertThat(TestKeys.isAccepted(TestKeys.securityKey(numbers, "ssh:a"), MESSAGE, signature)).isFalse();
        for (int bit = 0; bit < signature.length * Byte.SIZE; bit++) {
            byte[] other = signature.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(TestKeys.isAccepted(key, MESSAGE, other)).as("bit " + bit).isFalse();
        }
        byte[] other = MESSAGE.clone();
        other[0] ^= 1;
        assertThat(TestKeys.isAccepted(key, other, signature)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void shouldNotTakeAnOrdinaryKeysSignatureForASecurityKeys(PrivateNumbers numbers) throws Exception {
        PublicKey key = TestKeys.securityKey(numbers, "ssh:");
        try (PrivateKey plain = PrivateKey.of(numbers)) {
            byte[] signature = plain.sign(MESSAGE);
            assertThat(TestKeys.isAccepted(plain.key(), MESSAGE, signature)).isTrue();
            assertThat(TestKeys.isAccepted(key, MESSAGE, signature)).isFalse();
        }
    }
}
