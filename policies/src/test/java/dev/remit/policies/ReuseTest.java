package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A policy that was compiled before is reused, and nobody gains by it: attacks on what is kept, and on what it rests on. */
class ReuseTest {
    private static final String ACCOUNTS = "dev.remit.policies.Account#available";
    private static final String NARROW = """
            manifestVersion: v1
            name: reader
            run: /bin/cat
            uses: [system]
            allowedDirectories:
              - {name: data, path: ./data/**, permission: read}
            """;
    private static final String WIDE = NARROW.replace("./data/**", "'{outside}/**'");
    private static final int TOGETHER = 6;

    private static Place prepared(Account account, String manifest) throws IOException {
        Place place = new Place(account);
        place.prepare("mkdir data && echo mine >data/file");
        write(place, manifest);
        return place;
    }

    private static void write(Place place, String manifest) throws IOException {
        Files.writeString(place.here().resolve("app.yml"), place.fill(manifest));
    }

    private static Ended remit(Place place, String... arguments) {
        return place.run(place.here(), place.remit(arguments));
    }

    private static Ended read(Place place, String file, Map<String, String> variables) {
        return place.run(place.here(), place.remit("run", "app.yml", "--", place.fill(file)), variables);
    }

    private static void reads(Place place, String file, String content) {
        Ended ended = read(place, file, Map.of());
        assertThat(ended.output()).as(ended.describe()).isEqualTo(content);
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
    }

    private static void isDenied(Place place, String file) {
        Ended ended = read(place, file, Map.of());
        assertThat(ended.output()).as(ended.describe()).isEmpty();
        assertThat(ended.errors()).contains("denied");
        assertThat(ended.exitCode()).as(ended.describe()).isEqualTo(1);
    }

    private static Path kept(Place place) {
        return Path.of(place.fill("{home}")).resolve(".cache/remit/policies");
    }

    private static List<Path> entries(Place place) throws IOException {
        try (Stream<Path> files = Files.list(kept(place))) {
            return files.sorted().toList();
        }
    }

    private static Path entry(Place place) throws IOException {
        List<Path> all = entries(place);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    /** An entry is written as a whole, so that another one is another file. */
    private static Object identity(Place place) throws IOException {
        return Files.getAttribute(entry(place), "unix:ino") + " " + Files.getLastModifiedTime(entry(place));
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldDecideTheSameWhenReused(Account account) throws Exception {
        try (Place place = prepared(account, NARROW)) {
            reads(place, "data/file", "mine\n");
            Object first = identity(place);
            reads(place, "data/file", "mine\n");
            isDenied(place, "{outside}/secret");
            assertThat(identity(place)).isEqualTo(first);
            Ended bounded = remit(place, "run", "--limit", "fileSize=1MB", "app.yml", "--", "data/file");
            assertThat(bounded.output()).as(bounded.describe()).isEqualTo("mine\n");
            assertThat(identity(place)).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldReuseWhatOptionsGrantWhateverTheArguments(Account account) throws Exception {
        try (Place place = prepared(account, NARROW)) {
            String secret = place.fill("{outside}/secret");
            assertThat(remit(place, "run", "-r", "data/**", "--", "cat", "data/file").output())
                    .isEqualTo("mine\n");
            Object first = identity(place);
            Ended denied = remit(place, "run", "-r", "data/**", "--", "cat", secret);
            assertThat(denied.output()).as(denied.describe()).isEmpty();
            assertThat(denied.exitCode()).isEqualTo(1);
            assertThat(identity(place)).isEqualTo(first);
            Ended granted = remit(place, "run", "-r", place.fill("{outside}/**"), "--", "cat", secret);
            assertThat(granted.output()).as(granted.describe()).isEqualTo("hunter2\n");
            denied = remit(place, "run", "-w", "data/**", "--", "cat", secret);
            assertThat(denied.output()).as(denied.describe()).isEmpty();
            assertThat(remit(place, "run", "-x", "data/**", "--", "sh", "-c", "echo \"$@\"", "-",
                    "--", "-r").output()).isEqualTo("-- -r\n");
        }
    }

    /** Whoever can write an entry can write a whole one; it shall be good for the manifest alone that it was made from. */
    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldNotTakeTheEntryOfAnotherManifest(Account account) throws Exception {
        try (Place place = prepared(account, WIDE)) {
            reads(place, "{outside}/secret", "hunter2\n");
            Path entry = entry(place);
            place.prepare("cp -p " + entry + " wide");
            write(place, NARROW);
            isDenied(place, "{outside}/secret");
            assertThat(entry(place)).as("the same place").isEqualTo(entry);
            place.prepare("cp -p wide " + entry);

            isDenied(place, "{outside}/secret");

            place.prepare("cp -p wide " + entry);
            write(place, WIDE);
            reads(place, "{outside}/secret", "hunter2\n");
        }
    }

    /** The policy that was compiled grants the directory that the link led to. */
    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldFollowTheMachineAndNotWhatItWas(Account account) throws Exception {
        try (Place place = prepared(account, NARROW.replace("./data/**", "./way/**"))) {
            place.prepare("mkdir other && echo other >other/file && ln -s data way");
            reads(place, "data/file", "mine\n");
            reads(place, "data/file", "mine\n");
            place.prepare("ln -sfn other way");
            isDenied(place, "data/file");
            reads(place, "other/file", "other\n");
            place.prepare("rm way && mkdir way && echo way >way/file");
            isDenied(place, "other/file");
            reads(place, "way/file", "way\n");
            place.prepare("rm -r way");
            isDenied(place, "data/file");
            place.prepare("ln -s data way");
            reads(place, "data/file", "mine\n");
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldFollowTheCallersVariables(Account account) throws Exception {
        try (Place place = prepared(account, NARROW.replace("./data/**", "$XDG_DATA_HOME/**"))) {
            String secret = "{outside}/secret";
            Map<String, String> wide = Map.of("XDG_DATA_HOME", place.outside().toString());
            Map<String, String> narrow = Map.of("XDG_DATA_HOME", place.here().resolve("data").toString());
            assertThat(read(place, secret, wide).output()).isEqualTo("hunter2\n");
            assertThat(read(place, secret, wide).output()).isEqualTo("hunter2\n");
            assertThat(read(place, secret, narrow).output()).isEmpty();
            assertThat(read(place, "data/file", narrow).output()).isEqualTo("mine\n");
            assertThat(read(place, secret, Map.of("XDG_DATA_HOME", "")).output()).isEmpty();
            assertThat(read(place, secret, wide).output()).isEqualTo("hunter2\n");
        }
    }

    /** What would be read by a supervisor that looks for an entry by name alone. */
    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldNotTakeWhatOthersMayHaveWritten(Account account) throws Exception {
        try (Place place = prepared(account, NARROW)) {
            reads(place, "data/file", "mine\n");
            Object first = identity(place);
            place.prepare("chmod 666 " + entry(place));
            reads(place, "data/file", "mine\n");
            assertThat(identity(place)).as("made anew").isNotEqualTo(first);
            place.prepare(": >" + entry(place));
            isDenied(place, "{outside}/secret");
            reads(place, "data/file", "mine\n");
            place.prepare("rm " + entry(place) + " && chmod 777 " + kept(place));
            reads(place, "data/file", "mine\n");
            assertThat(entries(place)).as("where others may write").isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldNotTakeWhatAnotherUserOwns(Account account) throws Exception {
        assumeTrue(Account.isRoot(), "only root can give files away");
        try (Place place = prepared(account, NARROW); Place root = new Place(Account.SELF)) {
            reads(place, "data/file", "mine\n");
            Object first = identity(place);
            root.prepare("chown 1 " + entry(place));
            reads(place, "data/file", "mine\n");
            assertThat(identity(place)).as("made anew").isNotEqualTo(first);
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldRunWhereNothingCanBeKept(Account account) throws Exception {
        try (Place place = prepared(account, NARROW)) {
            place.prepare("printf x >" + place.fill("{home}/.cache"));
            reads(place, "data/file", "mine\n");
            isDenied(place, "{outside}/secret");
            Map<String, String> homeless = Map.of("HOME", "");
            assertThat(read(place, "data/file", homeless).output()).isEqualTo("mine\n");
        }
    }

    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldGiveEveryRunATemporaryDirectoryOfItsOwn(Account account) throws Exception {
        String manifest = NARROW.replace("/bin/cat", "/bin/sh\nargs: [-c, 'echo $TMPDIR; echo x >$TMPDIR/x; sleep 1']")
                + "temporaryDirectory: private\n";
        try (Place place = prepared(account, manifest.replace("./data/**", "/usr/bin/**").replace("permission: read}",
                "permission: readExecute}"))) {
            List<String> command = place.remit("run", "app.yml");
            Ended alone = place.run(place.here(), command);
            assertThat(alone.exitCode()).as(alone.describe()).isZero();
            Path first = Path.of(alone.output().strip());
            assertThat(first).doesNotExist();
            assertThat(place.run(place.here(), command).output()).as("the name that it was compiled with")
                    .isEqualTo(first + "\n");

            List<Running> running = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) {
                running.add(place.start(place.here(), command, Map.of()));
            }
            Set<String> names = new HashSet<>();
            for (Running each : running) {
                Ended ended = each.await();
                assertThat(ended.exitCode()).as(ended.describe()).isZero();
                names.add(ended.output());
            }
            assertThat(names).hasSize(TOGETHER);
            assertThat(entries(place)).hasSize(1);
        }
    }

    /** The name is known to everybody who looks at the temporary directory once. */
    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldNotUseATemporaryDirectoryThatSomebodyHasPutThere(Account account) throws Exception {
        String manifest = NARROW.replace("/bin/cat", "/bin/sh\nargs: [-c, 'echo $TMPDIR; echo x >$TMPDIR/x']")
                + "temporaryDirectory: private\n";
        try (Place place = prepared(account, manifest); Place other = new Place(Account.available().getLast())) {
            List<String> command = place.remit("run", "app.yml");
            for (String plant : List.of("mkdir -m 777 %s", "ln -s %s-elsewhere %s", "ln -s {outside} %s", ": >%s")) {
                Path name = Path.of(place.run(place.here(), command).output().strip());
                assertThat(name).doesNotExist();
                other.prepare(plant.replace("%s", name.toString()));
                Ended ended = place.run(place.here(), command);
                assertThat(ended.exitCode()).as(ended.describe()).isZero();
                assertThat(ended.output()).as(plant).isNotEqualTo(name + "\n");
                assertThat(other.outside().resolve("x")).doesNotExist();
                other.prepare("rm -r " + name);
            }
        }
    }

    /** Many runs that begin together write one entry, each as a whole. */
    @ParameterizedTest
    @MethodSource(ACCOUNTS)
    void shouldComeThroughRunsThatWriteTogether(Account account) throws Exception {
        try (Place place = prepared(account, NARROW)) {
            for (int round = 0; round < 2; round++) {
                List<Running> running = new ArrayList<>();
                for (int i = 0; i < TOGETHER; i++) {
                    running.add(place.start(place.here(), place.remit("run", "app.yml", "--", "data/file"), Map.of()));
                }
                for (Running each : running) {
                    Ended ended = each.await();
                    assertThat(ended.output()).as(ended.describe()).isEqualTo("mine\n");
                    assertThat(ended.errors()).isEmpty();
                }
            }
            Object last = identity(place);
            reads(place, "data/file", "mine\n");
            assertThat(identity(place)).isEqualTo(last);
        }
    }
}
