package dev.remit.trust.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.trust.key.Certificate;
import dev.remit.trust.store.Judgement.Refused;
import dev.remit.trust.store.Judgement.Trusted;
import dev.remit.trust.store.Keygen.Answer;
import dev.remit.trust.store.Keygen.Question;
import dev.remit.trust.store.KeygenSigners.Signer;
import dev.remit.trust.store.TrustStore.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ssh-keygen -Y verify} and {@code -Y find-principals} say the same of lists of signers. */
class KeygenJudgementTest {
    private static final int ROUNDS = 600;
    private static final int CHANCES = 4;

    /** Zones as Java and as POSIX name them: the latter need no data of time zones on the machine. */
    private static final Map<String, String> ZONES = Map.of("UTC", "UTC0", "Europe/Berlin",
            "CET-1CEST,M3.5.0,M10.5.0/3", "America/New_York", "EST5EDT,M3.2.0,M11.1.0", "Asia/Kathmandu",
            "<+0545>-5:45", "Australia/Sydney", "AEST-10AEDT,M10.1.0,M4.1.0/3");
    private static final List<String> ZONE_NAMES = ZONES.keySet().stream().sorted().toList();

    private static final List<String> PRINCIPALS = List.of("alice", "alice", "alice", "bob", "carol", "a b", "al");

    private static final List<Instant> TIMES = List.of(Instant.parse("2023-12-31T23:59:59Z"),
            Instant.parse("2024-01-01T00:00:00Z"), Instant.parse("2024-05-31T23:59:59Z"),
            Instant.parse("2024-06-01T00:00:00Z"), Instant.parse("2024-06-01T00:00:01Z"),
            Instant.parse("2024-06-01T11:59:59Z"), Instant.parse("2024-06-01T12:00:00Z"),
            Instant.parse("2024-06-01T12:00:01Z"), Instant.parse("2024-12-31T23:59:59Z"),
            Instant.parse("2025-01-01T00:00:00Z"), Instant.parse("2031-01-01T00:00:00Z"));

    private static final List<String> LISTS = List.of(
            "alice {ed}",
            "alice {ed}\nalice {ec}\nalice {rsa}",
            "*@x,alice,!bob {ed}\nbob {ec}\ncarol,b?b {rsa}",
            "alice namespaces=\"file\" {ed}\n* namespaces=\"git\" {rsa}",
            "* namespaces=\"*i*,!file\" {ed}",
            "alice valid-after=\"20240601Z\" {ed}\nalice valid-before=\"20240601120000Z\" {ec}",
            "alice valid-before=\"20240601\" {ed}\n* valid-after=\"202406011200\" {ec}",
            "alice valid-after=\"20240601\",valid-before=\"202406011200\" {ed}",
            "* valid-before=\"20240601UTC\",namespaces=\"file\",valid-after=\"20240101Z\" {rsa}",
            "* cert-authority {ca}",
            "* cert-authority {ca}\n* cert-authority {otherca}\n* cert-authority {rsaca}",
            "alice,carol cert-authority,namespaces=\"file\" {ca}",
            "*,!alice cert-authority {ca}\nalice cert-authority {otherca}",
            "* cert-authority,valid-before=\"20240601Z\" {ca}\na* CERT-Authority {rsaca}",
            "* {ca}\n* cert-authority {ed}",
            "\"a b,?lice\" {rsa}\n*li* namespaces=\"git\" {ed}\nalice {ec}",
            "a*e {ed}\n!* {ec}\nal cert-authority {rsaca}",
            "# comment\n\n \t\n\t alice\tNamespaces=\"file,g\\\"t\"\t {ed}  and a comment \n*l* {rsa}",
            "!alice,* {ed}\n*,!al {ec}\nali** {rsa}",
            "bob {ed}\nalice namespaces=\"x\" {ed}\nalice valid-before=\"20240101Z\" {ed}\nalice {ed}",
            "");

    @TempDir
    private static Path directory;
    private static KeygenSigners signers;

    @BeforeAll
    static void setUp() throws Exception {
        signers = new KeygenSigners(directory);
        for (int i = 0; i < LISTS.size(); i++) {
            signers.keygen().write("allowed" + i, signers.withKeys(LISTS.get(i)));
        }
    }

    /** One question to both. */
    private record Case(int list, Signer signer, String namespace, String principal, Instant now, String zone) {
        /** Most that are made up at random end in refusal, so that trust gets further chances. */
        static Case random(Random random) {
            Case made = makeUp(random);
            for (int chance = 0; chance < CHANCES && !(made.judge() instanceof Trusted); chance++) {
                made = makeUp(random);
            }
            return made;
        }

        private static Case makeUp(Random random) {
            return new Case(random.nextInt(LISTS.size()), pick(random, signers.all()),
                    pick(random, KeygenSigners.NAMESPACES), pick(random, PRINCIPALS), pick(random, TIMES),
                    pick(random, ZONE_NAMES));
        }

        private static <T> T pick(Random random, List<T> all) {
            return all.get(random.nextInt(all.size()));
        }

        Question question(String action, String... more) {
            List<String> arguments = new ArrayList<>(List.of("-Y", action, "-f", "allowed" + list, "-s",
                    signer.name() + "." + namespace + ".sig", "-Overify-time=" + Timestamp.format(now)));
            arguments.addAll(List.of(more));
            return new Question(String.valueOf(ZONES.get(zone)), arguments);
        }

        TrustStore store() {
            return KeygenJudgementTest.store(list, zone);
        }

        Judgement judge() {
            return store().judge(signer.key(), signer.certificate(), namespace, principal, now);
        }

        @Override
        public String toString() {
            return signer.name() + " for " + principal + " in " + namespace + " at " + now + " (" + zone + ")\n"
                    + LISTS.get(list);
        }
    }

    private static TrustStore store(int list, String zone) {
        try {
            byte[] allowed = signers.keygen().bytes("allowed" + list);
            return TrustStore.of(List.of(new Source("allowed", allowed, new byte[0])), ZoneId.of(zone));
        } catch (IOException | StoreFormatException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldTrustWhomSshKeygenTrusts() throws Exception {
        Random random = new Random(11);
        List<Case> cases = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Case one = Case.random(random);
            cases.add(one);
            questions.add(one.question("verify", "-n", one.namespace, "-I", one.principal));
        }

        List<Answer> answers = signers.keygen().ask(questions);

        int trusted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Judgement judgement = cases.get(i).judge();
            assertThat(judgement instanceof Trusted).as("%s: %s", cases.get(i), judgement)
                    .isEqualTo(answers.get(i).status() == 0);
            trusted += judgement instanceof Trusted ? 1 : 0;
        }
        assertThat(trusted).isBetween(ROUNDS / 6, ROUNDS / 2);
    }

    @Test
    void shouldSayWhenAnAnswerChanges() throws Exception {
        Random random = new Random(12);
        List<Question> questions = new ArrayList<>();
        List<Boolean> expected = new ArrayList<>();
        while (questions.size() < ROUNDS / 2) {
            Case one = Case.random(random);
            if (one.judge() instanceof Trusted trusted) {
                ask(one, trusted.validFrom(), true, questions, expected);
                ask(one, trusted.validUntil().minusSeconds(1), true, questions, expected);
                if (!LISTS.get(one.list).contains("x\"")) {
                    ask(one, trusted.validFrom().minusSeconds(1), false, questions, expected);
                    ask(one, trusted.validUntil(), false, questions, expected);
                }
            }
        }

        List<Answer> answers = signers.keygen().ask(questions);

        assertThat(answers).extracting(answer -> answer.status() == 0).isEqualTo(expected);
        assertThat(expected).contains(false);
    }

    private static void ask(Case one, Instant time, boolean trusted, List<Question> questions, List<Boolean> expected) {
        if (time.isAfter(Instant.EPOCH) && time.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
            Case then = new Case(one.list, one.signer, one.namespace, one.principal, time, one.zone);
            questions.add(then.question("verify", "-n", one.namespace, "-I", one.principal));
            expected.add(trusted);
        }
    }

    @Test
    void shouldFindThePrincipalsThatSshKeygenFinds() throws Exception {
        Random random = new Random(13);
        List<Case> cases = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        while (cases.size() < ROUNDS / 3) {
            Case one = Case.random(random);
            // ssh-keygen takes no notice of negation here, when it looks for a certificate's principals.
            if (one.signer.certificate() == null || !LISTS.get(one.list).contains("!")) {
                cases.add(one);
                questions.add(one.question("find-principals"));
            }
        }

        List<Answer> answers = signers.keygen().ask(questions);

        int found = 0;
        for (int i = 0; i < cases.size(); i++) {
            Case one = cases.get(i);
            List<String> principals = one.store().principalsOf(one.signer.key(), one.signer.certificate(), one.now);
            assertThat(principals).as("%s", one)
                    .isEqualTo(answers.get(i).status() == 0 ? answers.get(i).lines() : List.of());
            found += principals.isEmpty() ? 0 : 1;
        }
        assertThat(found).isBetween(cases.size() / 10, cases.size() * 9 / 10);
    }

    @Test
    void shouldReadTimesAsSshKeygenDoesInAnyZone() throws Exception {
        List<String> times = List.of("20240115", "20240701", "202403310130", "202403310230", "202403310330",
                "202410270130", "202410270230", "202410270330", "20241103013000", "20240310023000", "20241006023000",
                "20240407023000", "20240701Z", "202407011200Z", "20240701120001utc");
        List<Question> questions = new ArrayList<>();
        List<Boolean> expected = new ArrayList<>();
        for (String zone : ZONE_NAMES) {
            for (String text : times) {
                String name = "times" + questions.size();
                signers.keygen().write(name, signers.withKeys("alice valid-after=\"" + text + "\" {ed}"));
                Instant time = Instant.ofEpochSecond(Timestamp.parse(text, ZoneId.of(zone)));
                for (Instant now : List.of(time.minusSeconds(1), time)) {
                    questions.add(new Question(String.valueOf(ZONES.get(zone)), List.of("-Y", "verify", "-f", name,
                            "-I", "alice", "-n", "file", "-s", "ed.file.sig", "-Overify-time="
                                    + Timestamp.format(now))));
                    expected.add(now.equals(time));
                }
            }
        }

        List<Answer> answers = signers.keygen().ask(questions);

        for (int i = 0; i < questions.size(); i++) {
            assertThat(answers.get(i).status() == 0).as("%s", questions.get(i)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void shouldSayWhatACertificateLacks() throws Exception {
        Keygen keygen = signers.keygen();
        keygen.certify("ed", "c-required", "ca", "-I", "required", "-n", "alice", "-O", "verify-required");
        keygen.certify("ed", "c-unknown", "ca", "-I", "unknown", "-n", "alice", "-O", "critical:x@example.com=y");
        TrustStore store = store(LISTS.indexOf("* cert-authority {ca}"), "UTC");
        List<String> texts = new ArrayList<>();
        for (String name : List.of("c-host", "c-nobody", "c-required", "c-unknown")) {
            Certificate certificate = Certificate.parseLine(keygen.read(name + "-cert.pub"));
            Refused refused = (Refused) store.judge(certificate.key(), certificate, "file", "alice", TIMES.getFirst());
            assertThat(refused.reason()).isEqualTo(Judgement.Reason.BAD_CERTIFICATE);
            texts.add(refused.text());
        }

        assertThat(texts).containsExactly("the certificate \"host\" is one for hosts, which sign nothing",
                "the certificate \"nobody\" does not say whose it is",
                "the certificate \"required\" has the critical option \"verify-required\", which is not known here",
                "the certificate \"unknown\" has the critical option \"x@example.com\", which is not known here");
    }

    @Test
    void shouldWriteLinesThatSshKeygenReads() throws Exception {
        Signer ed = signers.all().getFirst();
        SignerOptions options = new SignerOptions(false, "x\"y,f*", TIMES.getFirst(), TIMES.getLast());
        String line = AllowedSigners.line(List.of("#a b", "*lic?", "!bob"), options, ed.key());
        signers.keygen().write("written", line + "\n");
        List<Question> questions = new ArrayList<>();
        for (String principal : List.of("#a b", "alice", "bob")) {
            questions.add(new Question("UTC0", List.of("-Y", "verify", "-f", "written", "-I", principal, "-n", "file",
                    "-s", "ed.file.sig", "-Overify-time=20240601Z")));
        }

        assertThat(signers.keygen().ask(questions)).extracting(Answer::status).containsExactly(0, 0, 255);
    }
}
