package dev.remit.trust.store;

import static dev.remit.trust.store.KrlWriter.part;
import static dev.remit.trust.store.SampleKeys.ALICE;
import static dev.remit.trust.store.SampleKeys.ALICE_FINGERPRINT;
import static dev.remit.trust.store.SampleKeys.AUTHORITY;
import static dev.remit.trust.store.SampleKeys.BOB;
import static dev.remit.trust.store.SampleKeys.BOB_FINGERPRINT;
import static dev.remit.trust.store.SampleKeys.CERTIFICATE;
import static dev.remit.trust.store.SampleKeys.WEAK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.WireWriter;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RevokedKeysTest {
    private static final PublicKey ALICES = SampleKeys.key(ALICE);
    private static final PublicKey BOBS = SampleKeys.key(BOB);
    private static final PublicKey AUTHORITYS = SampleKeys.key(AUTHORITY);
    private static final Certificate CERTIFIED = SampleKeys.certificate();

    private static RevokedKeys lines(String text) throws StoreFormatException {
        return RevokedKeys.parse("revoked", text.getBytes(UTF_8));
    }

    private static RevokedKeys krl(KrlWriter krl) throws StoreFormatException {
        return RevokedKeys.parse("revoked", krl.toByteArray());
    }

    private static WireWriter wire() {
        return new WireWriter();
    }

    @Test
    void shouldRevokeNothingWhenEmpty() throws StoreFormatException {
        for (RevokedKeys none : new RevokedKeys[]{RevokedKeys.NONE, lines(""), lines("# none\n\n"),
            krl(new KrlWriter())}) {
            assertThat(none.whyRevoked(ALICES, CERTIFIED)).isNull();
            assertThat(none.keyCount()).isZero();
            assertThat(none.list()).isEmpty();
        }
    }

    @Test
    void shouldRevokeKeysThatAreListed() throws StoreFormatException {
        RevokedKeys revoked = lines("# gone\n  " + ALICE + " lost\r\n\n" + BOB);

        assertThat(revoked.whyRevoked(ALICES, null)).isEqualTo("the key " + ALICE_FINGERPRINT);
        assertThat(revoked.whyRevoked(ALICES, CERTIFIED)).isEqualTo("the key " + ALICE_FINGERPRINT);
        assertThat(revoked.whyRevoked(BOBS, null)).isEqualTo("the key " + BOB_FINGERPRINT);
        assertThat(revoked.whyRevoked(AUTHORITYS, null)).isNull();
        assertThat(revoked.keyCount()).isEqualTo(2);
        assertThat(revoked.header()).isNull();
        assertThat(revoked.list()).containsExactly("key " + BOB_FINGERPRINT, "key " + ALICE_FINGERPRINT);
    }

    @Test
    void shouldRevokeTheCertificatesOfAnAuthorityThatIsListed() throws StoreFormatException {
        RevokedKeys revoked = lines(AUTHORITY);

        assertThat(revoked.whyRevoked(ALICES, CERTIFIED))
                .isEqualTo("the certificate's authority " + AUTHORITYS.fingerprint());
        assertThat(revoked.whyRevoked(ALICES, null)).isNull();
    }

    @Test
    void shouldTakeAListedCertificateForItsKey() throws StoreFormatException {
        assertThat(lines(CERTIFICATE).whyRevoked(ALICES, null)).isEqualTo("the key " + ALICE_FINGERPRINT);
        assertThat(lines(CERTIFICATE).whyRevoked(AUTHORITYS, null)).isNull();
    }

    @Test
    void shouldLetKeysBeRevokedThatNobodyWouldAccept() throws StoreFormatException {
        RevokedKeys revoked = lines(WEAK + "\nssh-dss AAAAB3NzaC1kc3M= old\n" + ALICE);

        assertThat(revoked.keyCount()).isEqualTo(3);
        assertThat(revoked.whyRevoked(ALICES, null)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ssh-ed25519 | 1:12: nothing follows the type of the key",
        "ssh-dss | 1:8: nothing follows the type of the key",
        "ssh-ed25519 AAAA | 1:13: the type of the key needs 4 bytes and 3 are left",
        "ssh-dss AAAA | 1:9: the type of the key needs 4 bytes and 3 are left",
        "ssh-rsa AAAAB3NzaC1yc2E= | 1:9: the RSA exponent needs 4 bytes and 0 are left",
        "ssh-foo AAAAB3NzaC1kc3M= | 1:9: the line says \"ssh-foo\" and its Base64 holds \"ssh-dss\"",
        "ssh-dss ~~~~ | 1:9: Base64 that is cut off or holds what is none",
        "SSHKRL | 1:7: nothing follows the type of the key",
    })
    void shouldSayWhereALineIsMalformed(String text, String message) {
        assertThatThrownBy(() -> lines(text)).isInstanceOf(StoreFormatException.class)
                .hasMessage("revoked:" + message);
    }

    @Test
    void shouldReadWhatAListSaysOfItself() throws StoreFormatException {
        RevokedKeys revoked = krl(new KrlWriter(1, 0, "of \u001b[2J today\0"));

        assertThat(revoked.header()).isEqualTo(new RevokedKeys.Header(7, Instant.ofEpochSecond(1_700_000_000),
                "of \uFFFD[2J today"));
    }

    @Test
    void shouldRevokeKeysByEncodingAndFingerprints() throws Exception {
        byte[] sha1 = MessageDigest.getInstance("SHA-1").digest(ALICES.blob());
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(ALICES.blob());
        KrlWriter[] lists = {
            new KrlWriter().section(KrlWriter.EXPLICIT_KEY, wire().string("other").string(ALICES.blob())),
            new KrlWriter().section(KrlWriter.FINGERPRINT_SHA1, wire().string(new byte[20]).string(sha1)),
            new KrlWriter().section(KrlWriter.FINGERPRINT_SHA256, wire().string(sha256).string(new byte[32]))};
        for (KrlWriter list : lists) {
            RevokedKeys revoked = krl(list);
            assertThat(revoked.whyRevoked(ALICES, null)).isEqualTo("the key " + ALICE_FINGERPRINT);
            assertThat(revoked.whyRevoked(ALICES, CERTIFIED)).isEqualTo("the key " + ALICE_FINGERPRINT);
            assertThat(revoked.whyRevoked(BOBS, null)).isNull();
            assertThat(revoked.keyCount()).isEqualTo(2);
            assertThat(revoked.list()).hasSize(2);
        }
        byte[] ofAuthority = MessageDigest.getInstance("SHA-256").digest(AUTHORITYS.blob());
        assertThat(krl(new KrlWriter().section(KrlWriter.FINGERPRINT_SHA256, wire().string(ofAuthority)))
                .whyRevoked(ALICES, CERTIFIED)).isEqualTo("the certificate's authority " + AUTHORITYS.fingerprint());
    }

    /** Parts of sections on certificates, and whether they revoke one with the number 5 and the ID "alice's". */
    static Stream<Arguments> parts() {
        return Stream.of(
                arguments(part(KrlWriter.SERIAL_LIST, wire()), false),
                arguments(part(KrlWriter.SERIAL_LIST, wire().u64(5)), true),
                arguments(part(KrlWriter.SERIAL_LIST, wire().u64(-1).u64(5).u64(1)), true),
                arguments(part(KrlWriter.SERIAL_LIST, wire().u64(4).u64(6)), false),
                arguments(part(KrlWriter.SERIAL_RANGE, wire().u64(1).u64(-1)), true),
                arguments(part(KrlWriter.SERIAL_RANGE, wire().u64(5).u64(5)), true),
                arguments(part(KrlWriter.SERIAL_RANGE, wire().u64(1).u64(4)), false),
                arguments(part(KrlWriter.SERIAL_RANGE, wire().u64(6).u64(-1)), false),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(5).number(BigInteger.ONE)), true),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(0).number(BigInteger.valueOf(0x20))), true),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(0).number(BigInteger.valueOf(0x1DE))), false),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(6).number(BigInteger.valueOf(-1).and(
                        BigInteger.ONE.shiftLeft(4000).subtract(BigInteger.ONE)))), false),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(1).number(BigInteger.valueOf(0x1010))), true),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(1).string(new byte[]{0, 0, 0, 0x10})), true),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(5).string(new byte[0])), false),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(5).string(new byte[9])), false),
                arguments(part(KrlWriter.SERIAL_BITMAP, wire().u64(-8).number(BigInteger.valueOf(0xFF))), false),
                arguments(part(KrlWriter.KEY_ID, wire().string("bob's").string("alice's")), true),
                arguments(part(KrlWriter.KEY_ID, wire().string("alice's\0")), true),
                arguments(part(KrlWriter.KEY_ID, wire().string("Alice's").string("").string("*")), false),
                arguments(part(KrlWriter.KEY_ID, wire().string(new byte[]{(byte) 0xFF})), false),
                arguments(part(KrlWriter.CERTIFICATE_EXTENSION, wire().string("x@y").u8(0).string("z")), false));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void shouldRevokeCertificatesOfAnAuthorityOrOfAny(WireWriter part, boolean revoked) throws StoreFormatException {
        byte[] bytes = part.toByteArray();
        for (byte[] authority : new byte[][]{{}, AUTHORITYS.blob()}) {
            RevokedKeys list = krl(new KrlWriter().certificates(authority, wire().raw(bytes)));
            assertThat(list.whyRevoked(ALICES, CERTIFIED) != null).isEqualTo(revoked);
            assertThat(list.whyRevoked(ALICES, null)).isNull();
            assertThat(list.keyCount()).isZero();
        }
        RevokedKeys others = krl(new KrlWriter().certificates(BOBS.blob(), wire().raw(bytes)));
        assertThat(others.whyRevoked(ALICES, CERTIFIED)).isNull();
        RevokedKeys both = krl(new KrlWriter().certificates(BOBS.blob(), wire().raw(bytes))
                .certificates(AUTHORITYS.blob(), part(KrlWriter.SERIAL_LIST, wire().u64(77)).raw(bytes)));
        assertThat(both.whyRevoked(ALICES, CERTIFIED) != null).isEqualTo(revoked);
    }

    @Test
    void shouldSayWhatRevokesACertificate() throws StoreFormatException {
        RevokedKeys bySerial = krl(new KrlWriter().certificates(AUTHORITYS.blob(), part(KrlWriter.SERIAL_RANGE,
                wire().u64(2).u64(-2)).raw(
                        part(KrlWriter.SERIAL_BITMAP, wire().u64(9)
                                .number(BigInteger.ONE.shiftLeft(100).subtract(BigInteger.ONE))).toByteArray())));
        RevokedKeys byId = krl(new KrlWriter().certificates(new byte[0], part(KrlWriter.KEY_ID,
                wire().string("alice's"))));

        assertThat(bySerial.whyRevoked(ALICES, CERTIFIED)).isEqualTo("the certificate's serial number 5");
        assertThat(bySerial.list()).containsExactly("certificates 2 to 18446744073709551614 of the authority "
                + AUTHORITYS.fingerprint(),
                "certificates 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 "
                        + "and 84 more of the authority " + AUTHORITYS.fingerprint());
        assertThat(byId.whyRevoked(ALICES, CERTIFIED)).isEqualTo("the certificate's ID \"alice's\"");
        assertThat(byId.list()).containsExactly("certificates with the ID \"alice's\" of any authority");
    }

    @Test
    void shouldPassOverExtensionsThatAreNotCritical() throws StoreFormatException {
        RevokedKeys revoked = krl(new KrlWriter(1, -1, "").section(KrlWriter.EXTENSION,
                wire().string("x@y").u8(0).string("z")).section(KrlWriter.EXPLICIT_KEY, wire().string(ALICES.blob())));

        assertThat(revoked.whyRevoked(ALICES, null)).isNotNull();
    }

    static Stream<Arguments> malformed() {
        byte[] none = new byte[0];
        return Stream.of(
                arguments(new KrlWriter(2, 0, ""), "8: version 2 of the format of revocation lists, of which only 1"),
                arguments(new KrlWriter(1, 0, "a\0b"), "48: the comment holds a NUL byte"),
                arguments(new KrlWriter().raw(new byte[]{1}), "53: a section needs 4 bytes and 0 are"),
                arguments(new KrlWriter().section(6, wire()), "52: a section of the unknown type 6"),
                arguments(new KrlWriter().section(0, wire()), "52: a section of the unknown type 0"),
                arguments(new KrlWriter().section(KrlWriter.SIGNATURE, wire()), "52: the list is signed from within"),
                arguments(new KrlWriter().section(KrlWriter.EXPLICIT_KEY, wire().u8(0)), "57: a revoked"),
                arguments(new KrlWriter().section(KrlWriter.EXPLICIT_KEY, wire().u32(0xFFFFFFFFL)),
                        "57: a revoked key claims 4294967295 bytes and 0 are left"),
                arguments(new KrlWriter().section(KrlWriter.FINGERPRINT_SHA1, wire().string(new byte[32])),
                        "57: a fingerprint of 32 bytes instead of 20"),
                arguments(new KrlWriter().section(KrlWriter.FINGERPRINT_SHA256, wire().string(none)),
                        "57: a fingerprint of 0 bytes instead of 32"),
                arguments(new KrlWriter().section(KrlWriter.EXTENSION, wire().string("x@y").u8(1).string("")),
                        "57: the critical extension \"x@y\" is not known"),
                arguments(new KrlWriter().section(KrlWriter.EXTENSION, wire().string("x@y").u8(2).string("")),
                        "57: the critical extension"),
                arguments(new KrlWriter().section(KrlWriter.EXTENSION, wire().string("x").u8(0).string("").u8(0)),
                        "67: 1 bytes too many at the end of the extension"),
                arguments(new KrlWriter().section(KrlWriter.EXTENSION, wire()), "57: the name"),
                arguments(new KrlWriter().section(KrlWriter.CERTIFICATES, wire()), "57: the authority's"),
                arguments(new KrlWriter().certificates(new byte[]{1}, wire()),
                        "61: the authority's key: the type of the authority"),
                arguments(new KrlWriter().certificates("\0\0\0\u000bssh-ed25519".getBytes(UTF_8), wire()),
                        "76: the authority's key: the public key needs 4 bytes"),
                arguments(new KrlWriter().certificates(none, wire().u8(KrlWriter.KEY_ID)), "66: a part"),
                arguments(new KrlWriter().certificates(none, part(0x24, wire())), "65: a part of the unknown type 36"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_LIST, wire().u64(0))),
                        "70: the serial number 0 cannot be revoked"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_LIST, wire().u64(1).u32(1))),
                        "70: serial numbers of 12 bytes, where each has 8"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_RANGE, wire().u64(0).u64(9))),
                        "70: the serial number 0 cannot be revoked"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_RANGE, wire().u64(-1).u64(1))),
                        "70: serial numbers from 18446744073709551615 down to 1"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_RANGE, wire().u64(1).u64(2).u8(3))),
                        "86: 1 bytes too many at the end of a part of a section"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_BITMAP, wire().u64(0)
                        .number(BigInteger.ONE))), "70: the serial number 0 cannot be revoked"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_BITMAP, wire().u64(-1)
                        .number(BigInteger.TWO))), "70: a bitmap of serial numbers that exceed 64 bits"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_BITMAP, wire().u64(-7)
                        .number(BigInteger.valueOf(0xFF)))), "70: a bitmap of serial numbers that exceed 64 bits"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_BITMAP, wire().u64(1)
                        .string(new byte[]{-1}))), "70: the bitmap of serial numbers is negative"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.SERIAL_BITMAP, wire().u64(1)
                        .number(BigInteger.ONE.shiftLeft(8 * 2048)))),
                        "70: the bitmap of serial numbers is longer than 2048"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.KEY_ID, wire().string("a\0b"))),
                        "70: a certificate's ID holds a NUL byte"),
                arguments(new KrlWriter().certificates(none, part(KrlWriter.CERTIFICATE_EXTENSION,
                        wire().string("x\u001b@y").u8(1).string(""))),
                        "70: the critical extension \"x\uFFFD@y\" is not known"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void shouldSayWhereAListIsMalformed(KrlWriter list, String message) {
        assertThatThrownBy(() -> krl(list)).isInstanceOf(StoreFormatException.class)
                .hasMessageStartingWith("revoked: at byte " + message);
    }
}
