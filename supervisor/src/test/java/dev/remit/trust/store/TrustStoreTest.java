package dev.remit.trust.store;

import static dev.remit.trust.store.SampleKeys.ALICE;
import static dev.remit.trust.store.SampleKeys.ALICE_FINGERPRINT;
import static dev.remit.trust.store.SampleKeys.AUTHORITY;
import static dev.remit.trust.store.SampleKeys.BOB;
import static dev.remit.trust.store.SampleKeys.CAROL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.store.Judgement.Reason;
import dev.remit.trust.store.Judgement.Refused;
import dev.remit.trust.store.Judgement.Trusted;
import dev.remit.trust.store.TrustStore.Source;
import dev.remit.trust.wire.MalformedException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That ssh-keygen judges likewise is shown in KeygenJudgementTest. */
class TrustStoreTest {
    private static final PublicKey ALICES = SampleKeys.key(ALICE);
    private static final Certificate CERTIFIED = SampleKeys.certificate();
    private static final Instant NOW = Instant.parse("2024-06-01T12:00:00Z");
    private static final String NAMESPACE = "remit-manifest";

    private static TrustStore store(String allowed) {
        return store(source("signers", allowed, ""));
    }

    private static TrustStore store(Source... sources) {
        try {
            return TrustStore.of(List.of(sources), ZoneOffset.UTC);
        } catch (StoreFormatException e) {
            throw new AssertionError(e);
        }
    }

    private static Source source(String name, String allowed, String revoked) {
        return new Source(name, allowed.getBytes(UTF_8), name + ".revoked", revoked.getBytes(UTF_8));
    }

    private static Refused refusal(TrustStore store, String principal, Instant now) {
        return (Refused) store.judge(ALICES, null, NAMESPACE, principal, now);
    }

    @Test
    void shouldTrustAKeyOnItsLine() {
        TrustStore store = store("# ours\nbob " + ALICE + "\n*@x,alice " + ALICE + "\nalice " + ALICE);

        assertThat(store.judge(ALICES, null, NAMESPACE, "alice", NOW))
                .isEqualTo(new Trusted("signers", 3, ALICES, null, Instant.EPOCH, Instant.MAX));
    }

    static Stream<Arguments> windows() {
        return Stream.of(
                arguments("valid-after=\"20240601Z\"", "2024-06-01T00:00:00Z", Instant.MAX.toString()),
                arguments("valid-before=\"20240601120000Z\"", "1970-01-01T00:00:00Z", "2024-06-01T12:00:01Z"),
                arguments("valid-after=\"20240601120000Z\",valid-before=\"20250101Z\"", "2024-06-01T12:00:00Z",
                        "2025-01-01T00:00:01Z"));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void shouldSayHowLongAnAnswerHolds(String options, Instant from, Instant until) {
        TrustStore store = store("alice " + options + " " + ALICE);

        assertThat(store.judge(ALICES, null, NAMESPACE, "alice", NOW))
                .isEqualTo(new Trusted("signers", 1, ALICES, null, from, until));
        assertThat(store.judge(ALICES, null, NAMESPACE, "alice", from)).isInstanceOf(Trusted.class);
        assertThat(refusal(store, "alice", from.minusMillis(1)).reason()).isEqualTo(Reason.NOT_YET_VALID);
        if (until.isBefore(Instant.MAX)) {
            assertThat(store.judge(ALICES, null, NAMESPACE, "alice", until.minusMillis(1)))
                    .isInstanceOf(Trusted.class);
            assertThat(refusal(store, "alice", until).reason()).isEqualTo(Reason.EXPIRED);
        }
    }

    @Test
    void shouldTrustNobodyWhileTheClockIsBeforeTheEpoch() {
        assertThat(refusal(store("* " + ALICE), "alice", Instant.ofEpochSecond(-1)).reason())
                .isEqualTo(Reason.NOT_YET_VALID);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments("bob " + BOB, new Refused(Reason.UNKNOWN_KEY,
                        "the key " + ALICE_FINGERPRINT + " is in no list of allowed signers (signers)",
                        "if you know it to be right, add the line: alice namespaces=\"remit-manifest\" " + ALICE)),
                arguments("alice cert-authority " + ALICE, new Refused(Reason.UNKNOWN_KEY,
                        "the key " + ALICE_FINGERPRINT + " is in no list of allowed signers (signers); "
                                + "signers:1 trusts certificates of that key, not the key itself",
                        "if you know it to be right, add the line: alice namespaces=\"remit-manifest\" " + ALICE)),
                arguments("*,!alice " + ALICE, new Refused(Reason.WRONG_PRINCIPAL,
                        "the key " + ALICE_FINGERPRINT
                                + " is trusted for \"*,!alice\" (signers:1), not for \"alice\"",
                        "if it is to sign for \"alice\" too, add a line that says so")),
                arguments("bob " + ALICE + "\nalice namespaces=\"git,file\" " + ALICE + "\ncarol " + ALICE,
                        new Refused(Reason.WRONG_NAMESPACE,
                                "the key " + ALICE_FINGERPRINT + " is trusted in the namespaces \"git,file\" "
                                        + "(signers:2), not in \"remit-manifest\"",
                                "if it is to sign in \"remit-manifest\" too, add that to the line's namespaces")),
                arguments("alice valid-before=\"20240531Z\" " + ALICE, new Refused(Reason.EXPIRED,
                        "the key " + ALICE_FINGERPRINT
                                + ", as the line says (signers:1), is not valid any more since 2024-05-31T00:00:01Z",
                        "if the key is still good, change the line; else get it signed anew with another key")),
                arguments("alice valid-after=\"20240701Z\" " + ALICE, new Refused(Reason.NOT_YET_VALID,
                        "the key " + ALICE_FINGERPRINT + ", as the line says (signers:1), is not valid before "
                                + "2024-07-01T00:00:00Z; it is 2024-06-01T12:00:00Z now",
                        "if that is wrong, set the clock; else wait")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldSayWhyAKeyIsNotTrusted(String allowed, Refused refused) {
        assertThat(store(allowed).judge(ALICES, null, NAMESPACE, "alice", NOW)).isEqualTo(refused);
    }

    @Test
    void shouldTrustNobodyWithoutLists() {
        assertThat(refusal(store(new Source[0]), "al\"ice", NOW)).isEqualTo(new Refused(Reason.UNKNOWN_KEY,
                "the key " + ALICE_FINGERPRINT + " is in no list of allowed signers (there is none)",
                "if you know it to be right, add a line for it"));
    }

    @Test
    void shouldTrustACertificateOnItsAuthoritysLine() {
        TrustStore store = store(
                "alice " + ALICE + "\n*,!mallory cert-authority,valid-after=\"20240201Z\" " + AUTHORITY);

        assertThat(store.judge(ALICES, CERTIFIED, NAMESPACE, "alice", NOW)).isEqualTo(new Trusted("signers", 2, ALICES,
                CERTIFIED, Instant.parse("2024-02-01T00:00:00Z"), Instant.parse("2025-01-01T00:00:00Z")));
        assertThat(store.judge(ALICES, CERTIFIED, NAMESPACE, "bob", NOW)).isInstanceOf(Trusted.class);
        assertThat(store.judge(ALICES, CERTIFIED, NAMESPACE, "carol", NOW)).isEqualTo(new Refused(
                Reason.WRONG_PRINCIPAL,
                "the certificate \"alice's\" is for \"alice,bob\", not for \"carol\" (signers:2)",
                "get it signed anew with a certificate for \"carol\""));
        assertThat(store.judge(ALICES, CERTIFIED, NAMESPACE, "alice", Instant.parse("2025-01-01T00:00:00Z")))
                .isEqualTo(new Refused(Reason.EXPIRED,
                        "the certificate \"alice's\" is not valid any more since 2025-01-01T00:00:00Z",
                        "get it signed anew with a certificate that is valid"));
    }

    @Test
    void shouldNotTrustACertificateForTheSakeOfItsKey() {
        TrustStore store = store("alice " + ALICE);
        assertThat(store.judge(ALICES, CERTIFIED, NAMESPACE, "alice", NOW)).isEqualTo(new Refused(Reason.UNKNOWN_KEY,
                "the certificate's authority " + SampleKeys.key(AUTHORITY).fingerprint()
                        + " is in no list of allowed signers (signers); signers:1 trusts that key itself, not "
                        + "certificates",
                "if you know it to be right, add the line: alice cert-authority,namespaces=\"remit-manifest\" "
                        + AUTHORITY));
        assertThat(store("alice " + AUTHORITY).judge(ALICES, CERTIFIED, NAMESPACE, "alice", NOW))
                .isInstanceOf(Refused.class);
    }

    @Test
    void shouldNotTrustACertificateThatItsAuthorityHasNotSigned() throws MalformedException {
        byte[] forged = CERTIFIED.blob();
        forged[forged.length - 1] ^= 1;
        TrustStore store = store("* cert-authority " + AUTHORITY);

        assertThat(store.judge(ALICES, Certificate.parse(forged), NAMESPACE, "alice", NOW)).isEqualTo(new Refused(
                Reason.BAD_CERTIFICATE, "the certificate \"alice's\" is not signed by the authority "
                        + SampleKeys.key(AUTHORITY).fingerprint() + ", as it claims to be",
                "believe nothing that comes with it"));
        assertThat(store.principalsOf(ALICES, Certificate.parse(forged), NOW)).isEmpty();
    }

    @Test
    void shouldRefuseToJudgeACertificateOfAnotherKey() {
        TrustStore store = store("* cert-authority " + AUTHORITY);
        assertThatThrownBy(() -> store.judge(SampleKeys.key(BOB), CERTIFIED, NAMESPACE, "alice", NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldAskTheListsInOrderAndLetAnyRevocationWin() {
        Source system = source("/etc/signers", "alice " + ALICE, "");
        Source user = source("~/signers", "alice " + ALICE + "\nbob " + BOB, CAROL);

        assertThat(store(system, user).judge(ALICES, null, NAMESPACE, "alice", NOW))
                .extracting("source").isEqualTo("/etc/signers");
        assertThat(store(user, system).judge(ALICES, null, NAMESPACE, "alice", NOW))
                .extracting("source").isEqualTo("~/signers");
        assertThat(store(system, user).judge(SampleKeys.key(BOB), null, NAMESPACE, "bob", NOW))
                .isInstanceOf(Trusted.class);
        Source revoking = source("/run/signers", "", ALICE);
        for (TrustStore store : List.of(store(system, user, revoking), store(revoking, system, user))) {
            assertThat(store.judge(ALICES, null, NAMESPACE, "alice", NOW)).isEqualTo(new Refused(Reason.REVOKED,
                    "the key " + ALICE_FINGERPRINT + " is revoked (/run/signers.revoked)",
                    "believe nothing that is signed so; get it signed anew with a key that is not revoked"));
        }
    }

    @Test
    void shouldListWhatTheListsHold() {
        TrustStore store = store(source("a", "alice " + ALICE + "\nbob " + BOB, CAROL), source("b", "", ""));

        assertThat(store.entries()).extracting(entry -> entry.source() + ":" + entry.signer().line())
                .containsExactly("a:1", "a:2");
        assertThat(store.revocations()).extracting(list -> list.source() + ":" + list.revoked().keyCount())
                .containsExactly("a.revoked:1", "b.revoked:0");
    }

    @Test
    void shouldNameTheListThatIsMalformed() {
        assertThatThrownBy(() -> TrustStore.of(List.of(source("a", "x", "")))).hasMessageStartingWith("a:1:2: ");
        assertThatThrownBy(() -> TrustStore.of(List.of(source("a", "", "x"))))
                .hasMessageStartingWith("a.revoked:1:2: ");
        assertThatThrownBy(() -> TrustStore.of(List.of(new Source("a", new byte[0], "SSHKRL\n\0".getBytes(UTF_8)))))
                .isInstanceOf(StoreFormatException.class)
                .hasMessageStartingWith("a (revoked keys): at byte 8: ");
    }

    @Test
    void shouldFindPrincipalsAsSshKeygenDoes() {
        TrustStore store = store("alice valid-before=\"20240101Z\" " + ALICE + "\na,*@x namespaces=\"git\" " + ALICE
                + "\nb " + ALICE + "\n*,!bob cert-authority " + AUTHORITY);

        assertThat(store.principalsOf(ALICES, null, NOW)).containsExactly("a", "*@x");
        assertThat(store.principalsOf(ALICES, CERTIFIED, NOW)).containsExactly("alice");
        assertThat(store.principalsOf(ALICES, CERTIFIED, Instant.parse("2026-01-01T00:00:00Z"))).isEmpty();
        assertThat(store.principalsOf(SampleKeys.key(BOB), null, NOW)).isEmpty();
    }
}
