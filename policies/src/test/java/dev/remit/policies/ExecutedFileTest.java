package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program whose content is held to digests, or of which a sealed copy is run, finds itself as it would without Remit. */
class ExecutedFileTest {
    private static final Path SOURCES = Path.of("src/test/executed").toAbsolutePath();
    private static final String ACCOUNTS = "dev.remit.policies.Account#available";
    private static final String WHAT_PYTHON_KNOWS = """
            #!/usr/bin/python3 -B
            import sys
            print(sys.argv, __file__, sys.flags.dont_write_bytecode, open('/proc/self/comm').read().strip(),
                  open(__file__).read().count('import'))
            """;
    private static final String WHAT_BASH_KNOWS = """
            #!/bin/bash -e\s
            echo "$0" "$BASH_SOURCE" "$*" $-
            read -r name </proc/$$/comm; echo "$name"; grep -c grep "$0"
            """;

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldLetProgramFindItself(Account account) throws Exception {
        Place place = prepared(account);
        place.prepare(
                "mkdir real && cp show real/show && chmod 4755 real/show && ln -s real way && ln -s show real/other");
        for (String name : List.of("show", "way/show", "./way/other")) {
            String manifest = manifest(place, name, "");
            Ended free = place.run(place.here(), List.of(whole(place, name), "one", "", "two words"));
            Ended held = place.run(place.here(), place.remit("run", manifest, "--", "one", "", "two words"));
            assertThat(held.output()).as(held.describe()).isEqualTo(free.output()).contains("comm=",
                    "argument=two words");
            assertThat(held.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldLetScriptsFindThemselves(Account account) throws Exception {
        Place place = prepared(account);
        write(place, "knows.py", WHAT_PYTHON_KNOWS);
        write(place, "knows.bash", WHAT_BASH_KNOWS);
        write(place, "knows.sh", WHAT_BASH_KNOWS.replace("/bin/bash", "/bin/sh"));
        write(place, "knows-env.py", WHAT_PYTHON_KNOWS.replace("python3 -B", "env -S python3 -B"));
        place.prepare("mkdir real && cp knows.* real && ln -s real way");
        for (String name : List.of("knows.sh", "knows.bash", "knows.py", "way/knows.sh", "way/knows.py",
                "knows-env.py")) {
            String manifest = manifest(place, name, "");
            Ended free = place.run(place.here(), List.of(whole(place, name), "one", "two words"));
            Ended held = place.run(place.here(), place.remit("run", "--quiet", manifest, "--", "one", "two words"));
            Ended sealed = place.run(place.here(),
                    place.remit("run", "--quiet", "--sealed", manifest, "--", "one", "two words"));
            assertThat(free.output()).as(free.describe()).contains("two words", "knows").hasLineCount(
                    name.endsWith("py") ? 1 : 3);
            assertThat(held.output()).as(held.describe()).isEqualTo(free.output());
            assertThat(sealed.output()).as(sealed.describe()).isEqualTo(free.output());
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldRunSealedCopyOnRequest(Account account) throws Exception {
        Place place = prepared(account);
        Ended withDigest = place.run(place.here(), place.remit("run", "--sealed", manifest(place, "show", "")));
        Ended without = place.run(place.here(), place.remit("run", "--sealed", "--use", "system", "--", "./show"));
        Ended again = place.run(place.here(), place.remit("run", "--sealed", "--", "./show", "again"));

        for (Ended ended : List.of(withDigest, without, again)) {
            assertThat(ended.output()).as(ended.describe()).contains("exe=/memfd:show (deleted)\n", "directory=")
                    .doesNotContain("open=");
        }
        assertThat(withDigest.output()).contains("comm=show\n", "started=show\n");
        assertThat(again.output()).contains("argument=again\n");
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldSealByItselfWhatOthersCanWriteTo(Account account) throws Exception {
        Place place = prepared(account);
        String copied = "exe=/memfd:show (deleted)\n";
        for (String mode : List.of("775", "757", "777")) {
            place.prepare("chmod " + mode + " show");
            Ended ended = place.run(place.here(), place.remit("run", manifest(place, "show", "")));
            assertThat(ended.output()).as(ended.describe()).contains(copied);
        }
        place.prepare("chmod 755 show");
        Ended own = place.run(place.here(), place.remit("run", manifest(place, "show", "")));
        assertThat(own.output()).as(own.describe()).doesNotContain(copied).contains("/show\n");
        if (Account.isRoot()) {
            // Root's own for nobody, who trusts root; nobody's for root.
            Files.setAttribute(place.here().resolve("show"), "unix:uid", account == Account.SELF ? 65534 : 0);
            Ended foreign = place.run(place.here(), place.remit("run", manifest(place, "show", "")));
            assertThat(foreign.output().contains(copied)).as(foreign.describe()).isEqualTo(account == Account.SELF);
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldSealWhatSomebodyHasOpenForWriting(Account account) throws Exception {
        Place place = prepared(account);
        List<String> command = new ArrayList<>(List.of("sh", "-c", "exec 3>>show; exec \"$@\"", "sh"));
        command.addAll(place.remit("run", manifest(place, "show", "")));
        Ended ended = place.run(place.here(), command);

        assertThat(ended.output()).as(ended.describe()).contains("exe=/memfd:show (deleted)\n");
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldTellWhyProgramThatFailsDoesNotFindItself(Account account) throws Exception {
        Place place = prepared(account);
        write(place, "fails.sh", "#!/bin/sh\nexit $1\n");
        place.prepare("chmod 775 fails.sh");
        String manifest = manifest(place, "fails.sh", "");
        Ended failed = place.run(place.here(), place.remit("run", manifest, "--", "3"));
        Ended quiet = place.run(place.here(), place.remit("run", "--quiet", manifest, "--", "3"));
        Ended went = place.run(place.here(), place.remit("run", manifest, "--", "0"));

        assertThat(failed.exitCode()).isEqualTo(3);
        assertThat(failed.errors()).contains("fails.sh: others can write to it", "chmod go-w");
        assertThat(quiet.errors() + went.errors()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldRunSealedScriptThatIsOverwrittenMeanwhile(Account account) throws Exception {
        Place place = prepared(account);
        // A shell reads on when it has run what it has read, some thousand bytes at a time.
        String script = """
                #!/bin/sh
                printf '%%9000s\\necho evil\\n' '' 1<>"$0"
                echo good
                #%s
                echo better
                """.formatted("#".repeat(10_000));
        write(place, "free.sh", script);
        write(place, "long.sh", script);
        String manifest = manifest(place, "long.sh", "  - { path: ./long.sh, permission: readWriteExecute }\n");
        Ended free = place.run(place.here(), List.of("./free.sh"));
        Ended sealed = place.run(place.here(), place.remit("run", "--sealed", manifest));

        assertThat(free.output()).as(free.describe()).contains("evil");
        assertThat(place.here().resolve("long.sh")).content().contains("\necho evil\n");
        assertThat(sealed.output()).as(sealed.describe()).isEqualTo("good\nbetter\n");
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldAcceptAnyOfSeveralReleasesAndTellWhatItFound(Account account) throws Exception {
        Place place = prepared(account);
        String old = ScriptsTest.digest("old release".getBytes(StandardCharsets.US_ASCII));
        String manifest = manifest(place, "show", "").replace(".yml", ".releases.yml");
        String text = Files.readString(Path.of(manifest.replace(".releases", "")));
        Files.writeString(Path.of(manifest),
                text.replace("hash: ", "hash: [" + old + ", ").replace("\nuses", "]\nuses"));
        Ended accepted = place.run(place.here(), place.remit("run", manifest));
        Files.write(place.here().resolve("show"), new byte[]{0}, StandardOpenOption.APPEND);
        Ended refused = place.run(place.here(), place.remit("run", manifest));

        assertThat(accepted.exitCode()).as(accepted.describe()).isZero();
        assertThat(refused.exitCode()).isEqualTo(126);
        assertThat(refused.errors()).contains("show: is not the file that the manifest means: its digest is sha256:"
                + ScriptsTest.digest(Files.readAllBytes(place.here().resolve("show"))),
                "accepted is sha256:" + old
                        + " or sha256:",
                "`hash`");
        assertThat(refused.output()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldExplainWhyProgramIsNotExecuted(Account account) throws Exception {
        Place place = prepared(account);
        place.prepare(
                "echo text >text && printf '#!/missing\\n' >missing && printf '#!\\n' >none && printf '#!' >nothing && "
                        + "cp show secret && chmod 755 text missing none nothing && chmod 711 secret");
        assertThat(refused(place, "text", 126)).contains("neither a program of this machine nor a script");
        assertThat(refused(place, "none", 126)).contains("neither a program of this machine nor a script");
        assertThat(refused(place, "missing", 127)).contains("its interpreter or dynamic loader does not exist");
        assertThat(refused(place, "nothing", 127)).contains("names no interpreter");
        if (account == Account.NOBODY) {
            String manifest = manifest(place, "secret", "");
            Files.setAttribute(place.here().resolve("secret"), "unix:uid", 0);
            Ended ended = place.run(place.here(), place.remit("run", manifest));
            assertThat(ended.exitCode()).isEqualTo(126);
            assertThat(ended.errors()).contains("secret: cannot be read, so its digest cannot be checked",
                    "leave `hash` out");
        }
    }

    private static String refused(Place place, String name, int exitCode) throws Exception {
        Ended ended = place.run(place.here(), place.remit("run", "--quiet", manifest(place, name, "")));
        assertThat(ended.exitCode()).as(ended.describe()).isEqualTo(exitCode);
        assertThat(ended.output()).isEmpty();
        return ended.errors();
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldNotExecuteScriptWhoseInterpreterIsNotGranted(Account account) throws Exception {
        Place place = prepared(account);
        place.prepare(
                "printf '#!%s/words\\n' \"$PWD\" >script && gcc -O1 -static -o words words.c && chmod 755 script");
        String manifest = manifest(place, "script", "");
        String text = Files.readString(Path.of(manifest));
        Files.writeString(Path.of(manifest), text.replace(" readExecute", " read"));
        Supervised supervised = place.supervise(place.here(), List.of(manifest), Map.of());

        assertThat(supervised.ended().exitCode()).as(supervised.describe()).isEqualTo(126);
        assertThat(supervised.denied(place.here().resolve("words").toString(), "execute")).isTrue();
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldDecideWritesToProgramByRules(Account account) throws Exception {
        Place place = prepared(account);
        write(place, "writes.sh", """
                #!/bin/sh
                set -e
                echo '#' >>"$0"
                echo written
                tail -c 2 "$0"
                """);
        Supervised refused = place.supervise(place.here(), List.of(manifest(place, "writes.sh", "")), Map.of());
        Supervised granted = place.supervise(place.here(), List.of(manifest(place, "writes.sh",
                "  - { path: ./writes.sh, permission: readWriteExecute }\n")), Map.of());

        assertThat(refused.ended().output()).isEmpty();
        assertThat(refused.denied(place.here().resolve("writes.sh").toString(), "write")).as(refused.describe())
                .isTrue();
        assertThat(granted.ended().output()).as(granted.describe()).isEqualTo("written\n#\n");
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldKeepContentForReaderWhenNameLeadsElsewhere(Account account) throws Exception {
        Place place = prepared(account);
        // Reads its own file again by name, from elsewhere, through a link, and once its name is gone.
        write(place, "reads.sh", """
                #!/bin/sh
                set -e
                cd other
                for name in "$0" ../reads.sh ../link.sh; do head -c 9 "$name"; echo; done
                mv "$0" ../moved && echo exchanged >"$0" && chmod 755 "$0"
                for name in "$0" ../reads.sh ../link.sh ../other/../reads.sh; do head -c 9 "$name"; echo; done
                "$0" 2>/dev/null || echo "not executed: $?"
                ../moved again 2>/dev/null || echo "not executed: $?"
                """);
        place.prepare("mkdir other && ln -s reads.sh link.sh");
        String manifest = manifest(place, "reads.sh", "  - { path: './**', permission: readWrite }\n");
        String text = Files.readString(Path.of(manifest));
        Files.writeString(Path.of(manifest), text.replace("  - { path: './**', permission: readExecute }\n", ""));
        Ended ended = place.run(place.here(), place.remit("run", "--quiet", manifest));

        assertThat(ended.output()).as(ended.describe()).isEqualTo("#!/bin/sh\n".repeat(7) + "not executed: 126\n"
                + "not executed: 2\n");
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldStartWhereProcessesAreHiddenFromEachOther(Account account) throws Exception {
        Place place = prepared(account);
        place.prepare("printf '#!/bin/sh\\necho ran\\n' >script.sh && chmod 755 script.sh");
        String elf = manifest(place, "show", "");
        String script = manifest(place, "script.sh", "");
        if (Account.isRoot()) {
            List<String> hidden = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec",
                    "mount -t proc -o hidepid=2 none /proc; exec \"$@\"", "sh"));
            for (String manifest : List.of(elf, script)) {
                List<String> command = new ArrayList<>(hidden);
                command.addAll(account.command(place.remit("run", "--quiet", manifest)));
                Ended ended = privileged().run(place.here(), command);
                assertThat(ended.output()).as(ended.describe()).containsAnyOf("comm=show\n", "ran\n");
                assertThat(ended.exitCode()).isZero();
            }
        }
        for (String manifest : List.of(elf, script)) {
            Files.writeString(Path.of(manifest), Files.readString(Path.of(manifest)) + "metadata: hidden\n");
            Ended ended = place.run(place.here(), place.remit("run", "--quiet", "--sealed", manifest));
            assertThat(ended.output()).as(ended.describe()).containsAnyOf("comm=show\n", "ran\n");
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    @EnabledIf(value = "dev.remit.policies.Account#isRoot", disabledReason = "only root can make such a machine")
    void shouldRefuseWhatTheMachineLetsNobodyExecute(Account account) throws Exception {
        Place place = prepared(account);
        String manifest = manifest(place, "show", "");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec",
                "mount --bind . . && mount -o remount,bind,noexec . . && cd \"$PWD\" && exec \"$@\"", "sh"));
        command.addAll(account.command(place.remit("run", "--sealed", manifest)));
        Ended mounted = privileged().run(place.here(), command);
        assertThat(mounted.exitCode()).as(mounted.describe()).isEqualTo(126);
        assertThat(mounted.errors()).contains("show: is not executable");

        command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "sh", "-ec",
                "echo 2 >/proc/sys/vm/memfd_noexec && exec \"$@\"", "sh"));
        command.addAll(account.command(place.remit("run", "--sealed", manifest)));
        Ended memory = privileged().run(place.here(), command);
        assertThat(memory.exitCode()).as(memory.describe()).isEqualTo(126);
        assertThat(memory.errors()).contains("this machine forbids executing memory", "vm.memfd_noexec");
    }

    /** Whoever runs the tests, without a place of its own. */
    private static Place privileged() {
        return new Place(Account.SELF);
    }

    private static Place prepared(Account account) {
        Place place = new Place(account, SOURCES);
        place.prepare("gcc -O1 -o show show.c");
        return place;
    }

    /** Writes a script of the account's own. */
    private static void write(Place place, String name, String text) throws Exception {
        place.prepare("touch " + name + " && chmod 755 " + name);
        Files.writeString(place.here().resolve(name), text);
    }

    private static String whole(Place place, String name) {
        return place.here().resolve(name).normalize().toString();
    }

    /** A manifest for a program beside it. */
    private static String manifest(Place place, String name, String more) throws Exception {
        Path program = place.here().resolve(name);
        return Files.writeString(place.here().resolve(program.getFileName() + ".yml"), """
                manifestVersion: v1
                name: executed
                run: %s
                hash: %s
                uses: [system, python]
                environment: { pass: [PATH, PWD, HOME, LANG] }
                allowedDirectories:
                  - { path: '/usr/bin/**', permission: readExecute }
                  - { path: '/proc/**', permission: read }
                  - { path: './**', permission: readExecute }
                """.formatted(name.contains("/") ? name : "./" + name,
                ScriptsTest.digest(Files.readAllBytes(program))) + more).toString();
    }
}
