package dev.remit.trust.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.trust.SshKeygen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.LongDigest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a start loads to check a signature. How long it takes depends on the machine; what takes long does not. */
class StartUpTest {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final byte[] MESSAGE = "manifestVersion: v1\n".getBytes(StandardCharsets.UTF_8);

    private static String classPath = "";

    /** The launcher script's: without the signature of Bouncy Castle's jar, which would be checked by what is looked for. */
    @BeforeAll
    static void prepareJar() throws Exception {
        Path signed = Path.of(LongDigest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path prepared = Files.copy(signed, SshKeygen.newFile(".jar"));
        SshKeygen.succeed(new byte[0], List.of(JAVA, "../build/PrepareJars.java", prepared.toString()));
        classPath = System.getProperty("java.class.path").replace(signed.toString(), prepared.toString());
        assertThat(classPath).contains(prepared.toString());
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
