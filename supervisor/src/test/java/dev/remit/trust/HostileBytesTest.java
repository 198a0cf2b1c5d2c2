package dev.remit.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.remit.trust.wire.Armor;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Truncations, extreme lengths and flipped bits of what the real programs write: all are refused with an explanation, and
 * none takes more memory than its own size warrants.
 */
class HostileBytesTest {
    /** What an exception, its message and an elliptic curve's arithmetic take, and then some; in bytes. */
    private static final long MOST_MEMORY = 16 << 20;
    private static final int[] EXTREMES = {0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00FFFFFF, 0x10000, 0x7FFFFFFB,
        0xFFFFFFFC};
    private static final int FLIPS = 60;
    /** The first bytes of DER hold most of its lengths. */
    private static final int DENSE = 64;
    private static final int SPARSE = 7;

    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private boolean isRead(HostileBytes.Reader reader, byte[] bytes) {
        long before = memory.getCurrentThreadAllocatedBytes();
        boolean read = reader.isRead(bytes);
        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_MEMORY);
        return read;
    }

    /**
     * Has a seed read in all its changed forms.
     *
     * @param dress makes of changed bytes what is read
     */
    private void change(HostileBytes.Reader reader, byte[] seed, UnaryOperator<byte[]> dress) {
        for (int length = 0; length < seed.length; length++) {
            assertThat(isRead(reader, dress.apply(Arrays.copyOf(seed, length)))).as("cut at " + length).isFalse();
        }
        assertThat(isRead(reader, dress.apply(Arrays.copyOf(seed, seed.length + 1)))).as("one byte more").isFalse();
        for (int at = 0; at + Integer.BYTES <= seed.length; at++) {
            if (!mayBeLength(seed, at)) {
                continue;
            }
            for (int extreme : EXTREMES) {
                byte[] changed = seed.clone();
                ByteBuffer.wrap(changed).putInt(at, extreme);
                isRead(reader, dress.apply(changed));
            }
        }
        Random random = new Random(seed.length);
        for (int i = 0; i < FLIPS; i++) {
            byte[] changed = seed.clone();
            changed[random.nextInt(seed.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            isRead(reader, dress.apply(changed));
        }
    }

    /** Each length field, where they are four bytes long, and places among others. */
    private static boolean mayBeLength(byte[] seed, int at) {
        int value = ByteBuffer.wrap(seed).getInt(at);
        return value >= 0 && value <= seed.length - at - Integer.BYTES || at < DENSE || at % SPARSE == 0;
    }

    @Test
    void shouldRefuseChangedSignatures() {
        for (byte[] text : HostileBytes.signatures()) {
            assertThat(HostileBytes.readSignature(text)).isTrue();
            change(HostileBytes::readSignature, HostileBytes.within(text),
                    bytes -> Armor.write(HostileBytes.SIGNATURE, bytes));
        }
    }

    @Test
    void shouldRefuseChangedKeys() {
        for (byte[] blob : HostileBytes.keys()) {
            assertThat(HostileBytes.readKey(blob)).isTrue();
            change(HostileBytes::readKey, blob, bytes -> bytes);
        }
    }

    @Test
    void shouldRefuseChangedCertificates() {
        for (byte[] blob : HostileBytes.certificates()) {
            assertThat(HostileBytes.readCertificate(blob)).isTrue();
            change(HostileBytes::readCertificate, blob, bytes -> bytes);
        }
    }

    @Test
    void shouldRefuseChangedPrivateKeys() {
        for (byte[] text : HostileBytes.privateKeys()) {
            String label = HostileBytes.label(text);
            change(HostileBytes::readPrivateKey, HostileBytes.within(text), bytes -> Armor.write(label, bytes));
        }
    }

    @Test
    void shouldRefuseChangedText() {
        byte[] text = HostileBytes.signatures().getFirst();
        for (int length = 0; length < text.length - 1; length++) {
            assertThat(HostileBytes.readSignature(Arrays.copyOf(text, length))).as("cut at " + length).isFalse();
        }
        // Without the last line end, as some editors leave it.
        assertThat(HostileBytes.readSignature(Arrays.copyOf(text, text.length - 1))).isTrue();
        for (int at = 0; at < text.length; at++) {
            for (int character : new int[]{0, '\n', '\r', ' ', '=', '-', 'A', 0xFF}) {
                byte[] changed = text.clone();
                changed[at] = (byte) character;
                boolean same = Arrays.equals(changed, text);
                assertThat(HostileBytes.readSignature(changed)).as(character + " at " + at).isEqualTo(same);
            }
        }
    }

    @Test
    void shouldRefuseTextsThatHoldMore() {
        String text = new String(HostileBytes.signatures().getFirst(), StandardCharsets.US_ASCII);
        for (String other : List.of(text + text, text + " ", text + "\n", " " + text, "\n" + text, "\uFEFF" + text,
                text.replace("\n", "\n\n"), text.replace("-----END SSH SIGNATURE-----\n", ""),
                text.replace("SIGNATURE", "MESSAGE"), text.replaceFirst("\n", ""))) {
            assertThat(HostileBytes.readSignature(other.getBytes(StandardCharsets.UTF_8))).isFalse();
        }
        assertThat(HostileBytes.readSignature(text.replace("\n", "\r\n")
                .getBytes(StandardCharsets.UTF_8))).isTrue();
    }
}
