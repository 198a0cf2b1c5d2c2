package dev.remit.trust.store;

import static dev.remit.trust.store.KrlWriter.part;
import static dev.remit.trust.store.SampleKeys.ALICE;
import static dev.remit.trust.store.SampleKeys.AUTHORITY;
import static dev.remit.trust.store.SampleKeys.BOB;
import static dev.remit.trust.store.SampleKeys.CERTIFICATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.WireWriter;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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

    private static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");
    private static final PublicKey KEY = SampleKeys.key(ALICE);
    private static final Certificate CERTIFIED = SampleKeys.certificate();

    /** What is read, an example of it, and where reading it ends up. */
    enum Kind {
        ALLOWED(("# c\nalice,b*?!é " + ALICE + " c\n\"a b\" namespaces=\"f\\\"*,!g\",valid-after=\"20240101Z\","
                + "valid-before=\"202506011200\" " + BOB + "\r\n*@x cert-authority " + AUTHORITY).getBytes(UTF_8)) {
            @Override
            void read(byte[] bytes) throws StoreFormatException {
                AllowedSigners allowed = AllowedSigners.parse("x", bytes, ZoneOffset.UTC);
                for (AllowedSigner signer : allowed.entries()) {
                    for (Certificate certificate : new Certificate[]{null, CERTIFIED}) {
                        new SignerCheck(signer.key(), certificate, "file", "alice", NOW).judge("x", signer);
                    }
                    signer.isFor("alice@example.com");
                }
            }
        },
        REVOKED_LINES(("# c\n" + ALICE + " c\r\n\n " + CERTIFICATE + "\n" + SampleKeys.WEAK).getBytes(UTF_8)) {
            @Override
            void read(byte[] bytes) throws StoreFormatException {
                use(RevokedKeys.parse("x", bytes));
            }
        },
        KRL(krl()) {
            @Override
            void read(byte[] bytes) throws StoreFormatException {
                use(RevokedKeys.parse("x", bytes));
            }
        };

        @SuppressWarnings("ImmutableEnumChecker") // Never written to.
        private final byte[] example;

        Kind(byte[] example) {
            this.example = example;
        }

        abstract void read(byte[] bytes) throws StoreFormatException;

        private static void use(RevokedKeys revoked) {
            revoked.whyRevoked(KEY, CERTIFIED);
            revoked.list();
        }

        private static byte[] krl() {
            WireWriter parts = new WireWriter()
                    .raw(part(KrlWriter.SERIAL_LIST, new WireWriter().u64(1).u64(77)).toByteArray())
                    .raw(part(KrlWriter.SERIAL_RANGE, new WireWriter().u64(9).u64(-1)).toByteArray())
                    .raw(part(KrlWriter.SERIAL_BITMAP, new WireWriter().u64(9).number(BigInteger.valueOf(0x1234)))
                            .toByteArray())
                    .raw(part(KrlWriter.KEY_ID, new WireWriter().string("x").string("y")).toByteArray())
                    .raw(part(KrlWriter.CERTIFICATE_EXTENSION, new WireWriter().string("e").u8(0).string(""))
                            .toByteArray());
            return new KrlWriter(1, 0, "comment").certificates(new byte[0], parts)
                    .certificates(SampleKeys.key(AUTHORITY).blob(), parts)
                    .section(KrlWriter.EXPLICIT_KEY, new WireWriter().string(SampleKeys.key(BOB).blob()))
                    .section(KrlWriter.FINGERPRINT_SHA1, new WireWriter().string(new byte[20]))
                    .section(KrlWriter.FINGERPRINT_SHA256, new WireWriter().string(new byte[32]))
                    .section(KrlWriter.EXTENSION, new WireWriter().string("e").u8(0).string("")).toByteArray();
        }
    }

    /** Counts what was read and what was refused; anything else that is thrown fails the test. */
    private static final class Tally {
        private final Kind kind;
        private int read;
        private int refused;

        Tally(Kind kind) {
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
    void shouldReadTheExampleAndComplainOfAnyPartOfIt(Kind kind) {
        Tally whole = new Tally(kind);
        whole.add(kind.example);
        assertThat(whole.read).isEqualTo(1);

        Tally parts = new Tally(kind);
        for (int length = 0; length < kind.example.length; length++) {
            parts.add(Arrays.copyOf(kind.example, length));
            parts.add(Arrays.copyOfRange(kind.example, length, kind.example.length));
        }
        assertThat(parts.refused).isGreaterThan(kind.example.length);
        assertThat(parts.read).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadOrComplainOfAnyBitThatIsFlipped(Kind kind) {
        Tally tally = new Tally(kind);
        for (int at = 0; at < kind.example.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] flipped = kind.example.clone();
                flipped[at] ^= (byte) (1 << bit);
                tally.add(flipped);
            }
        }
        assertThat(tally.read).isGreaterThan(kind.example.length / 10);
        assertThat(tally.refused).isGreaterThan(kind.example.length / 2);
    }

    @ParameterizedTest
    @EnumSource
    void shouldComplainOfExtremeLengthsAnywhere(Kind kind) {
        Tally tally = new Tally(kind);
        for (int at = 0; at + Integer.BYTES <= kind.example.length; at++) {
            for (int length : new int[]{0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x00FFFFFF,
                kind.example.length - at - 4, kind.example.length}) {
                byte[] changed = kind.example.clone();
                for (int i = 0; i < Integer.BYTES; i++) {
                    changed[at + i] = (byte) (length >> 24 - 8 * i);
                }
                tally.add(changed);
            }
        }
        assertThat(tally.refused).isGreaterThan(kind.example.length);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadOrComplainOfRandomChanges(Kind kind) {
        Random random = new Random(17);
        Tally tally = new Tally(kind);
        byte[] tokens = "\"\\,!*?#= \t\r\n\0\u007fZ0-é".getBytes(UTF_8);
        for (int round = 0; round < RANDOM_ROUNDS; round++) {
            byte[] changed = round % 3 == 0 ? splice(random, kind.example) : kind.example.clone();
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
    void shouldReadOrComplainOfRandomBytes(Kind kind) {
        Random random = new Random(18);
        Tally tally = new Tally(kind);
        for (int round = 0; round < RANDOM_ROUNDS; round++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            byte[] whole = Arrays.copyOf(kind.example, Math.min(kind.example.length, 8) + bytes.length);
            System.arraycopy(bytes, 0, whole, whole.length - bytes.length, bytes.length);
            tally.add(round % 2 == 0 ? bytes : whole);
        }
        assertThat(tally.refused).isGreaterThan(RANDOM_ROUNDS / 2);
    }

    private static void large(Kind kind, byte[] bytes) {
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
        large(Kind.ALLOWED, repeat("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b " + ALICE + "\n"));
        large(Kind.ALLOWED, repeat(("*a".repeat(500) + ",").repeat(100) + "x " + ALICE + "\n"));
        large(Kind.ALLOWED, repeat("a,".repeat(5000) + "x " + ALICE + "\n"));
        large(Kind.ALLOWED, ("a namespaces=\"" + "\\\"".repeat(MEGABYTE / 2) + "\" " + ALICE).getBytes(UTF_8));
        large(Kind.ALLOWED, ("a " + "cert-authority,".repeat(MEGABYTE / 15 + 1) + " " + ALICE).getBytes(UTF_8));
        large(Kind.ALLOWED, repeat("\""));
        large(Kind.ALLOWED, repeat("\n"));
        large(Kind.ALLOWED, repeat("# "));
        large(Kind.ALLOWED, ("a ssh-ed25519 " + "A".repeat(MEGABYTE)).getBytes(UTF_8));
        large(Kind.ALLOWED, repeat(" "));
        large(Kind.REVOKED_LINES, repeat(BOB + "\n"));
        large(Kind.REVOKED_LINES, repeat("ssh-dss AAAAB3NzaC1kc3M=\n"));
        large(Kind.REVOKED_LINES, new byte[MEGABYTE + 1]);
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
        large(Kind.KRL, new KrlWriter().section(section, fill(element)).toByteArray());
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
            large(Kind.KRL, new KrlWriter().certificates(new byte[0], fill(() -> part)).toByteArray());
        }
        WireWriter empty = new WireWriter().u8(KrlWriter.CERTIFICATES)
                .string(new WireWriter().string("").string("").toByteArray());
        large(Kind.KRL, new KrlWriter().raw(fill(() -> empty).toByteArray()).toByteArray());
    }
}
