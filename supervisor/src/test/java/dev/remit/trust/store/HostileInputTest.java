package dev.remit.trust.store;

import static dev.remit.trust.store.KrlWriter.part;
import static dev.remit.trust.store.SampleKeys.ALICE;
import static dev.remit.trust.store.SampleKeys.BOB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.remit.trust.wire.WireWriter;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No bytes make the readers do anything but read or complain, nor take more time and memory than they warrant. */
class HostileInputTest {
    private static final int RANDOM_ROUNDS = 20_000;
    private static final int MEGABYTE = 1 << 20;
    /** Of what is allocated for a byte that is read: hash tables, text of two bytes a character, objects. */
    private static final int MOST_ALLOCATED_PER_BYTE = 100;

    /** Counts what was read and what was refused; anything else that is thrown fails the test. */
    private static final class Tally {
        private final HostileInput kind;
        private int read;
        private int refused;

        Tally(HostileInput kind) {
            this.kind = kind;
        }

        void add(byte[] bytes) {
            try {
                kind.read(bytes);
                read++;
            } catch (StoreFormatException e) {
                assertThat(e).hasMessageMatching("(?s)x:(\\d+:\\d+| at byte \\d+): .+");
                refused++;
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadTheExampleAndComplainOfAnyPartOfIt(HostileInput kind) {
        Tally whole = new Tally(kind);
        whole.add(kind.example());
        assertThat(whole.read).isEqualTo(1);

        Tally parts = new Tally(kind);
        for (int length = 0; length < kind.example().length; length++) {
            parts.add(Arrays.copyOf(kind.example(), length));
            parts.add(Arrays.copyOfRange(kind.example(), length, kind.example().length));
        }
        assertThat(parts.refused).isGreaterThan(kind.example().length);
        assertThat(parts.read).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadOrComplainOfAnyBitThatIsFlipped(HostileInput kind) {
        Tally tally = new Tally(kind);
        for (int at = 0; at < kind.example().length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] flipped = kind.example().clone();
                flipped[at] ^= (byte) (1 << bit);
                tally.add(flipped);
            }
        }
        assertThat(tally.read).isGreaterThan(kind.example().length / 10);
        assertThat(tally.refused).isGreaterThan(kind.example().length / 2);
    }

    @ParameterizedTest
    @EnumSource
    void shouldComplainOfExtremeLengthsAnywhere(HostileInput kind) {
        Tally tally = new Tally(kind);
        for (int at = 0; at + Integer.BYTES <= kind.example().length; at++) {
            for (int length : new int[]{0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x00FFFFFF,
                kind.example().length - at - 4, kind.example().length}) {
                byte[] changed = kind.example().clone();
                for (int i = 0; i < Integer.BYTES; i++) {
                    changed[at + i] = (byte) (length >> 24 - 8 * i);
                }
                tally.add(changed);
            }
        }
        assertThat(tally.refused).isGreaterThan(kind.example().length);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadOrComplainOfRandomChanges(HostileInput kind) {
        Random random = new Random(17);
        Tally tally = new Tally(kind);
        byte[] tokens = "\"\\,!*?#= \t\r\n\0\u007fZ0-é".getBytes(UTF_8);
        for (int round = 0; round < RANDOM_ROUNDS; round++) {
            byte[] changed = round % 3 == 0 ? splice(random, kind.example()) : kind.example().clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                changed[random.nextInt(changed.length)] = random.nextBoolean()
                        ? (byte) random.nextInt()
                        : tokens[random.nextInt(tokens.length)];
            }
            tally.add(changed);
        }
        assertThat(tally.refused).isBetween(RANDOM_ROUNDS / 4, RANDOM_ROUNDS - 10);
    }

    /** A stretch of the example is repeated, or left out. */
    private static byte[] splice(Random random, byte[] example) {
        int from = random.nextInt(example.length);
        int to = random.nextInt(example.length);
        byte[] spliced = Arrays.copyOf(example, from + example.length - to + 1);
        System.arraycopy(example, to, spliced, from, example.length - to);
        return spliced;
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadOrComplainOfRandomBytes(HostileInput kind) {
        Random random = new Random(18);
        Tally tally = new Tally(kind);
        for (int round = 0; round < RANDOM_ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            byte[] whole = Arrays.copyOf(kind.example(), Math.min(kind.example().length, 8) + bytes.length);
            System.arraycopy(bytes, 0, whole, whole.length - bytes.length, bytes.length);
            tally.add(round % 2 == 0 ? bytes : whole);
        }
        assertThat(tally.refused).isGreaterThan(RANDOM_ROUNDS / 2);
    }

    private static void large(HostileInput kind, byte[] bytes) {
        assertThat(bytes).hasSizeGreaterThan(MEGABYTE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> {
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                kind.read(bytes);
            } catch (StoreFormatException e) {
                assertThat(e.getMessage()).hasSizeLessThan(500);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).isLessThan((long) MOST_ALLOCATED_PER_BYTE * bytes.length);
        });
    }

    private static byte[] repeat(String text) {
        return text.repeat(MEGABYTE / text.length() + 1).getBytes(UTF_8);
    }

    @Test
    void shouldReadLargeListsInTimeAndMemoryOfTheirSize() {
        large(HostileInput.ALLOWED, repeat("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b " + ALICE + "\n"));
        large(HostileInput.ALLOWED, repeat(("*a".repeat(500) + ",").repeat(100) + "x " + ALICE + "\n"));
        large(HostileInput.ALLOWED, repeat("a,".repeat(5000) + "x " + ALICE + "\n"));
        large(HostileInput.ALLOWED, ("a namespaces=\"" + "\\\"".repeat(MEGABYTE / 2) + "\" " + ALICE).getBytes(UTF_8));
        large(HostileInput.ALLOWED, ("a " + "cert-authority,".repeat(MEGABYTE / 15 + 1) + " " + ALICE).getBytes(UTF_8));
        large(HostileInput.ALLOWED, repeat("\""));
        large(HostileInput.ALLOWED, repeat("\n"));
        large(HostileInput.ALLOWED, repeat("# "));
        large(HostileInput.ALLOWED, ("a ssh-ed25519 " + "A".repeat(MEGABYTE)).getBytes(UTF_8));
        large(HostileInput.ALLOWED, repeat(" "));
        large(HostileInput.REVOKED_LINES, repeat(BOB + "\n"));
        large(HostileInput.REVOKED_LINES, repeat("ssh-dss AAAAB3NzaC1kc3M=\n"));
        large(HostileInput.REVOKED_LINES, new byte[MEGABYTE + 1]);
    }

    /** As many elements as make up what is large. */
    private static WireWriter fill(Supplier<WireWriter> element) {
        WireWriter content = new WireWriter();
        int written = 0;
        while (written < MEGABYTE) {
            byte[] bytes = element.get().toByteArray();
            content.raw(bytes);
            written += bytes.length;
        }
        return content;
    }

    private static void largeKrl(int section, Supplier<WireWriter> element) {
        large(HostileInput.KRL, new KrlWriter().section(section, fill(element)).toByteArray());
    }

    @Test
    void shouldReadLargeRevocationListsInTimeAndMemoryOfTheirSize() {
        Random random = new Random(19);
        byte[] digest = new byte[32];
        largeKrl(KrlWriter.FINGERPRINT_SHA256, () -> {
            random.nextBytes(digest);
            return new WireWriter().string(digest);
        });
        largeKrl(KrlWriter.EXPLICIT_KEY, () -> new WireWriter().string(""));
        // The texts of these pairs have the same hash codes.
        largeKrl(KrlWriter.EXPLICIT_KEY, () -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                text.append(random.nextBoolean() ? "Aa" : "BB");
            }
            return new WireWriter().string(text.toString());
        });
        for (WireWriter part : new WireWriter[]{part(KrlWriter.SERIAL_RANGE, new WireWriter().u64(1).u64(-1)),
            part(KrlWriter.SERIAL_BITMAP, new WireWriter().u64(10).number(BigInteger.ONE.shiftLeft(16383))),
            part(KrlWriter.SERIAL_BITMAP, new WireWriter().u64(10).string(new byte[]{0x55})),
            part(KrlWriter.KEY_ID, new WireWriter().string("")),
            part(KrlWriter.SERIAL_LIST, new WireWriter().u64(6))}) {
            large(HostileInput.KRL, new KrlWriter().certificates(new byte[0], fill(() -> part)).toByteArray());
        }
        WireWriter empty = new WireWriter().u8(KrlWriter.CERTIFICATES)
                .string(new WireWriter().string("").string("").toByteArray());
        large(HostileInput.KRL, new KrlWriter().raw(fill(() -> empty).toByteArray()).toByteArray());
    }
}
