package dev.remit.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of the user who runs the tests are "own" or, to an inspection on behalf of another user, somebody else's; so
 * that these tests show the same as root and as an ordinary user. Where root runs them, files of other users are tried
 * as well.
 */
class ProtectedFileTest {
    private static final int LIMIT = 100;
    private static final int ROOT = 0;
    private static final int SOMEBODY = 54321;

    @TempDir
    private Path temporary;
    private Path directory;
    private int self;
    private Inspection inspection;

    @BeforeEach
    void setUp() throws IOException {
        directory = Files.createDirectory(temporary.toRealPath().resolve("d"));
        mode(directory, 0755);
        self = (Integer) Files.getAttribute(directory, "unix:uid");
        inspection = new Inspection(self);
    }

    @Test
    void shouldReadAFileThatNobodyElseCanWrite() throws Exception {
        Path file = write("store", "key\n");

        assertThat(inspection.read(file, LIMIT)).hasValueSatisfying(
                bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("key\n"));
        assertThat(ProtectedFile.read(file, LIMIT)).isPresent();
        assertThat(inspection.check(file)).contains(file);
    }

    @Test
    void shouldAnswerThatAFileIsMissing() throws Exception {
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));

        assertThat(inspection.read(directory.resolve("absent"), LIMIT)).isEmpty();
        assertThat(inspection.read(directory.resolve("absent/store"), LIMIT)).isEmpty();
        assertThat(inspection.read(directory.resolve("dangling"), LIMIT)).isEmpty();
        assertThat(inspection.check(directory.resolve("absent"))).isEmpty();
        assertThat(ProtectedFile.check(directory.resolve("absent"))).isEmpty();
        assertThat(ProtectedFile.readSecret(directory.resolve("absent"), LIMIT)).isEmpty();
    }

    @Test
    void shouldNotBelieveThatAFileIsMissingWhereOthersMayRemoveIt() throws Exception {
        mode(directory, 0777);

        assertThatThrownBy(() -> inspection.read(directory.resolve("revoked"), LIMIT))
                .isInstanceOf(UnprotectedFileException.class).hasMessageContaining("lets others write")
                .hasMessageEndingWith("run: chmod go-w " + directory);
    }

    @ParameterizedTest
    @CsvSource({"0664", "0646", "0666", "0777", "0620", "02664"})
    void shouldRefuseAFileThatOthersMayWrite(String octal) throws Exception {
        Path file = write("store", "");
        mode(file, Integer.parseInt(octal, 8));

        assertThatThrownBy(() -> inspection.read(file, LIMIT)).isInstanceOf(UnprotectedFileException.class)
                .hasMessage("%s: it (owner %s, mode %s) lets others write to it, so that they decide what is here; "
                        + "run: chmod go-w %s", file, owner(file), octal.length() > 4 ? "02664" : octal, file);
    }

    @ParameterizedTest
    @CsvSource({"0644", "0755", "0600", "0400", "0604", "04755"})
    void shouldReadAFileThatOthersMayOnlyRead(String octal) throws Exception {
        Path file = write("store", "x");
        mode(file, Integer.parseInt(octal, 8));

        assertThat(inspection.read(file, LIMIT)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"0775,true", "0757,true", "0777,true", "0755,false", "01777,false", "01775,false", "0700,false"})
    void shouldLookAtEveryDirectoryOnTheWay(String octal, boolean refused) throws Exception {
        Path outer = Files.createDirectory(directory.resolve("outer"));
        Path inner = Files.createDirectory(outer.resolve("inner"));
        mode(inner, 0755);
        Path file = Files.writeString(inner.resolve("store"), "");
        mode(file, 0644);
        mode(outer, Integer.parseInt(octal, 8));

        if (refused) {
            assertThatThrownBy(() -> inspection.read(file, LIMIT)).isInstanceOf(UnprotectedFileException.class)
                    .hasMessage("%s: %s (owner %s, mode %s) lets others write to it, so that they decide what is here; "
                            + "run: chmod go-w %s", file, outer, owner(outer), octal, outer);
        } else {
            assertThat(inspection.read(file, LIMIT)).isPresent();
        }
    }

    @Test
    void shouldRefuseAStickyDirectoryItselfThoughNotWhatIsOursInIt() throws Exception {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Path own = Files.createDirectory(shared.resolve("own"));
        mode(own, 0700);
        mode(shared, 01777);

        assertThat(inspection.check(own)).contains(own);
        assertThatThrownBy(() -> inspection.check(shared)).hasMessageContaining("mode 01777) lets others write");
    }

    @Test
    void shouldRefuseWhatBelongsToSomebodyElse() throws Exception {
        Path file = write("store", "");
        assertThatThrownBy(() -> new Inspection(SOMEBODY).read(anotherUsers(file), LIMIT))
                .isInstanceOf(UnprotectedFileException.class)
                .hasMessageContaining("does not belong to root or user id 54321, so that somebody else decides")
                .hasMessageContaining("run: chown 54321 ");
    }

    @Test
    void shouldTakeFilesOfRoot() throws Exception {
        // Of root and readable by everybody on any machine.
        assertThat(new Inspection(SOMEBODY).check(Path.of("/"))).contains(Path.of("/"));
        assertThat(new Inspection(SOMEBODY).check(Path.of("/usr/bin/env").toRealPath())).isPresent();
        assertThat(new Inspection(SOMEBODY).read(Path.of("/etc/passwd").toRealPath(), 1 << 20)).isPresent();
    }

    @Test
    void shouldFollowSymbolicLinksAndLookAtWhatTheyPassThrough() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Path target = Files.writeString(open.resolve("store"), "x");
        mode(target, 0644);
        mode(open, 0755);
        Files.createDirectory(directory.resolve("links"));
        Path relative = Files.createSymbolicLink(directory.resolve("links/relative"), Path.of("../open"));
        Path absolute = Files.createSymbolicLink(directory.resolve("absolute"), relative.resolve("store"));

        assertThat(inspection.check(absolute)).contains(target);
        assertThat(inspection.check(relative.resolve("../open/./store"))).contains(target);

        mode(open, 0777);
        assertThatThrownBy(() -> inspection.check(absolute))
                .hasMessageStartingWith(absolute + ": " + open + " (owner ");
        assertThatThrownBy(() -> inspection.check(relative.resolve("store")))
                .hasMessageContaining("chmod go-w " + open);
    }

    @Test
    void shouldLookAtTheDirectoryThatHoldsALink() throws Exception {
        Path target = write("store", "x");
        Path open = Files.createDirectory(directory.resolve("open"));
        Path link = Files.createSymbolicLink(open.resolve("link"), target);
        mode(open, 0777);

        assertThatThrownBy(() -> inspection.read(link, LIMIT)).hasMessageContaining(open + " (owner ");
    }

    @Test
    void shouldResolveDotDotAfterLinksAsTheKernelDoes() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere/below"));
        Path store = Files.writeString(directory.resolve("elsewhere/store"), "right");
        mode(store, 0600);
        Files.createSymbolicLink(directory.resolve("link"), elsewhere);
        write("store", "wrong");

        assertThat(inspection.read(directory.resolve("link/../store"), LIMIT))
                .hasValueSatisfying(bytes -> assertThat(bytes).asString(UTF_8).isEqualTo("right"));
    }

    @Test
    void shouldEndALoopOfLinks() throws Exception {
        Path one = directory.resolve("one");
        Path two = Files.createSymbolicLink(directory.resolve("two"), one);
        Files.createSymbolicLink(one, two);

        assertThatThrownBy(() -> inspection.check(one)).isInstanceOf(UnprotectedFileException.class)
                .hasMessageContaining("more than 40 symbolic links");
    }

    @Test
    void shouldFollowAsManyLinksAsTheKernel() throws Exception {
        Path target = write("store", "x");
        Path last = target;
        for (int i = 0; i < 40; i++) {
            last = Files.createSymbolicLink(directory.resolve("link" + i), last);
        }
        assertThat(Files.readString(last)).isEqualTo("x");
        assertThat(inspection.check(last)).contains(target);
        Path tooFar = Files.createSymbolicLink(directory.resolve("tooFar"), last);
        assertThatThrownBy(() -> Files.readString(tooFar)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> inspection.check(tooFar)).isInstanceOf(UnprotectedFileException.class);
    }

    @Test
    void shouldReadNoMoreThanTheMaximum() throws Exception {
        assertThat(inspection.read(write("full", "x".repeat(LIMIT)), LIMIT)).isPresent();
        assertThat(inspection.read(write("empty", ""), LIMIT)).hasValueSatisfying(
                bytes -> assertThat(bytes).isEmpty());
        Path tooLong = write("long", "x".repeat(LIMIT + 1));
        assertThatThrownBy(() -> inspection.read(tooLong, LIMIT)).isInstanceOf(UnprotectedFileException.class)
                .hasMessage(tooLong + ": it has more than 100 bytes, which is more than such a file needs");
    }

    @Test
    void shouldReadRegularFilesOnly() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor()).isZero();

        assertThatThrownBy(() -> inspection.read(pipe, LIMIT)).hasMessageContaining("is a pipe, but a regular file");
        assertThatThrownBy(() -> inspection.read(directory, LIMIT)).hasMessageContaining("is a directory, but");
        assertThatThrownBy(() -> inspection.readSecret(directory, LIMIT)).hasMessageContaining("is a directory, but");
        assertThatThrownBy(() -> new Inspection(ROOT).read(Path.of("/dev/null"), LIMIT))
                .isInstanceOf(UnprotectedFileException.class);
    }

    @Test
    void shouldRefuseAFileWhereADirectoryIsNeeded() throws Exception {
        Path file = write("file", "");

        assertThatThrownBy(() -> inspection.check(file.resolve("below")))
                .hasMessageContaining("is a regular file, but a directory is needed");
    }

    @ParameterizedTest
    @CsvSource({"0600,true", "0400,true", "0700,true", "0640,false", "0604,false", "0644,false", "0610,false"})
    void shouldTakeASecretOnlyFromAFileThatOthersCannotRead(String octal, boolean taken) throws Exception {
        Path file = write("id", "secret");
        mode(file, Integer.parseInt(octal, 8));

        if (taken) {
            assertThat(inspection.checkSecret(file)).contains(file);
            assertThat(inspection.readSecret(file, LIMIT)).isPresent();
            assertThat(ProtectedFile.checkSecret(file)).contains(file);
        } else {
            assertThatThrownBy(() -> inspection.readSecret(file, LIMIT))
                    .hasMessage("%s: it (owner %s, mode %s) lets others read it, but it is to hold a secret; "
                            + "run: chmod 600 %s", file, owner(file), octal, file);
        }
    }

    @Test
    void shouldLetAGroupReadASecretOfRoot() throws Exception {
        // Anybody may read this file of root, which is why it holds no secret.
        assertThatThrownBy(() -> new Inspection(SOMEBODY).checkSecret(Path.of("/etc/passwd").toRealPath()))
                .hasMessageContaining("lets others read it").hasMessageContaining("run: chmod o-rwx /etc/passwd");
        if (self == ROOT) {
            Path file = write("id", "secret");
            mode(file, 0640);
            assertThat(new Inspection(SOMEBODY).checkSecret(file)).contains(file);
        }
    }

    @Test
    void shouldShowNamesThatATerminalCannotBeFooledWith() throws Exception {
        Path file = write("a b'\u001b[2J", "");
        mode(file, 0666);

        assertThatThrownBy(() -> inspection.read(file, LIMIT))
                .hasMessageEndingWith("run: chmod go-w '" + directory + "/a b'\\''\uFFFD[2J'");
    }

    @Test
    void shouldSayWhatAnOpenPipeIs() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        try {
            Path descriptor = Path.of("/proc", Long.toString(process.pid()), "fd", "0");
            assertThatThrownBy(() -> inspection.check(descriptor)).isInstanceOf(UnprotectedFileException.class)
                    .hasMessageContaining("an open pipe or socket");
        } finally {
            process.destroy();
        }
    }

    @Test
    void shouldKnowTheEffectiveUser() throws Exception {
        assertThat(ProtectedFile.effectiveUser()).isEqualTo(self);
    }

    /** Who owns each of a directory, a link in it and the link's target, and whether user 54321 may believe that. */
    static Stream<Arguments> owners() {
        return Stream.of(arguments(ROOT, ROOT, ROOT, true), arguments(SOMEBODY, SOMEBODY, SOMEBODY, true),
                arguments(ROOT, SOMEBODY, ROOT, true), arguments(65534, ROOT, ROOT, false),
                arguments(ROOT, 65534, ROOT, false), arguments(ROOT, ROOT, 65534, false));
    }

    @ParameterizedTest
    @MethodSource("owners")
    void shouldRequireEveryOwnerToBeRootOrTheCaller(int ofDirectory, int ofLink, int ofTarget, boolean believed)
            throws Exception {
        Path holder = Files.createDirectory(directory.resolve("holder"));
        Path target = write("store", "x");
        Path link = Files.createSymbolicLink(holder.resolve("link"), target);
        mode(holder, 01777);
        if (self != ROOT) {
            // Only root can give files away; the rule is then seen with one stranger for all.
            assertThatThrownBy(() -> new Inspection(self + 1).check(link)).hasMessageContaining("does not belong to");
            return;
        }
        Files.setAttribute(holder, "unix:uid", ofDirectory);
        Files.setAttribute(link, "unix:uid", ofLink, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(target, "unix:uid", ofTarget);

        Optional<UnprotectedFileException> refusal = refusal(() -> new Inspection(SOMEBODY).check(link));

        assertThat(refusal.isEmpty()).isEqualTo(believed);
        refusal.ifPresent(e -> assertThat(e).hasMessageContaining("does not belong to root or user id 54321"));
    }

    private interface Check {
        Optional<Path> run() throws UnprotectedFileException;
    }

    private static Optional<UnprotectedFileException> refusal(Check check) {
        try {
            assertThat(check.run()).isPresent();
            return Optional.empty();
        } catch (UnprotectedFileException e) {
            return Optional.of(e);
        }
    }

    private Path write(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        mode(file, 0600);
        return file;
    }

    /** The file, which is somebody else's to user 54321 as it is, unless root runs the tests. */
    private Path anotherUsers(Path file) throws IOException {
        if (self == ROOT) {
            Files.setAttribute(file, "unix:uid", SOMEBODY + 1);
        }
        return file;
    }

    private static String owner(Path path) throws IOException {
        return Files.getOwner(path).getName();
    }

    private static void mode(Path path, int mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(path, "unix:mode", mode);
    }
}
