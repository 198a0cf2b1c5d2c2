package dev.remit.trust.store;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.remit.trust.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What reads lists of signers and of revocations, fed by a fuzzer. An ordinary build only runs the seeds;
 * CONTRIBUTING.md says how to fuzz.
 */
class StoreFuzz {
    static Stream<byte[]> signers() {
        return Stream.of(HostileInput.ALLOWED.example());
    }

    static Stream<byte[]> revocations() {
        return Stream.of(HostileInput.REVOKED_LINES.example(), HostileInput.KRL.example());
    }

    static Stream<byte[]> parts() {
        return RevokedKeysTest.parts().map(vector -> ((WireWriter) vector.get()[0]).toByteArray());
    }

    static Stream<byte[]> patterns() {
        return Stream.of("a*b?c,!d*\0axbyc", "*a*a*a*a,*\0aaaaaaaa").map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    private static void read(HostileInput kind, byte[] bytes) {
        try {
            kind.read(bytes);
        } catch (StoreFormatException _) {
            // What it is for.
        }
    }

    @MethodSource("signers")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefuseSigners(byte[] bytes) {
        read(HostileInput.ALLOWED, bytes);
    }

    @MethodSource("revocations")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefuseRevocations(byte[] bytes) {
        read(HostileInput.KRL, bytes);
    }

    @MethodSource("parts")
    @FuzzTest(maxDuration = "3m")
    void shouldReadOrRefuseRevokedCertificates(byte[] bytes) {
        read(HostileInput.KRL, new KrlWriter().certificates(new byte[0], new WireWriter().raw(bytes)).toByteArray());
    }

    /** Patterns and a name, with a NUL between them. */
    @MethodSource("patterns")
    @FuzzTest(maxDuration = "3m")
    void shouldMatchOrRefusePatterns(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = Math.max(0, text.indexOf('\0'));
        try {
            PatternList.parse(text.substring(0, end)).matches(text.substring(end));
        } catch (InvalidTextException _) {
            // What it is for.
        }
    }
}
