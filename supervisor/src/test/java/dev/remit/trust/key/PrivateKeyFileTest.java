package dev.remit.trust.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.remit.trust.SshKeygen;
import dev.remit.trust.wire.Armor;
import dev.remit.trust.wire.MalformedException;
import dev.remit.trust.wire.WireReader;
import dev.remit.trust.wire.WireWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyFileTest {
    private static final String SECRET = "opens it";

    private static byte[] encrypted(String type, String... options) throws IOException {
        Path file = SshKeygen.copy(type);
        SshKeygen.succeed(List.of("-q", "-p", "-P", "", "-N", SECRET, "-f", file.toString()), options);
        return Files.readAllBytes(file);
    }

    private static PrivateKey read(byte[] content, String passphrase) throws Exception {
        return PrivateKeyFile.parse(content, passphrase::toCharArray);
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(byte[] content) {
        return assertThatThrownBy(() -> read(content, SECRET)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr", "aes256-ctr",
        "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "3des-cbc", "chacha20-poly1305@openssh.com"})
    void shouldOpenWhateverSshKeygenEncryptsWith(String cipher) throws Exception {
        byte[] content = encrypted("ed25519", "-a", "2", "-Z", cipher);
        assertThat(new String(Armor.read(content, "OPENSSH PRIVATE KEY"), StandardCharsets.ISO_8859_1))
                .contains(cipher);
        try (PrivateKey key = read(content, SECRET)) {
            assertThat(key.key()).isEqualTo(PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key("ed25519"))));
        }
        assertStaysLocked(content);
    }

    private static void assertStaysLocked(byte[] content) {
        for (String wrong : List.of("opens It", "opens it ", "", "x")) {
            assertThatThrownBy(() -> read(content, wrong)).isInstanceOf(PassphraseException.class)
                    .hasMessage("the passphrase is wrong")
                    .satisfies(e -> assertThat(((PassphraseException) e).given()).isTrue());
        }
        assertThatThrownBy(() -> PrivateKeyFile.parse(content, () -> null)).isInstanceOf(PassphraseException.class)
                .hasMessage("the private key is encrypted, and there is no passphrase to open it with")
                .satisfies(e -> assertThat(((PassphraseException) e).given()).isFalse());
    }

    @Test
    void shouldStayLockedAsPkcs8() throws Exception {
        byte[] content = encrypted("ecdsa-256", "-m", "PKCS8");
        read(content, SECRET).close();
        assertStaysLocked(content);
        // One in 256 wrong passphrases leaves what looks padded; none leaves what looks like a key.
        for (int i = 0; i < 600; i++) {
            String wrong = "wrong " + i;
            assertThatThrownBy(() -> read(content, wrong)).isInstanceOf(PassphraseException.class);
        }
    }

    @Test
    void shouldAskOnlyWhenThereIsNeedAndLeaveNothingBehind() throws Exception {
        PrivateKeyFile.parse(Files.readAllBytes(SshKeygen.key("ed25519")), () -> {
            throw new AssertionError("asked");
        }).close();
        char[] secret = SECRET.toCharArray();
        PrivateKeyFile.parse(encrypted("ed25519", "-a", "1"), () -> secret).close();
        assertThat(secret).containsOnly('\0');
        assertThatCode(() -> PrivateKeyFile.parse(encrypted("ed25519", "-a", "1"), () -> {
            throw new IOException("no terminal");
        })).isInstanceOf(IOException.class).hasMessage("no terminal");
    }

    @Test
    void shouldForgetItsSeed() {
        PrivateNumbers.Edwards numbers = TestKeys.edwards(1);
        assertThatCode(() -> PrivateKey.of(numbers).close()).doesNotThrowAnyException();
        assertThat(numbers.seed()).containsOnly(0);
    }

    @Test
    void shouldNameTheCommandThatConvertsWhatOpenSslOnceEncrypted() throws IOException {
        for (String type : List.of("rsa-3072", "ecdsa-256")) {
            assertRefused(encrypted(type, "-m", "PEM")).hasMessageContaining("ssh-keygen -p -f FILE");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | it does not begin with \"-----BEGIN\"",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 x | it holds a public key: the private one is in the file without \".pub\"",
        "-----BEGIN DSA PRIVATE KEY----- | it holds a DSA key, which is too weak",
        "-----BEGIN CERTIFICATE----- | it holds \"CERTIFICATE\", where \"OPENSSH PRIVATE KEY\" or \"PRIVATE KEY\"",
        "-----BEGIN PRIVATE KEY----- | a character that has no place here"})
    void shouldSayWhatItHoldsInstead(String content, String message) {
        assertRefused(content.getBytes(StandardCharsets.US_ASCII)).hasMessageContaining(message);
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        assertRefused(new byte[PrivateKeyFile.LARGEST + 1]).hasMessageContaining("it is longer than 65536 bytes");
    }

    @Test
    void shouldRefuseWeakAndUnknownKeys() throws Exception {
        assertRefused(Files.readAllBytes(SshKeygen.key("rsa-2048"))).hasMessageContaining(
                "an RSA key of 2048 bits, which is too weak");
        Path file = SshKeygen.newFile(".pem");
        SshKeygen.openSsl(List.of("genpkey", "-algorithm", "x25519", "-out", file.toString()));
        assertRefused(Files.readAllBytes(file)).hasMessageContaining("a private key of a kind that is not known");
        SshKeygen.openSsl(List.of("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1", "-out",
                file.toString()));
        assertRefused(Files.readAllBytes(file)).hasMessageContaining("P-256, P-384 or P-521 is needed");
    }

    @Test
    void shouldRefuseAPrivateKeyThatIsNotThePublicOnes() throws Exception {
        byte[] blob = Armor.read(Files.readAllBytes(SshKeygen.key("ed25519")), "OPENSSH PRIVATE KEY");
        byte[] point = ((KeyNumbers.Edwards) PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key("ed25519")))
                .numbers()).point();
        int seed = new String(blob, StandardCharsets.ISO_8859_1).lastIndexOf(
                new String(point, StandardCharsets.ISO_8859_1)) - PrivateNumbers.Edwards.LENGTH;
        blob[seed] ^= 1;
        assertRefused(Armor.write("OPENSSH PRIVATE KEY", blob)).hasMessageContaining(
                "the private key is not the one of the public key");
    }

    @Test
    void shouldSayThatASecurityKeysPrivatePartIsElsewhere() throws Exception {
        PublicKey key = TestKeys.securityKey(TestKeys.edwards(1), "ssh:");
        byte[] file = new WireWriter().raw("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII)).string("none")
                .string("none").string("").u32(1).string(key.blob()).string(new byte[8]).toByteArray();
        assertRefused(Armor.write("OPENSSH PRIVATE KEY", file)).hasMessageContaining("in a security key");
    }

    @Test
    void shouldRefuseWhatWouldTakeAgesToOpen() throws Exception {
        byte[] blob = Armor.read(encrypted("ed25519", "-a", "1"), "OPENSSH PRIVATE KEY");
        WireReader in = new WireReader(blob);
        in.raw("openssh-key-v1\0".length(), "the beginning");
        in.string("cipher");
        in.string("derivation");
        WireReader options = in.nested("options");
        options.string("salt");
        byte[] slow = blob.clone();
        slow[options.offset()] = 0x7F;
        assertRefused(Armor.write("OPENSSH PRIVATE KEY", slow)).hasMessageContaining(
                "rounds of key derivation, where 4096 is the most: convert it with \"ssh-keygen -p -a 100 -f FILE\"");
    }

    @Test
    void shouldGoOnlyWithItsOwnCertificate() throws Exception {
        Path other = SshKeygen.certified("ecdsa-384");
        Certificate certificate = Certificate.parseLine(Files.readString(SshKeygen.certificateOf(other)));
        try (PrivateKey key = read(Files.readAllBytes(SshKeygen.key("ed25519")), "")) {
            assertThatThrownBy(() -> key.certified(certificate)).isInstanceOf(MalformedException.class)
                    .hasMessageContaining("the certificate is of the key " + certificate.key().fingerprint());
        }
        byte[] unchanged = Files.readAllBytes(other);
        try (PrivateKey key = read(unchanged, "").certified(certificate)) {
            assertThat(key.certificate()).isEqualTo(certificate);
        }
        assertThat(Arrays.equals(unchanged, Files.readAllBytes(other))).isTrue();
    }
}
