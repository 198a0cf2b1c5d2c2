package dev.remit.trust.signature;

import static dev.remit.trust.SshKeygen.NAMESPACE;
import static dev.remit.trust.SshKeygen.PRINCIPAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.trust.SshAgent;
import dev.remit.trust.SshKeygen;
import dev.remit.trust.key.Agent;
import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PrivateKey;
import dev.remit.trust.key.PrivateKeyFile;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.key.Signer;
import dev.remit.trust.wire.Armor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Remit signs, the real ssh-keygen accepts; and nothing that differs by one bit. */
class SigningTest {
    private static final byte[] MESSAGE = "manifestVersion: v1\nname: weather\n".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "pässword 1";

    static Stream<String> types() {
        return SshKeygen.TYPES.stream();
    }

    private static PrivateKey read(Path file) throws Exception {
        return PrivateKeyFile.parse(Files.readAllBytes(file), () -> SECRET.toCharArray());
    }

    private static String allowed(PublicKey key) {
        return PRINCIPAL + " namespaces=\"" + NAMESPACE + "\" " + key.line();
    }

    private static String authority() {
        return PRINCIPAL + " cert-authority " + SshKeygen.publicLine(SshKeygen.key("ed25519"));
    }

    /** Has a message signed, and the signature looked at by both sides. */
    private static void checkBothSides(Signer signer, String allowed) throws Exception {
        byte[] signature = SshSignature.sign(signer, NAMESPACE, MESSAGE);
        SshKeygen.Outcome outcome = SshKeygen.verify(allowed, signature, MESSAGE);
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("Good \"" + NAMESPACE + "\" signature for " + PRINCIPAL);
        SshSignature read = SshSignature.parse(signature);
        read.verify(NAMESPACE, MESSAGE);
        assertThat(read.key()).isEqualTo(signer.key());
        assertThat(read.certificate()).isEqualTo(signer.certificate());
        byte[] other = MESSAGE.clone();
        other[3] ^= 1;
        assertThat(SshKeygen.verify(allowed, signature, other).status()).isNotZero();
        assertThat(read.verifies(other)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldSignWithOpenSshFiles(String type) throws Exception {
        try (PrivateKey key = read(SshKeygen.key(type))) {
            assertThat(key.key()).isEqualTo(PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key(type))));
            checkBothSides(key, allowed(key.key()));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldSignWithCertificates(String type) throws Exception {
        Path file = SshKeygen.certified(type, "-n", PRINCIPAL);
        Certificate certificate = Certificate.parseLine(Files.readString(SshKeygen.certificateOf(file)));
        try (PrivateKey key = read(file).certified(certificate)) {
            checkBothSides(key, authority());
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldSignWithEncryptedOpenSshFiles(String type) throws Exception {
        Path file = SshKeygen.copy(type);
        SshKeygen.succeed(List.of("-q", "-p", "-P", "", "-N", SECRET, "-a", "4", "-f", file.toString()));
        assertThat(Files.readString(file)).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n");
        try (PrivateKey key = read(file)) {
            checkBothSides(key, allowed(key.key()));
        }
    }

    static Stream<String> typesOfPkcs8() {
        // The ssh-keygen of today's distributions writes Ed25519 keys in its own format only.
        return types().filter(type -> !type.equals("ed25519"));
    }

    @ParameterizedTest
    @MethodSource("typesOfPkcs8")
    void shouldSignWithPkcs8FilesOfSshKeygen(String type) throws Exception {
        for (String passphrase : List.of("", SECRET)) {
            Path file = SshKeygen.copy(type);
            SshKeygen.succeed(
                    List.of("-q", "-p", "-m", "PKCS8", "-P", "", "-N", passphrase, "-f", file.toString()));
            assertThat(Files.readString(file)).startsWith(passphrase.isEmpty()
                    ? "-----BEGIN PRIVATE KEY-----\n"
                    : "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
            try (PrivateKey key = read(file)) {
                checkBothSides(key, allowed(key.key()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("typesOfPkcs8")
    void shouldSignWithOlderFilesOfOpenSsl(String type) throws Exception {
        Path file = SshKeygen.copy(type);
        SshKeygen.succeed(List.of("-q", "-p", "-m", "PEM", "-P", "", "-N", "", "-f", file.toString()));
        assertThat(Files.readString(file)).containsPattern("^-----BEGIN (RSA|EC) PRIVATE KEY-----\n");
        try (PrivateKey key = read(file)) {
            checkBothSides(key, allowed(key.key()));
        }
    }

    static Stream<List<String>> optionsOfOpenSsl() {
        return Stream.of(List.of(), List.of("-v2", "aes-128-cbc"), List.of("-v2", "aes-192-cbc"),
                List.of("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"), List.of("-v2", "aes256", "-v2prf",
                        "hmacWithSHA512"),
                List.of("-v2", "aes256", "-v2prf", "hmacWithSHA384", "-iter", "100000"), List.of("-v2", "des3"),
                List.of("-v2", "aes256", "-v2prf", "hmacWithSHA224"), List.of("-scrypt"));
    }

    @ParameterizedTest
    @MethodSource("optionsOfOpenSsl")
    void shouldSignWithPkcs8FilesOfOpenSsl(List<String> options) throws Exception {
        for (List<String> kind : List.of(List.of("ed25519"), List.of("EC", "-pkeyopt", "ec_paramgen_curve:P-384"))) {
            Path plain = SshKeygen.newFile(".pem");
            SshKeygen.openSsl(List.of("genpkey", "-out", plain.toString(), "-algorithm"), kind);
            Path file = SshKeygen.newFile(".pem");
            List<String> conversion = List.of("pkcs8", "-topk8", "-in", plain.toString(), "-out", file.toString());
            SshKeygen.openSsl(conversion,
                    options.isEmpty() ? List.of("-nocrypt") : List.of("-passout", "pass:" + SECRET),
                    options);
            try (PrivateKey key = read(file)) {
                checkBothSides(key, allowed(key.key()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldSignWithAnAgent(String type) throws Exception {
        Path file = SshKeygen.certified(type, "-n", PRINCIPAL);
        try (SshAgent real = new SshAgent().with(file); Agent agent = Agent.connect(real.socket())) {
            Agent.Identities identities = agent.identities();
            assertThat(identities.unusable()).isEmpty();
            assertThat(identities.usable()).hasSize(2);
            for (Agent.Identity identity : identities.usable()) {
                checkBothSides(agent.signer(identity),
                        identity.certificate() == null ? allowed(identity.key()) : authority());
            }
            assertThat(identities.usable().stream().filter(identity -> identity.certificate() != null)).hasSize(1);
        }
    }

    @Test
    void shouldWriteJustWhatSshKeygenWrites() throws Exception {
        // These two make one signature for one message.
        for (String type : List.of("ed25519", "rsa-3072")) {
            Path file = SshKeygen.key(type);
            try (PrivateKey key = read(file)) {
                assertThat(SshSignature.sign(key, NAMESPACE, MESSAGE)).asString(StandardCharsets.US_ASCII)
                        .isEqualTo(new String(SshKeygen.sign(file, MESSAGE), StandardCharsets.US_ASCII));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldRefuseEachBitMoreOrLessInTheSignature(String type) throws IOException, Exception {
        byte[] armored;
        try (PrivateKey key = read(SshKeygen.key(type))) {
            armored = SshSignature.sign(key, NAMESPACE, MESSAGE);
        }
        byte[] blob = Armor.read(armored, "SSH SIGNATURE");
        int reserved = new String(blob, StandardCharsets.ISO_8859_1).indexOf(NAMESPACE) + NAMESPACE.length();
        for (int bit = 0; bit < blob.length * Byte.SIZE; bit += type.equals("ed25519") ? 1 : 5) {
            byte[] other = blob.clone();
            other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(TamperedSignature.isAccepted(Armor.write("SSH SIGNATURE", other), NAMESPACE, MESSAGE))
                    .as("bit " + bit + " of " + blob.length + ", reserved at " + reserved).isFalse();
        }
    }
}
