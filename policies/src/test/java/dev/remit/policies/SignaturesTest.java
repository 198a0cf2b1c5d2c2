package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Signs manifests, believes them or not, and runs them, as people do; with the real ssh-keygen and ssh-agent. */
class SignaturesTest {
    private static final Path SOURCES = Path.of("src/test/signatures").toAbsolutePath();
    private static final Path TERMINALS = Path.of("src/test/devices").toAbsolutePath();
    private static final int REFUSED = 125;
    private static final int FOUND = 1;
    private static final int RACES = 12;
    private static final int MOST_RACES = 500;
    private static final int NAIVE_RACES = 2_000;

    /** A place with keys, a manifest, and a home in which nothing was decided yet. */
    private static final class Scene implements AutoCloseable {
        private final Place place;

        Scene(Account account) {
            place = new Place(account, SOURCES, TERMINALS);
            place.prepare("sh -e signatures.sh");
        }

        Ended remit(String... arguments) {
            return place.run(place.here(), place.remit(arguments), variables());
        }

        /** Runs Remit on a terminal of its own; what is written there comes out as its output. */
        Ended onTerminal(List<String> steps, String... arguments) {
            List<String> words = new ArrayList<>(List.of("./on_terminal"));
            words.addAll(steps);
            words.add("--");
            words.addAll(place.remit(arguments));
            return place.run(place.here(), words, variables());
        }

        Ended shell(String command) {
            return place.run(place.here(), List.of("/bin/sh", "-ec", command), variables());
        }

        Map<String, String> variables() {
            return Map.of("XDG_CONFIG_HOME", place.here().resolve("config").toString(), "XDG_CACHE_HOME",
                    place.here().resolve("cache").toString(), "TERM", "dumb");
        }

        void append(String text) throws IOException {
            place.prepare("cat >>app.yml <<'END'\n" + text + "END");
        }

        @Override
        public void close() {
            place.close();
        }
    }

    static List<Account> accounts() {
        return Account.available();
    }

    private static void succeeds(Ended ended) {
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
    }

    private static void runs(Ended ended) {
        assertThat(ended.output()).as(ended.describe()).isEqualTo("sunny\n");
        succeeds(ended);
    }

    private static void refuses(Ended ended, String... words) {
        assertThat(ended.exitCode()).as(ended.describe()).isEqualTo(REFUSED);
        assertThat(ended.output()).as(ended.describe()).isEmpty();
        assertThat(ended.errors()).contains(words);
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldRunWhatSomebodyTrustedSignedAndNothingElse(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            runs(scene.remit("run", "app.yml"));
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            refuses(scene.remit("run", "app.yml"), "app.yml.sig: the signer is not trusted for the author acme");
            assertThat(scene.remit("verify", "app.yml").exitCode()).isEqualTo(FOUND);

            succeeds(scene.remit("trust", "add", "--author", "acme", "keys/author.pub"));
            Ended first = scene.remit("run", "app.yml");
            runs(first);
            assertThat(first.errors()).contains("acme/weather: run for the first time, signed by SHA256:");
            Ended second = scene.remit("run", "app.yml");
            runs(second);
            assertThat(second.errors()).isEmpty();
            assertThat(scene.remit("verify", "app.yml").output()).contains("app.yml: signed by acme with ssh-ed25519",
                    "allowed_signers:1");
            succeeds(scene.shell("ssh-keygen -Y verify -f config/remit/allowed_signers -I acme -n remit-manifest"
                    + " -s app.yml.sig <app.yml"));

            scene.append("# changed\n");
            refuses(scene.remit("run", "app.yml"), "app.yml.sig: the signature ");
            succeeds(scene.shell("rm app.yml.sig"));
            refuses(scene.remit("run", "app.yml"), "bears no signature, but acme/weather was signed");
            succeeds(scene.shell("ssh-keygen -q -Y sign -n remit-manifest -f keys/author app.yml"));
            runs(scene.remit("run", "app.yml"));
            succeeds(scene.shell("rm app.yml.sig; ssh-keygen -q -Y sign -n file -f keys/author app.yml"));
            refuses(scene.remit("run", "app.yml"), "is made for the namespace \"file\"");

            succeeds(scene.shell("rm app.yml.sig"));
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            runs(scene.remit("run", "app.yml"));
            succeeds(scene.remit("trust", "revoke", "keys/author.pub"));
            refuses(scene.remit("run", "app.yml"), "is revoked");
            assertThat(scene.remit("trust", "list").output()).contains("acme/weather 1.4.0", "Revoked keys\n  ");
        }
    }

    /** Each step takes away something that the kept answer rests on, when it was found for the last time a moment ago. */
    @ParameterizedTest
    @MethodSource("accounts")
    void shouldRememberNoLongerThanAllThatItRestsOnIsTheSame(Account account) throws Exception {
        Map<String, String> steps = new LinkedHashMap<>();
        steps.put("cp keys/author.pub config/remit/revoked_keys", "is revoked");
        steps.put("mv config/remit/allowed_signers aside", "is not trusted for the author acme");
        steps.put("sed -i s/^acme/other/ config/remit/allowed_signers", "is not trusted for the author acme");
        steps.put("sed -i 's/namespaces=/valid-before=\"20200101Z\",namespaces=/' config/remit/allowed_signers",
                "not trusted");
        steps.put("chmod 666 config/remit/allowed_signers", "chmod");
        steps.put("ssh-keygen -q -Y sign -n remit-manifest -f keys/author other && cp other.sig app.yml.sig",
                "app.yml.sig: the signature ");
        steps.put("ssh-keygen -q -Y sign -n remit-manifest -f keys/successor <app.yml >app.yml.sig",
                "signed by another key");
        steps.put(": >app.yml.sig", "app.yml.sig: is no signature");
        steps.put("rm app.yml.sig", "bears no signature, but acme/weather was signed");
        try (Scene scene = new Scene(account)) {
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            succeeds(scene.remit("trust", "add", "--author", "acme", "keys/author.pub"));
            runs(scene.remit("run", "app.yml"));
            scene.shell("echo other >other; cp -rp config good; cp app.yml.sig good.sig");
            for (Map.Entry<String, String> step : steps.entrySet()) {
                runs(scene.remit("run", "app.yml"));
                String kept = scene.shell("ls -i cache/remit/policies").output();
                runs(scene.remit("run", "app.yml"));
                assertThat(scene.shell("ls -i cache/remit/policies").output()).as("nothing found anew").isEqualTo(kept);

                succeeds(scene.shell(step.getKey()));

                refuses(scene.remit("run", "app.yml"), step.getValue());
                refuses(scene.remit("run", "app.yml"), step.getValue());
                succeeds(scene.shell("rm -rf config aside; cp -rp good config; cp good.sig app.yml.sig"));
            }
            succeeds(scene.shell("rm app.yml.sig; sed -i s/acme/nobody/ app.yml"));
            runs(scene.remit("run", "app.yml"));
            runs(scene.remit("run", "app.yml"));
            succeeds(scene.shell("echo 'unsigned: refuse' >config/remit/settings.yml"));
            refuses(scene.remit("run", "app.yml"), "the settings refuse such manifests");
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldStopWhereANewVersionAsksForMore(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            succeeds(scene.remit("trust", "add", "--author", "acme", "keys/author.pub"));
            runs(scene.remit("run", "app.yml"));

            scene.append("limits: {processes: 20}\n");
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            Ended less = scene.remit("run", "app.yml");
            runs(less);
            assertThat(less.errors()).isEmpty();

            succeeds(scene.shell("sed -i -e s/1.4.0/1.5.0/ -e s/20/50/ app.yml"));
            scene.append("allowedDirectories:\n  - {name: out, path: ./out/**, permission: readWrite}\n");
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            Ended more = scene.remit("run", "app.yml");
            refuses(more, "acme/weather 1.5.0 asks for more than was accepted of version 1.4.0:",
                    "  + read+write:./out/**", "  + limit:processes=50",
                    "remit run --accept-permissions 'read+write:./out/**' --accept-permissions limit:processes=50 app.yml");
            refuses(scene.remit("run", "--accept-permissions", "limit:processes=50", "app.yml"), "read+write:./out/**");
            refuses(scene.remit("run", "app.yml"), "asks for more");

            Ended no = scene.onTerminal(List.of("-e", "[y/N] ", "-s", "n\n"), "run", "app.yml");
            assertThat(no.exitCode()).as(no.describe()).isEqualTo(REFUSED);
            assertThat(no.output()).doesNotContain("sunny");
            Ended yes = scene.onTerminal(List.of("-e", "[y/N] ", "-s", "y\n"), "run", "app.yml");
            succeeds(yes);
            assertThat(yes.output()).contains("read+write:./out/**", "sunny");
            runs(scene.remit("run", "app.yml"));
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldGoOnWithTheKeyThatTheOldOneNames(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            String fingerprint = scene.shell("ssh-keygen -lf keys/author.pub | cut -d' ' -f2").output().strip();
            refuses(scene.remit("trust", "add", "app.yml"), "acme/weather is signed by ssh-ed25519 " + fingerprint,
                    "read+execute:", "remit trust add --fingerprint " + fingerprint + " app.yml");
            refuses(scene.remit("trust", "add", "--fingerprint", "SHA256:other", "app.yml"), "not SHA256:other");
            succeeds(scene.remit("trust", "add", "--fingerprint", fingerprint, "app.yml"));
            runs(scene.remit("run", "app.yml"));

            succeeds(scene.remit("sign", "--key", "keys/successor", "app.yml"));
            refuses(scene.remit("run", "app.yml"), "acme/weather 1.4.0 is signed by another key than before",
                    "--accept-permissions key:SHA256:");
            succeeds(scene.remit("trust", "rotate", "--key", "keys/author", "--to", "keys/successor.pub", "--author",
                    "acme", "-o", "app.yml.rotation"));
            Ended rotated = scene.remit("run", "app.yml");
            runs(rotated);
            assertThat(rotated.errors()).contains("signed by its author's new key");
            succeeds(scene.shell("rm app.yml.rotation"));
            runs(scene.remit("run", "app.yml"));
            succeeds(scene.remit("trust", "forget", "acme/weather"));
            refuses(scene.remit("run", "app.yml"), "not trusted");
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldAskForPassphrasesWithoutShowingThem(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            refuses(scene.remit("sign", "--key", "keys/locked", "app.yml"), "keys/locked: ",
                    "There is no terminal to ask on");
            Ended wrong = scene.onTerminal(
                    List.of("-e", "keys/locked: ", "-s", "wrong one\n", "-e", "keys/locked: ", "-s",
                            "wrong two\n", "-e", "keys/locked: ", "-s", "wrong three\n"),
                    "sign", "--key", "keys/locked",
                    "app.yml");
            assertThat(wrong.exitCode()).as(wrong.describe()).isEqualTo(REFUSED);
            Ended right = scene.onTerminal(List.of("-e", "keys/locked: ", "-s", "open sesame\n"), "sign", "--key",
                    "keys/locked", "app.yml");
            succeeds(right);
            assertThat(right.output()).contains("Passphrase of keys/locked: ", "app.yml.sig: signed with ssh-ed25519")
                    .doesNotContain("sesame");
            succeeds(scene.shell("ssh-keygen -Y check-novalidate -n remit-manifest -s app.yml.sig <app.yml"));
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldSignWithWhatTheAgentHas(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            List<String> words = new ArrayList<>(List.of("/bin/sh", "-ec", """
                    eval "$(ssh-agent)" >/dev/null
                    trap 'kill $SSH_AGENT_PID' EXIT
                    ssh-add -q keys/successor
                    "$@" sign app.yml
                    ssh-keygen -Y check-novalidate -n remit-manifest -s app.yml.sig <app.yml
                    ssh-add -q keys/author
                    "$@" sign app.yml || echo which
                    mv keys/author hidden
                    "$@" sign --key keys/author.pub app.yml
                    ssh-keygen -Y check-novalidate -n remit-manifest -s app.yml.sig <app.yml
                    """, "sh"));
            words.addAll(scene.place.remit());
            Ended ended = scene.place.run(scene.place.here(), words, scene.variables());
            succeeds(ended);
            assertThat(ended.output()).as(ended.describe()).contains("Good \"remit-manifest\" signature with ECDSA",
                    "which", "Good \"remit-manifest\" signature with ED25519");
            assertThat(ended.errors()).contains("say which key to sign with; the ssh-agent has these:", "successor");
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldNotUseWhatOthersMayWriteOrRead(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            succeeds(scene.shell("chmod 644 keys/author"));
            refuses(scene.remit("sign", "--key", "keys/author", "app.yml"), "keys/author", "chmod");
            succeeds(scene.shell("chmod 600 keys/author"));
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            succeeds(scene.remit("trust", "add", "--author", "acme", "keys/author.pub"));
            for (String path : List.of("config/remit/allowed_signers", "config/remit", "config")) {
                succeeds(scene.shell("chmod o+w " + path));
                refuses(scene.remit("run", "app.yml"), path, "chmod");
                succeeds(scene.shell("chmod o-w " + path));
            }
            runs(scene.remit("run", "app.yml"));
            succeeds(scene.shell("chmod o+w config/remit/pins"));
            refuses(scene.remit("run", "app.yml"), "config/remit/pins", "chmod");
            succeeds(scene.shell("chmod o-w config/remit/pins; echo 'unsigned: warn' >config/remit/settings.yml; "
                    + "chmod o+w config/remit/settings.yml"));
            refuses(scene.remit("run", "app.yml"), "config/remit/settings.yml", "chmod");
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldTreatUnsignedManifestsAsTheUserSays(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            succeeds(scene.shell("mkdir -p config/remit; echo 'unsigned: warn' >config/remit/settings.yml"));
            Ended warned = scene.remit("run", "app.yml");
            runs(warned);
            assertThat(warned.errors()).contains("app.yml: bears no signature");
            succeeds(scene.shell("echo 'unsigned: refuse' >config/remit/settings.yml"));
            refuses(scene.remit("run", "app.yml"), "the settings refuse such manifests");
            succeeds(scene.shell("echo 'unsigned: never' >config/remit/settings.yml"));
            refuses(scene.remit("run", "app.yml"), "settings.yml:1:11: error: \"never\" is no answer");
            Ended inline = scene.remit("run", "--", "/bin/echo", "sunny");
            runs(inline);
        }
    }

    /** What the administrator says, the user cannot take back. */
    @ParameterizedTest
    @MethodSource("accounts")
    void shouldHeedTheSystemBeforeTheUser(Account account) throws Exception {
        assumeTrue(Account.isRoot(), "only root can put files into a /etc of its own");
        try (Scene scene = new Scene(account)) {
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            succeeds(scene.remit("trust", "add", "--author", "acme", "keys/author.pub"));
            succeeds(scene.shell("echo 'unsigned: allow' >config/remit/settings.yml; cp app.yml plain.yml"));
            Map<String, String> system = Map.of("settings.yml", "unsigned: refuse\n", "revoked_keys", "");
            refuses(inSystem(scene, account, system, "run", "plain.yml"), "the settings refuse such manifests");
            runs(inSystem(scene, account, system, "run", "app.yml"));
            String key = Files.readString(scene.place.here().resolve("keys/author.pub"));
            refuses(inSystem(scene, account, Map.of("revoked_keys", key), "run", "app.yml"), "is revoked");
            runs(inSystem(scene, account, Map.of("allowed_signers", "acme " + key), "run", "app.yml"));
            assertThat(inSystem(scene, account, system, "trust", "list").output())
                    .contains("Manifests without a signature: refuse");
        }
    }

    /** Runs Remit where /etc/remit holds these files, and all else is as it is. */
    private static Ended inSystem(Scene scene, Account account, Map<String, String> files, String... arguments) {
        StringBuilder script = new StringBuilder("""
                mount -t tmpfs none /mnt
                cp -a /etc /mnt/etc
                mount --bind /mnt/etc /etc
                rm -rf /etc/remit
                mkdir /etc/remit
                """);
        files.forEach((name, content) -> script.append("cat >/etc/remit/").append(name).append(" <<'END'\n")
                .append(content.strip()).append("\nEND\n"));
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "sh", "-ec", script.append("exec \"$@\"").toString(), "sh"));
        command.addAll(account.command(scene.place.remit(arguments)));
        Map<String, String> variables = new HashMap<>(scene.variables());
        variables.put("HOME", scene.place.fill("{home}"));
        try (Place root = new Place(Account.SELF)) {
            return root.run(scene.place.here(), command, variables);
        }
    }

    /** What was verified is what runs, however the files are exchanged meanwhile. */
    @ParameterizedTest
    @MethodSource("accounts")
    void shouldRunTheBytesThatWereVerified(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            succeeds(scene.remit("sign", "--key", "keys/author", "app.yml"));
            succeeds(scene.remit("trust", "add", "--author", "acme", "keys/author.pub"));
            runs(scene.remit("run", "app.yml"));
            succeeds(scene.shell("cp app.yml good.yml; sed s/sunny/stormy/ app.yml >evil.yml"));
            Process attacker = scene.place.begin(scene.place.here(), List.of("/bin/sh", "-c",
                    "until [ -e enough ]; do ln -f good.yml new; mv -f new app.yml; ln -f evil.yml new; mv -f new app.yml; done"));
            try {
                Ended naive = scene.shell("for i in $(seq " + NAIVE_RACES
                        + "); do if sh race.sh 2>/dev/null | grep -q stormy; then echo beaten; exit; fi; done");
                assertThat(naive.output()).as(naive.describe()).contains("beaten");
                int ran = 0;
                int refused = 0;
                for (int i = 0; i < RACES || ((ran == 0 || refused == 0) && i < MOST_RACES); i++) {
                    Ended ended = scene.remit("run", "app.yml");
                    assertThat(ended.output()).as(ended.describe()).isIn("sunny\n", "");
                    assertThat(ended.exitCode()).as(ended.describe()).isIn(0, REFUSED);
                    ran += ended.exitCode() == 0 ? 1 : 0;
                    refused += ended.exitCode() == 0 ? 0 : 1;
                }
                assertThat(ran).isPositive();
                assertThat(refused).isPositive();
            } finally {
                scene.place.prepare("touch enough");
                attacker.waitFor();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldPrintDigestsAsManifestsTakeThem(Account account) throws Exception {
        try (Scene scene = new Scene(account)) {
            String sum = scene.shell("sha256sum /bin/echo | cut -d' ' -f1").output().strip();
            assertThat(scene.remit("hash", "/bin/echo").output()).isEqualTo("sha256:" + sum + "  /bin/echo\n");
            String other = scene.shell("sha512sum race.sh | cut -d' ' -f1").output().strip();
            assertThat(scene.remit("hash", "--sha512", "race.sh").output())
                    .isEqualTo("sha512:" + other + "  race.sh\n");
            assertThat(scene.remit("hash", "--json", "/bin/echo").output()).contains("\"hash\" : \"sha256:" + sum);
            refuses(scene.remit("hash", "nothing"), "nothing: no such program");
            scene.append("hash: [sha512:" + other + ", sha256:" + sum + "]\n");
            runs(scene.remit("run", "app.yml"));
        }
    }

    /** In a privileged run, whoever can write the manifest says what root's program may do. */
    @ParameterizedTest
    @MethodSource("accounts")
    void shouldNotRunWithPrivilegesWhatOthersMayWrite(Account account) throws Exception {
        assumeTrue(Account.isRoot(), "only root has privileges");
        try (Scene scene = new Scene(account)) {
            Place root = new Place(Account.SELF);
            succeeds(scene.shell("chmod 666 app.yml"));
            Ended ended = root.run(scene.place.here(), root.remit("run", "app.yml"), scene.variables());
            refuses(ended, "app.yml", account.isPrivileged() ? "chmod" : "chown");
            runs(account.isPrivileged()
                    ? scene.remit("run", "--", "/bin/echo", "sunny")
                    : scene.remit("run", "app.yml"));
            root.close();
        }
    }
}
