package dev.remit.trust.signature;

import static dev.remit.trust.SshKeygen.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.trust.SshKeygen;
import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.InvalidSignatureException;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real ssh-keygen signs. */
class InteroperationTest {
    private static final byte[] MESSAGE = "manifestVersion: v1\n".getBytes(StandardCharsets.UTF_8);

    static Stream<String> types() {
        return SshKeygen.TYPES.stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldVerifyWhatSshKeygenSigns(String type) throws Exception {
        Path key = SshKeygen.key(type);
        for (String digest : new String[]{"sha256", "sha512"}) {
            SshSignature signature = SshSignature.parse(SshKeygen.sign(key, MESSAGE, "-O", "hashalg=" + digest));
            signature.verify(NAMESPACE, MESSAGE);
            assertThat(signature.verifies(MESSAGE)).isTrue();
            assertThat(signature.hashAlgorithm()).isEqualTo(digest);
            assertThat(signature.namespace()).isEqualTo(NAMESPACE);
            assertThat(signature.key()).isEqualTo(PublicKey.parseLine(SshKeygen.publicLine(key)));
            assertThat(signature.certificate()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldVerifyWhatSshKeygenSignsWithACertificate(String type) throws Exception {
        Path key = SshKeygen.certified(type, "-n", "alice,bob", "-z", "18446744073709551615", "-V",
                "20260102030405Z:20360102030405Z", "-O", "critical:zone@example.com=a", "-O", "force-command=x");
        Path file = SshKeygen.certificateOf(key);
        SshSignature signature = SshSignature.parse(SshKeygen.sign(file, MESSAGE));
        signature.verify(NAMESPACE, MESSAGE);
        Certificate certificate = Objects.requireNonNull(signature.certificate());
        assertThat(certificate).isEqualTo(Certificate.parseLine(Files.readString(file)));
        assertThat(certificate.isSignedByAuthority()).isTrue();
        assertThat(certificate.key()).isEqualTo(signature.key())
                .isEqualTo(PublicKey.parseLine(SshKeygen.publicLine(key)));
        assertThat(certificate.authority())
                .isEqualTo(PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key("ed25519"))));
        assertThat(certificate.principals()).containsExactly("alice", "bob");
        assertThat(certificate.serial()).isEqualTo(-1);
        assertThat(certificate.keyId()).isEqualTo("of a test");
        assertThat(certificate.kind()).isEqualTo(Certificate.Kind.USER);
        assertThat(certificate.validAfter()).isEqualTo(1767323045);
        assertThat(certificate.validBefore()).isEqualTo(2082855845);
        assertThat(certificate.criticalOptions()).containsExactly("force-command", "zone@example.com");
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldBelieveAuthoritiesOfEachType(String type) throws Exception {
        Path key = SshKeygen.newFile("");
        Files.copy(Path.of(SshKeygen.key("ed25519") + ".pub"), Path.of(key + ".pub"));
        SshKeygen.succeed(List.of("-q", "-s", SshKeygen.key(type).toString(), "-I", "x", "-h", key + ".pub"));
        byte[] blob = Certificate.parseLine(Files.readString(SshKeygen.certificateOf(key))).blob();
        Certificate certificate = Certificate.parse(blob);
        assertThat(certificate.isSignedByAuthority()).isTrue();
        assertThat(certificate.kind()).isEqualTo(Certificate.Kind.HOST);
        assertThat(certificate.principals()).isEmpty();
        assertThat(certificate.validBefore()).isEqualTo(-1);
        // The second byte of the nonce, which is signed like everything else.
        int nonce = Integer.BYTES + certificate.type().length() + Integer.BYTES;
        blob[nonce + 1] ^= 1;
        assertThat(Certificate.parse(blob).isSignedByAuthority()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldRefuseOneBitMoreOrLess(String type) throws Exception {
        SshSignature signature = SshSignature.parse(SshKeygen.sign(SshKeygen.key(type), MESSAGE));
        for (int bit = 0; bit < MESSAGE.length * Byte.SIZE; bit += 11) {
            byte[] other = MESSAGE.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(signature.verifies(other)).as("bit " + bit).isFalse();
        }
        assertThatThrownBy(() -> signature.verify("file", MESSAGE)).isInstanceOf(InvalidSignatureException.class)
                .hasMessage("is made for the namespace \"remit-manifest\" and not for \"file\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1024", "2048"})
    void shouldRefuseWeakRsaKeys(String bits) {
        byte[] signature = SshKeygen.sign(SshKeygen.key("rsa-" + bits), MESSAGE);
        assertThatThrownBy(() -> SshSignature.parse(signature)).isInstanceOf(MalformedException.class)
                .hasMessageContaining("an RSA key of " + bits + " bits, which is too weak: at least 3072 are needed");
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldPrintFingerprintsAndLinesAsSshKeygenDoes(String type) throws IOException, MalformedException {
        Path key = SshKeygen.key(type);
        PublicKey read = PublicKey.parseLine(SshKeygen.publicLine(key));
        assertThat(SshKeygen.succeed(List.of("-l", "-f", key + ".pub"))).contains(read.fingerprint() + " ");
        assertThat(read.line()).isEqualTo(SshKeygen.publicLine(key));
        assertThat(PublicKey.parse(read.blob())).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(PublicKey.isType(read.type())).isTrue();
    }
}
