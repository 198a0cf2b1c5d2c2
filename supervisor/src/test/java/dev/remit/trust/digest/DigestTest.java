package dev.remit.trust.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestTest {
    /** All lengths around the ends of blocks, and some more. */
    private static final int LONGEST = 400;

    @Test
    void shouldComputeWhatTheJavaRuntimeComputes() throws NoSuchAlgorithmException {
        byte[] bytes = new byte[LONGEST];
        new Random(1).nextBytes(bytes);
        for (Digest digest : Digest.values()) {
            MessageDigest expected = MessageDigest.getInstance("SHA-" + digest.length() * Byte.SIZE);
            for (int length = 0; length <= LONGEST; length++) {
                byte[] message = Arrays.copyOf(bytes, length);
                assertThat(digest.of(message)).as(digest + " of " + length).isEqualTo(expected.digest(message));
            }
        }
    }

    @Test
    void shouldTakePartsAsOneMessage() {
        byte[] bytes = new byte[LONGEST];
        new Random(2).nextBytes(bytes);
        for (Digest digest : Digest.values()) {
            for (int cut = 0; cut <= LONGEST; cut += 7) {
                assertThat(digest.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, LONGEST)))
                        .isEqualTo(digest.of(bytes));
            }
        }
    }
}
