package dev.remit.trust.store;

import static dev.remit.trust.store.KrlWriter.part;
import static dev.remit.trust.store.SampleKeys.ALICE;
import static dev.remit.trust.store.SampleKeys.AUTHORITY;
import static dev.remit.trust.store.SampleKeys.BOB;
import static dev.remit.trust.store.SampleKeys.CERTIFICATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.wire.WireWriter;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** What is read from bytes that may be anything: each with an example, and with all that is done with it. */
enum HostileInput {
    ALLOWED(("# c\nalice,b*?!é " + ALICE + " c\n\"a b\" namespaces=\"f\\\"*,!g\",valid-after=\"20240101Z\","
            + "valid-before=\"202506011200\" " + BOB + "\r\n*@x cert-authority " + AUTHORITY).getBytes(UTF_8)) {
        @Override
        void read(byte[] bytes) throws StoreFormatException {
            AllowedSigners allowed = AllowedSigners.parse("x", bytes, ZoneOffset.UTC);
            for (AllowedSigner signer : allowed.entries()) {
                if (bytes.length < LARGE) {
                    requireSameWhenWritten(signer);
                }
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

    /** What is larger than this is read to see what that takes. */
    private static final int LARGE = 1 << 16;
    private static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");
    private static final Certificate CERTIFIED = SampleKeys.certificate();

    HostileInput(byte[] example) {
        this.example = example;
    }

    abstract void read(byte[] bytes) throws StoreFormatException;

    /** A copy of the example. */
    byte[] example() {
        return example.clone();
    }

    private static void requireSameWhenWritten(AllowedSigner signer) throws StoreFormatException {
        String line;
        try {
            line = AllowedSigners.line(List.of(signer.principals().split(",", -1)), signer.options(), signer.key());
        } catch (IllegalArgumentException _) {
            return;
        }
        AllowedSigner again = AllowedSigners.parse("x", line.getBytes(UTF_8), ZoneOffset.UTC).entries().getFirst();
        assertThat(again.principals()).isEqualTo(signer.principals());
        assertThat(again.options()).isEqualTo(signer.options());
        assertThat(again.key()).isEqualTo(signer.key());
    }

    private static void use(RevokedKeys revoked) {
        revoked.whyRevoked(CERTIFIED.key(), CERTIFIED);
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
