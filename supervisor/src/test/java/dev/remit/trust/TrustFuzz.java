package dev.remit.trust;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remit.trust.wire.Armor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What reads signatures and keys, fed by a fuzzer. An ordinary build only runs the seeds, which the real programs write;
 * CONTRIBUTING.md says how to fuzz.
 */
class TrustFuzz {
    private static final List<String> LABELS = List.of(HostileBytes.SIGNATURE, HostileBytes.OPENSSH, HostileBytes.PKCS8,
            HostileBytes.ENCRYPTED_PKCS8, "RSA PRIVATE KEY", "EC PRIVATE KEY");

    static Stream<byte[]> signatures() {
        return HostileBytes.signatures().stream();
    }

    static Stream<byte[]> blobsOfSignatures() {
        return HostileBytes.signatures().stream().map(HostileBytes::within);
    }

    static Stream<byte[]> keys() {
        return HostileBytes.keys().stream();
    }

    static Stream<byte[]> certificates() {
        return HostileBytes.certificates().stream();
    }

    /** With a byte in front that chooses the label. */
    static Stream<byte[]> privateKeys() {
        return HostileBytes.privateKeys().stream().map(text -> {
            byte[] blob = HostileBytes.within(text);
            byte[] seed = new byte[blob.length + 1];
            seed[0] = (byte) LABELS.indexOf(HostileBytes.label(text));
            System.arraycopy(blob, 0, seed, 1, blob.length);
            return seed;
        });
    }

    @MethodSource("signatures")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefuseText(byte[] text) {
        HostileBytes.readSignature(text);
        HostileBytes.readPrivateKey(text);
    }

    @MethodSource("blobsOfSignatures")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefuseSignature(byte[] blob) {
        HostileBytes.readSignature(Armor.write(HostileBytes.SIGNATURE, blob));
    }

    @MethodSource("keys")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefuseKey(byte[] blob) {
        HostileBytes.readKey(blob);
    }

    @MethodSource("certificates")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefuseCertificate(byte[] blob) {
        HostileBytes.readCertificate(blob);
    }

    @MethodSource("privateKeys")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefusePrivateKey(byte[] bytes) {
        if (bytes.length > 0) {
            String label = LABELS.get(Math.floorMod(bytes[0], LABELS.size()));
            HostileBytes.readPrivateKey(Armor.write(label, Arrays.copyOfRange(bytes, 1, bytes.length)));
        }
    }
}
