package dev.remit.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.PreparedJars;
import dev.remit.trust.SshKeygen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start loads to check a signature. How long it takes depends on the machine; what takes long does not. */
class StartUpTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final byte[] MESSAGE = "manifestVersion: v1\n".getBytes(StandardCharsets.UTF_8);

    private static String classPath = "";

    /** Without the signature of Bouncy Castle's jar, which would be checked by what is looked for. */
    @BeforeAll
    static void prepareJars(@TempDir Path directory) {
        classPath = PreparedJars.classPath(directory);
    }

    /** Signing and opening private keys reaches most of what is left of Bouncy Castle. */
    @Test
    void shouldFindWhateverItNeedsOfBouncyCastle() {
        List<String> command = new ArrayList<>(List.of(JAVA, "-cp", classPath, "dev.remit.trust.signature.SignOnce"));
        for (String type : SshKeygen.TYPES) {
            command.add(SshKeygen.key(type).toString());
        }
        for (String cipher : List.of("aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com", "3des-cbc",
                "chacha20-poly1305@openssh.com")) {
            Path file = SshKeygen.copy("ed25519");
            SshKeygen.succeed(List.of("-q", "-p", "-P", "", "-N", SignOnce.SECRET, "-a", "1", "-Z", cipher, "-f",
                    file.toString()));
            command.add(file.toString());
        }
        Path file = SshKeygen.copy("ecdsa-256");
        SshKeygen.succeed(List.of("-q", "-p", "-P", "", "-N", SignOnce.SECRET, "-m", "PKCS8", "-f", file.toString()));
        command.add(file.toString());
        for (List<String> options : List.of(List.of("-scrypt"), List.of("-v2", "des3", "-v2prf", "hmacWithSHA1"),
                List.of("-v2", "aes256", "-v2prf", "hmacWithSHA512"))) {
            Path other = SshKeygen.newFile(".pem");
            SshKeygen.openSsl(List.of("pkcs8", "-topk8", "-passin", "pass:" + SignOnce.SECRET, "-passout",
                    "pass:" + SignOnce.SECRET, "-in", file.toString(), "-out", other.toString()), options);
            command.add(other.toString());
        }
        assertThat(SshKeygen.succeed(new byte[0], command).lines()).hasSize(command.size() - 4)
                .allMatch("signed"::equals);
    }

    static Stream<String> types() {
        return SshKeygen.TYPES.stream();
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldLoadNeitherLoggingNorSecurityProviders(String type) {
        Path key = SshKeygen.certificateOf(SshKeygen.certified(type));
        List<String> loaded = loadedToVerify(SshKeygen.sign(key, MESSAGE));
        assertThat(loaded).contains("dev.remit.trust.key.Verifier");
        assertThat(loaded).filteredOn(name -> name.startsWith("java.util.logging.")
                || name.equals("org.bouncycastle.crypto.CryptoServicesRegistrar")
                || name.startsWith("sun.security.jca.") || name.startsWith("sun.security.provider.")
                || name.equals("java.security.MessageDigest") || name.equals("java.security.SecureRandom")).isEmpty();
        // These are made anew by each start, for a switch over types or a record's hash code.
        assertThat(loaded).doesNotContain("java.lang.runtime.SwitchBootstraps", "java.lang.runtime.ObjectMethods");
        assertThat(loaded).filteredOn(name -> name.startsWith("org.bouncycastle.")).hasSizeLessThan(60);
    }

    private static List<String> loadedToVerify(byte[] signature) {
        String output = SshKeygen.succeed(new byte[0], List.of(JAVA, "-Xshare:auto",
                "-Xlog:class+load:stdout:none", "-cp", classPath,
                "dev.remit.trust.signature.VerifyOnce", SshKeygen.write(signature, ".sig").toString(),
                SshKeygen.write(MESSAGE, ".message").toString()));
        return output.lines().map(line -> line.split(" ", 2)[0]).toList();
    }
}
