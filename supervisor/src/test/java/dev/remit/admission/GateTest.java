package dev.remit.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.config.ConfigPlaces;
import dev.remit.difference.Change;
import dev.remit.manifest.Unsigned;
import dev.remit.policy.Origin;
import dev.remit.trust.SshKeygen;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.rotation.KeyRotation;
import dev.remit.trust.signature.SshSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final byte[] MANIFEST = bytes("author: acme\nname: weather\n");
    private static final byte[] OTHER = bytes("author: acme\nname: weather\n# and more\n");

    @TempDir
    private Path directory;
    private ConfigPlaces places = new ConfigPlaces(null, Path.of("/"), null);
    private Path file = Path.of("/");
    private List<Change> growth = List.of();
    private int compared;
    /** The last one that was found, as a start keeps it for the next. */
    private @Nullable Standing standing;

    @BeforeEach
    void prepare() throws IOException {
        places = new ConfigPlaces(directory.resolve("user"), directory.resolve("system"), directory.resolve("cache"));
        Files.createDirectory(directory.resolve("user"));
        Files.createDirectory(directory.resolve("system"));
        file = Files.write(directory.resolve("app.yml"), MANIFEST);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sign(String key, byte[] manifest) {
        return SshKeygen.sign(SshKeygen.key(key), manifest);
    }

    private Submission submission(byte[] manifest, Optional<byte[]> signature, Optional<byte[]> rotations) {
        return new Submission(file, new Submission.Evidence(manifest, signature, rotations), "acme", "weather", "1.0");
    }

    private Submission signed(String key, byte[] manifest) {
        return submission(manifest, Optional.of(sign(key, manifest)), Optional.empty());
    }

    private Admission judge(Submission submission, Instant now) {
        Admission admission = new Gate(places, Unsigned.ALLOW, false).judge(submission, now, standing, _ -> {
            compared++;
            return growth;
        });
        if (admission instanceof Admission.Admitted admitted && admitted.standing() != null) {
            standing = admitted.standing();
        }
        return admission;
    }

    private Admission judge(Submission submission) {
        return judge(submission, NOW);
    }

    private static List<String> remarks(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).remarks();
    }

    private static String refusal(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).message();
    }

    private static Admission.Unsettled question(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Unsettled.class);
        return (Admission.Unsettled) admission;
    }

    private void allow(Path place, String... lines) throws IOException {
        Files.writeString(place.resolve(ConfigPlaces.ALLOWED_SIGNERS), String.join("\n", lines) + "\n");
    }

    private void allow(String... lines) throws IOException {
        allow(directory.resolve("user"), lines);
    }

    private static String line(String options, String key) {
        return "acme " + options + (options.isEmpty() ? "" : " ") + SshKeygen.publicLine(SshKeygen.key(key));
    }

    private static String fingerprint(String key) throws Exception {
        return PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key(key))).fingerprint();
    }

    private void accept(Admission.Unsettled question) throws IOException {
        new Gate(places, Unsigned.ALLOW, false).accept(question);
    }

    @Test
    void shouldTreatUnsignedManifestsAsTheSettingsSay() {
        Submission unsigned = submission(MANIFEST, Optional.empty(), Optional.empty());
        assertThat(remarks(judge(unsigned))).isEmpty();
        assertThat(remarks(new Gate(places, Unsigned.WARN, false).judge(unsigned, NOW, null, _ -> growth)))
                .containsExactly(file + ": bears no signature; anybody may have written it");
        assertThat(refusal(new Gate(places, Unsigned.REFUSE, false).judge(unsigned, NOW, null, _ -> growth)))
                .isEqualTo(file + ": bears no signature, and the settings refuse such manifests");
    }

    @Test
    void shouldRefuseToRunWithPrivilegesWhatOthersMayWrite() throws Exception {
        Submission unsigned = submission(MANIFEST, Optional.empty(), Optional.empty());
        Gate privileged = new Gate(places, Unsigned.ALLOW, true);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(remarks(judge(unsigned))).isEmpty();
        assertThat(refusal(privileged.judge(unsigned, NOW, null, _ -> growth))).contains(file.toString(), "chmod");
        // A signature says what the file's mode does not: that nobody else has written what is run.
        allow(line("", "ed25519"));
        assertThat(remarks(privileged.judge(signed("ed25519", MANIFEST), NOW, null, _ -> growth))).hasSize(1);
    }

    @Test
    void shouldAdmitWhomAListTrustsAndRememberIt() throws Exception {
        allow(line("", "ed25519"));
        assertThat(remarks(judge(signed("ed25519", MANIFEST))))
                .containsExactly("acme/weather: run for the first time, signed by " + fingerprint("ed25519"));
        assertThat(remarks(judge(signed("ed25519", MANIFEST)))).isEmpty();
        assertThat(compared).isZero();
    }

    @Test
    void shouldCheckNoMoreOnceNothingChanges() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        assertThat(standing).as("of a run that changed what is known").isNull();
        judge(signed("ed25519", MANIFEST));
        Standing found = standing;
        assertThat(found).isNotNull();

        assertThat(remarks(judge(signed("ed25519", MANIFEST)))).isEmpty();

        assertThat(standing).isSameAs(found);
    }

    @Test
    void shouldRestOnEveryByteThatIsChecked() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        judge(signed("ed25519", MANIFEST));
        assertThat(standing).isNotNull();
        Optional<byte[]> bad = Optional.of(sign("ed25519", OTHER));

        assertThat(refusal(judge(submission(MANIFEST, bad, Optional.empty())))).contains("the signature ");
        assertThat(refusal(judge(submission(OTHER, Optional.of(sign("ed25519", MANIFEST)), Optional.empty()))))
                .contains("the signature ");
        allow("");
        assertThat(refusal(judge(signed("ed25519", MANIFEST)))).contains("not trusted");
    }

    @Test
    void shouldTrustTheSystemsListAsWell() throws Exception {
        allow(directory.resolve("system"), line("", "ecdsa-256"));
        assertThat(remarks(judge(signed("ecdsa-256", MANIFEST)))).hasSize(1);
    }

    @Test
    void shouldRefuseStrangers() throws Exception {
        allow(line("", "ecdsa-256"));
        assertThat(refusal(judge(signed("ed25519", MANIFEST)))).contains("not trusted for the author acme",
                fingerprint("ed25519"), "in no list of allowed signers");
    }

    @Test
    void shouldRefuseWhatWasNotSigned() throws Exception {
        allow(line("", "ed25519"));
        Optional<byte[]> signature = Optional.of(sign("ed25519", MANIFEST));
        assertThat(refusal(judge(submission(OTHER, signature, Optional.empty()))))
                .startsWith(file + ".sig: the signature ");
        assertThat(refusal(judge(submission(MANIFEST, Optional.of(bytes("no signature")), Optional.empty()))))
                .startsWith(file + ".sig: is no signature: ");
        assertThat(refusal(judge(submission(MANIFEST,
                Optional.of(SshKeygen.sign(SshKeygen.key("ed25519"), MANIFEST, "-n", "file")), Optional.empty()))))
                .contains("namespace \"file\"");
    }

    @Test
    void shouldRefuseOutsideOfTheTimeOfAKeyThoughItWasRememberedWithin() throws Exception {
        allow(line("valid-after=\"20260101Z\",valid-before=\"20260701Z\"", "ed25519"));
        Submission submission = signed("ed25519", MANIFEST);
        assertThat(refusal(judge(submission, Instant.parse("2025-12-31T00:00:00Z")))).contains("not trusted");
        assertThat(remarks(judge(submission))).hasSize(1);
        assertThat(remarks(judge(submission))).isEmpty();
        assertThat(refusal(judge(submission, Instant.parse("2026-08-01T00:00:00Z")))).contains("not trusted");
        assertThat(refusal(judge(submission, Instant.parse("2025-12-31T00:00:00Z")))).contains("not trusted");
    }

    @Test
    void shouldRefuseRevokedKeysThoughTheyWereRememberedBefore() throws Exception {
        allow(line("", "ed25519"));
        Submission submission = signed("ed25519", MANIFEST);
        assertThat(remarks(judge(submission))).hasSize(1);
        assertThat(remarks(judge(submission))).isEmpty();
        Files.writeString(directory.resolve("system").resolve(ConfigPlaces.REVOKED_KEYS),
                SshKeygen.publicLine(SshKeygen.key("ed25519")));
        assertThat(refusal(judge(submission))).contains("is revoked");
        Files.delete(directory.resolve("system").resolve(ConfigPlaces.REVOKED_KEYS));
        assertThat(remarks(judge(submission))).isEmpty();
        allow("");
        assertThat(refusal(judge(submission))).contains("in no list of allowed signers");
    }

    @Test
    void shouldRefuseKeysForOtherAuthorsAndNamespaces() throws Exception {
        allow("somebody " + SshKeygen.publicLine(SshKeygen.key("ed25519")));
        assertThat(refusal(judge(signed("ed25519", MANIFEST)))).contains("not trusted for the author acme");
        allow(line("namespaces=\"git\"", "ed25519"));
        assertThat(refusal(judge(signed("ed25519", MANIFEST)))).contains("not trusted for the author acme");
    }

    @Test
    void shouldRefuseWhereAListIsDamagedOrWritableByOthers() throws Exception {
        allow(line("", "ed25519"), "acme no-key");
        assertThat(refusal(judge(signed("ed25519", MANIFEST)))).contains("allowed_signers:2:");
        allow(line("", "ed25519"));
        Path list = directory.resolve("user").resolve(ConfigPlaces.ALLOWED_SIGNERS);
        Files.setPosixFilePermissions(list, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(refusal(judge(signed("ed25519", MANIFEST)))).contains(list.toString(), "chmod");
    }

    @Test
    void shouldRefuseASignedManifestWithoutAuthor() throws Exception {
        allow(line("", "ed25519"));
        Submission anonymous = new Submission(file,
                new Submission.Evidence(MANIFEST, Optional.of(sign("ed25519", MANIFEST)), Optional.empty()), null,
                "weather", "");
        assertThat(refusal(judge(anonymous))).contains("does not say who its author is");
    }

    @Test
    void shouldRefuseAManifestThatWasSignedBefore() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        assertThat(refusal(judge(submission(MANIFEST, Optional.empty(), Optional.empty()))))
                .contains("bears no signature, but acme/weather was signed");
    }

    @Test
    void shouldAskWhereANewVersionAsksForMore() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        growth = List.of(new Change("write:./out/**", "", new Origin("app.yml", 1, 1, "")));
        Admission.Unsettled question = question(judge(signed("ed25519", OTHER)));
        assertThat(question.words()).containsExactly("write:./out/**");
        assertThat(question(judge(signed("ed25519", OTHER))).words()).hasSize(1);
        accept(question);
        assertThat(remarks(judge(signed("ed25519", OTHER)))).isEmpty();
        // What was accepted is the newest version: going back to the old one is compared anew.
        growth = List.of();
        assertThat(remarks(judge(signed("ed25519", MANIFEST)))).isEmpty();
    }

    @Test
    void shouldAskWhereAnotherTrustedKeySigned() throws Exception {
        allow(line("", "ed25519"), line("", "ecdsa-256"));
        judge(signed("ed25519", MANIFEST));
        Admission.Unsettled question = question(judge(signed("ecdsa-256", MANIFEST)));
        assertThat(question.words()).containsExactly("key:" + fingerprint("ecdsa-256"));
        accept(question);
        assertThat(remarks(judge(signed("ecdsa-256", MANIFEST)))).isEmpty();
        assertThat(question(judge(signed("ed25519", MANIFEST))).words()).hasSize(1);
    }

    @Test
    void shouldAskWhereAStrangerSignedWhatSomebodyElseSignedBefore() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        growth = List.of(new Change("device:camera", "", new Origin("app.yml", 1, 1, "")));
        Admission.Unsettled question = question(judge(signed("ecdsa-384", OTHER)));
        assertThat(question.words()).containsExactly("key:" + fingerprint("ecdsa-384"), "device:camera");
        accept(question);
        assertThat(remarks(judge(signed("ecdsa-384", OTHER)))).isEmpty();
        // It is believed for this application alone.
        Submission other = new Submission(file,
                new Submission.Evidence(OTHER, Optional.of(sign("ecdsa-384", OTHER)), Optional.empty()), "acme",
                "other",
                "");
        assertThat(refusal(judge(other))).contains("not trusted");
    }

    private static byte[] rotation(String author, String from, String to, String signer) throws Exception {
        KeyRotation statement = new KeyRotation(author, null,
                PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key(from))),
                PublicKey.parseLine(SshKeygen.publicLine(SshKeygen.key(to))));
        byte[] signature = SshKeygen.sign(SshKeygen.key(signer), statement.text(), "-n", KeyRotation.NAMESPACE);
        return bytes(new String(statement.text(), StandardCharsets.UTF_8)
                + new String(signature, StandardCharsets.UTF_8));
    }

    private Submission rotated(String key, byte[]... statements) {
        StringBuilder all = new StringBuilder();
        for (byte[] statement : statements) {
            all.append(new String(statement, StandardCharsets.UTF_8));
        }
        return submission(MANIFEST, Optional.of(sign(key, MANIFEST)), Optional.of(bytes(all.toString())));
    }

    @Test
    void shouldFollowTheOldKeysWordAndThenKnowTheNewOne() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        Submission rotated = rotated("ecdsa-384", rotation("acme", "ed25519", "ecdsa-256", "ed25519"),
                rotation("acme", "ecdsa-256", "ecdsa-384", "ecdsa-256"));
        assertThat(remarks(judge(rotated))).containsExactly("acme/weather: signed by its author's new key "
                + fingerprint("ecdsa-384") + ", as the old one says");
        assertThat(remarks(judge(rotated))).isEmpty();
        assertThat(remarks(judge(signed("ecdsa-384", OTHER)))).isEmpty();
        assertThat(question(judge(signed("ed25519", OTHER))).words()).hasSize(1);
    }

    @Test
    void shouldNotFollowAStatementThatTheOldKeyDidNotMake() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        assertThat(refusal(judge(rotated("ecdsa-256", rotation("acme", "ed25519", "ecdsa-256", "ecdsa-256")))))
                .contains(".rotation: ", "not signed by its old key");
        assertThat(question(judge(rotated("ecdsa-256", rotation("other", "ed25519", "ecdsa-256", "ed25519")))).words())
                .hasSize(1);
        assertThat(question(judge(rotated("ecdsa-384", rotation("acme", "ed25519", "ecdsa-256", "ed25519")))).words())
                .hasSize(1);
    }

    @Test
    void shouldNotFollowRevokedKeys() throws Exception {
        allow(line("", "ed25519"));
        judge(signed("ed25519", MANIFEST));
        byte[] statement = rotation("acme", "ed25519", "ecdsa-256", "ed25519");
        Path revoked = directory.resolve("user").resolve(ConfigPlaces.REVOKED_KEYS);
        Files.writeString(revoked, SshKeygen.publicLine(SshKeygen.key("ed25519")));
        assertThat(question(judge(rotated("ecdsa-256", statement))).words()).hasSize(1);
        Files.writeString(revoked, SshKeygen.publicLine(SshKeygen.key("ecdsa-256")));
        assertThat(refusal(judge(rotated("ecdsa-256", statement)))).contains("is revoked");
        Files.delete(revoked);
        assertThat(remarks(judge(rotated("ecdsa-256", statement)))).hasSize(1);
    }

    @Test
    void shouldKnowSignersByTheAuthorityThatCertifiesThem() throws Exception {
        allow("acme cert-authority " + SshKeygen.publicLine(SshKeygen.key("ed25519")));
        List<byte[]> signatures = new ArrayList<>();
        for (String type : List.of("ecdsa-256", "ecdsa-384")) {
            Path certified = SshKeygen.certified(type, "-n", "acme");
            signatures.add(SshKeygen.sign(SshKeygen.certificateOf(certified), MANIFEST));
        }
        assertThat(remarks(judge(submission(MANIFEST, Optional.of(signatures.get(0)), Optional.empty())))).hasSize(1);
        assertThat(remarks(judge(submission(MANIFEST, Optional.of(signatures.get(1)), Optional.empty())))).isEmpty();
        SshSignature second = SshSignature.parse(signatures.get(1));
        assertThat(second.certificate()).isNotNull();
    }
}
