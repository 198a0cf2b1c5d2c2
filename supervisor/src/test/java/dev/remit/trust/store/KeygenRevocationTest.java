package dev.remit.trust.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.trust.store.Judgement.Reason;
import dev.remit.trust.store.Judgement.Refused;
import dev.remit.trust.store.Judgement.Trusted;
import dev.remit.trust.store.Keygen.Answer;
import dev.remit.trust.store.Keygen.Question;
import dev.remit.trust.store.KeygenSigners.Signer;
import dev.remit.trust.store.TrustStore.Source;
import dev.remit.trust.wire.WireWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** {@code ssh-keygen -Y verify -r} and {@code -Q} say the same of revocation lists, which {@code ssh-keygen -k} makes. */
class KeygenRevocationTest {
    private static final String ALLOWED = """
            * {ed}
            * {ec}
            * {rsa}
            * cert-authority {ca}
            * cert-authority {otherca}
            * cert-authority {rsaca}
            """;
    private static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");

    @TempDir
    private static Path directory;
    private static KeygenSigners signers;
    private static Keygen keygen;
    private static final List<String> MADE = new ArrayList<>();

    @BeforeAll
    static void setUp() throws Exception {
        signers = new KeygenSigners(directory);
        keygen = signers.keygen();
        keygen.write("allowed", signers.withKeys(ALLOWED));
        make("keys", List.of(), "ed.pub", "ec.pub");
        make("authority", List.of(), "ca.pub");
        make("byNumber", List.of(), "c-year-cert.pub", "c-rsa-cert.pub");
        make("byId", List.of(), "c-forever-cert.pub");
        spec("key", List.of(), "key: {ed}\nkey: {rsaca}");
        spec("sha1", List.of(), "sha1: {ec}\nsha1: {otherca}");
        spec("sha256", List.of(), "sha256: {rsa}\nsha256: {ca}");
        spec("hash", List.of(), "hash: " + signers.all().getFirst().key().fingerprint());
        spec("serial", List.of("-s", "ca.pub"), "serial: 5\nserial: 0x9\nserial: 1000");
        spec("range", List.of("-s", "ca.pub"), "serial: 1-6\nserial: 100-18446744073709551615");
        spec("others", List.of("-s", "otherca.pub"), "serial: 5\nid: id-five\nid: id-zero");
        spec("ids", List.of("-s", "ca.pub"), "id: id-five\nid: id-zero\nid: id-five");
        spec("anyAuthority", List.of("-s", "none"), "serial: 5\nid: id-rsa");
        spec("bitmap", List.of("-s", "ca.pub"), IntStream.range(0, 300)
                .mapToObj(i -> "serial: " + (5 + 2 * i + i % 7 / 3)).collect(Collectors.joining("\n")));
        spec("sparse", List.of("-s", "none"), IntStream.range(0, 60).mapToObj(i -> "serial: " + (9L + (1L << i)))
                .collect(Collectors.joining("\n")) + "\nserial: 18446744073709551615");
        spec("version", List.of("-z", "42"), "key: {rsa}");
        make("empty", List.of());
        make("updated", List.of(), "rsa.pub");
        keygen.write("more", signers.withKeys("sha256: {ec}\nserial: 9\nid: id-five\n"));
        keygen.run("-k", "-u", "-f", "updated", "-s", "ca.pub", "more");
        plain("lines", "# gone\n{ed}\n\n{otherca} with a comment\n");
        plain("linesOfCertificate", keygen.read("c-login-cert.pub") + "\n");
        plain("noLines", "# none\n");
    }

    private static void make(String name, List<String> options, String... files) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-k", "-f", name));
        arguments.addAll(options);
        arguments.addAll(List.of(files));
        keygen.run(arguments.toArray(String[]::new));
        MADE.add(name);
    }

    private static void spec(String name, List<String> options, String lines) throws Exception {
        keygen.write(name + ".spec", signers.withKeys(lines) + "\n");
        make(name, options, name + ".spec");
    }

    private static void plain(String name, String lines) throws Exception {
        keygen.write(name, signers.withKeys(lines));
        MADE.add(name);
    }

    private static String principal(Signer signer) {
        return signer.name().equals("c-forever") ? "carol" : "alice";
    }

    @Test
    void shouldRevokeWhatSshKeygenRevokes() throws Exception {
        List<Question> questions = new ArrayList<>();
        List<Judgement> judgements = new ArrayList<>();
        for (String list : MADE) {
            TrustStore store = TrustStore
                    .of(List.of(new Source("allowed", keygen.bytes("allowed"), keygen.bytes(list))));
            for (Signer signer : signers.all()) {
                questions.add(new Question("UTC0", List.of("-Y", "verify", "-f", "allowed", "-r", list, "-n", "file",
                        "-I", principal(signer), "-s", signer.name() + ".file.sig", "-Overify-time=20240601Z")));
                judgements.add(store.judge(signer.key(), signer.certificate(), "file", principal(signer), NOW));
            }
        }

        List<Answer> answers = keygen.ask(questions);

        for (int i = 0; i < questions.size(); i++) {
            assertThat(judgements.get(i) instanceof Trusted).as("%s: %s", questions.get(i), judgements.get(i))
                    .isEqualTo(answers.get(i).status() == 0);
        }
        long revoked = judgements.stream().filter(judgement -> judgement instanceof Refused refused
                && refused.reason() == Reason.REVOKED).count();
        assertThat(revoked).isBetween(50L, questions.size() - 50L);
        assertThat(questions).hasSizeGreaterThan(200);
    }

    @Test
    void shouldReadTheVersionThatSshKeygenWrites() throws Exception {
        RevokedKeys.Header header = RevokedKeys.parse("version", keygen.bytes("version")).header();

        assertThat(Objects.requireNonNull(header).version()).isEqualTo(42);
        assertThat(header.made()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
        assertThat(RevokedKeys.parse("lines", keygen.bytes("lines")).header()).isNull();
    }

    @Test
    void shouldReadListsMadeByHandAsSshKeygenDoes() throws Exception {
        keygen.write("sample-cert.pub", SampleKeys.CERTIFICATE + "\n");
        List<Question> questions = new ArrayList<>();
        List<Boolean> revoked = new ArrayList<>();
        for (Arguments vector : RevokedKeysTest.parts().toList()) {
            byte[] part = ((WireWriter) vector.get()[0]).toByteArray();
            // Extensions came to OpenSSH with version 9.4.
            if (part[0] != KrlWriter.CERTIFICATE_EXTENSION) {
                String name = "hand" + questions.size();
                keygen.write(name, new KrlWriter().certificates(SampleKeys.key(SampleKeys.AUTHORITY).blob(),
                        new WireWriter().raw(part)).toByteArray());
                questions.add(new Question("UTC0", List.of("-Q", "-f", name, "sample-cert.pub")));
                revoked.add((Boolean) vector.get()[1]);
            }
        }

        List<Answer> answers = keygen.ask(questions);

        for (int i = 0; i < questions.size(); i++) {
            assertThat(answers.get(i).status() != 0).as("%s: %s", i, answers.get(i)).isEqualTo(revoked.get(i));
        }
    }

    @Test
    void shouldRefuseListsThatSshKeygenRefuses() throws Exception {
        keygen.write("other.pub", SampleKeys.CAROL + "\n");
        List<Question> questions = new ArrayList<>();
        for (Arguments vector : RevokedKeysTest.malformed().toList()) {
            String name = "malformed" + questions.size();
            keygen.write(name, ((KrlWriter) vector.get()[0]).toByteArray());
            questions.add(new Question("UTC0", List.of("-Q", "-f", name, "other.pub")));
        }
        keygen.write("wellFormed", new KrlWriter(1, 0, "").toByteArray());
        questions.add(new Question("UTC0", List.of("-Q", "-f", "wellFormed", "other.pub")));

        List<Answer> answers = keygen.ask(questions);

        assertThat(answers.subList(0, answers.size() - 1)).noneMatch(answer -> answer.status() == 0);
        assertThat(answers.getLast().status()).isZero();
    }
}
