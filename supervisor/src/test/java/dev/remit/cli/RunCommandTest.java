package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.cli.RemitProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code remit run} from end to end, as a process of its own. */
class RunCommandTest {
    @TempDir
    private Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void resolveDirectory() throws IOException {
        directory = temporary.toRealPath();
    }

    @Test
    void shouldAnswerProgramsOwnExitCode() throws Exception {
        assertThat(run("run", "-x", "/usr/bin/**", "--", "sh", "-c", "exit 42")).returns(42, Result::exitCode)
                .returns("", Result::out).returns("", Result::err);
    }

    @Test
    void shouldAnswer128AndSignal() throws Exception {
        assertThat(run("run", "-x", "/usr/bin/**", "--", "sh", "-c", "kill -TERM $$").exitCode()).isEqualTo(143);
    }

    @Test
    void shouldNameDeniedFileAndOptionThatAllowsIt() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "treasure");
        Result denied = run("run", "--", "cat", secret.toString());
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.out()).isEmpty();
        assertThat(denied.err()).contains("Permission denied", "read " + secret + ": no rule", "-r ./secret");
        assertThat(run("run", "-r", secret.toString(), "--", "cat", secret.toString())).returns("treasure", Result::out)
                .returns(0, Result::exitCode);
    }

    @Test
    void shouldTellMissingFileFromDeniedOne() throws Exception {
        Result missing = run("run", "--", "cat", directory.resolve("missing").toString());
        assertThat(missing.err()).contains("No such file or directory").doesNotContain("remit:");
    }

    @Test
    void shouldLetDenyWinInsideAllowedDirectory() throws Exception {
        Files.writeString(directory.resolve("a.txt"), "open");
        Files.writeString(directory.resolve("a.key"), "closed");
        String[] rules = {"run", "-r", directory + "/**", "--deny", directory + "/**/*.key", "--", "cat"};
        assertThat(run(with(rules, "a.txt"))).returns("open", Result::out);
        Result denied = run(with(rules, "a.key"));
        assertThat(denied.out()).isEmpty();
        assertThat(denied.err()).contains("a.key");
    }

    @Test
    void shouldSeeFilesThatComeToMatchPatternLater() throws Exception {
        Result result = run("run", "-x", "/usr/bin/**", "-w", directory + "/*.log", "--", "sh", "-c",
                "echo one > new.log && cat new.log && echo two > new.txt");
        assertThat(result.out()).isEqualTo("one\n");
        assertThat(result.err()).contains("new.txt");
        assertThat(directory.resolve("new.txt")).doesNotExist();
    }

    @Test
    void shouldAnswer127ForMissingProgram() throws Exception {
        Result result = run("run", "--", "./no-such-program");
        assertThat(result.exitCode()).isEqualTo(127);
        assertThat(result.err()).contains("no-such-program: no such program");
    }

    @Test
    void shouldAnswer126ForWhatCannotBeExecuted() throws Exception {
        Files.writeString(directory.resolve("text"), "words\n");
        assertThat(run("run", "--", "./text")).returns(126, Result::exitCode)
                .extracting(Result::err).asString().contains("is not executable");
        assertThat(run("run", "--", directory.toString()).exitCode()).isEqualTo(126);
        executable("plain", "words\n");
        assertThat(run("run", "--", "./plain")).returns(126, Result::exitCode)
                .extracting(Result::err).asString().contains("neither a program");
    }

    @Test
    void shouldNameMissingAndUngrantedInterpreter() throws Exception {
        executable("missing", "#!/no/such/interpreter\n");
        assertThat(run("run", "--", "./missing").exitCode()).isEqualTo(127);
        executable("script", "#!/bin/sh\necho hello\n");
        Result denied = run("run", "--", "./script");
        assertThat(denied.exitCode()).isEqualTo(126);
        assertThat(denied.err()).contains("execute", "interpreter");
        assertThat(run("run", "-x", "/usr/bin/**", "--", "./script").out()).isEqualTo("hello\n");
    }

    @Test
    void shouldRefuseProgramWhoseDigestDiffers() throws Exception {
        Path manifest = Files.writeString(directory.resolve("app.yml"), """
                manifestVersion: v1
                name: app
                run: /bin/true
                hash: sha256:%s
                """.formatted("0".repeat(64)));
        Result result = run("run", manifest.toString());
        assertThat(result.exitCode()).isEqualTo(126);
        assertThat(result.err()).contains("digest", "sha256:");
    }

    @Test
    void shouldRefuseWhatItCannotEnforce() throws Exception {
        Path manifest = Files.writeString(directory.resolve("app.yml"), """
                manifestVersion: v1
                name: app
                run: /bin/true
                hash: <to be filled in>
                """);
        Result result = run("run", manifest.toString());
        assertThat(result.exitCode()).isEqualTo(125);
        assertThat(result.err()).contains("cannot enforce", "placeholder").doesNotContain("Exception");
    }

    @Test
    void shouldRefuseManifestWithSignatureThatIsNone() throws Exception {
        Files.writeString(directory.resolve("app.yml"),
                "manifestVersion: v1\nname: app\nauthor: acme\nrun: /bin/true\n");
        Files.writeString(directory.resolve("app.yml.sig"), "");
        assertThat(run("run", "app.yml")).returns(125, Result::exitCode)
                .extracting(Result::err).asString().contains("app.yml.sig: is no signature");
    }

    @Test
    void shouldAnswer125ForManifestThatIsNone() throws Exception {
        assertThat(run("run", "missing.yml").exitCode()).isEqualTo(125);
        Files.writeString(directory.resolve("bad.yml"), "manifestVersion: v1\nnmae: x\nrun: /bin/true\n");
        Result result = run("run", "bad.yml");
        assertThat(result.exitCode()).isEqualTo(125);
        assertThat(result.err()).contains("bad.yml:2:1: error").doesNotContain("Exception");
    }

    @Test
    void shouldWriteStatusOfProgramAndOfItself() throws Exception {
        Result ran = shell("3>status.json run --status-fd 3 -x '/usr/bin/**' -- sh -c 'exit 7'");
        assertThat(ran.exitCode()).isEqualTo(7);
        assertThat(Files.readString(directory.resolve("status.json")))
                .isEqualTo("{\"schema\":1,\"remit\":{\"ok\":true},\"program\":{\"exitCode\":7}}\n");
        shell("3>status.json run --status-fd 3 -- ./missing");
        assertThat(Files.readString(directory.resolve("status.json"))).contains("\"ok\":false", "127");
    }

    @Test
    void shouldLeaveNoDescriptorToProgram() throws Exception {
        Files.writeString(directory.resolve("kept"), "");
        Result result = shell("9<kept run -x '/usr/bin/**' -- sh -c 'cd /proc/self/fd && echo *'");
        // 3 is the directory that the shell itself is reading.
        assertThat(result.out()).isEqualTo("0 1 2 3\n");
    }

    @Test
    void shouldEndDescendantsWithProgram() throws Exception {
        Result result = run("run", "-x", "/usr/bin/**", "-w", directory + "/**", "--", "sh", "-c",
                "setsid sh -c 'echo $$ > pid; exec sleep 1000' & until test -s pid; do :; done");
        assertThat(result.exitCode()).isZero();
        long left = Long.parseLong(Files.readString(directory.resolve("pid")).strip());
        assertThat(ProcessHandle.of(left).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void shouldMakeAndRemovePrivateTemporaryDirectory() throws Exception {
        Path manifest = Files.writeString(directory.resolve("app.yml"), """
                manifestVersion: v1
                name: app
                run: /bin/sh
                args: [-c, 'echo $TMPDIR; mkdir $TMPDIR/deep; echo x > $TMPDIR/deep/file; cat < $TMPDIR/deep/file']
                temporaryDirectory: private
                allowedDirectories:
                  - { name: tools, path: '/usr/bin/**', permission: readExecute }
                """);
        Result result = run("run", manifest.toString());
        List<String> lines = result.out().lines().toList();
        assertThat(result).returns(0, Result::exitCode);
        assertThat(lines).hasSize(2).last().isEqualTo("x");
        assertThat(Path.of(lines.get(0))).doesNotExist();
    }

    @Test
    void shouldKeepEveryCallInLog() throws Exception {
        run("run", "--log", "events.jsonl", "--", "cat", "/etc/shadow");
        assertThat(Files.readString(directory.resolve("events.jsonl"))).contains("\"/etc/shadow\"", "denied");
    }

    @Test
    void shouldSaveManifestThatOptionsAmountTo() throws Exception {
        Files.writeString(directory.resolve("input"), "content");
        Result first = run("run", "--save", "saved.yml", "-r", "input", "--", "cat", "input");
        Result second = run("run", "saved.yml");
        assertThat(first).returns("content", Result::out);
        assertThat(second).returns("content", Result::out).returns(0, Result::exitCode);
        assertThat(run("run", "--save", "saved.yml", "--", "true").exitCode()).isEqualTo(125);
    }

    @Test
    void shouldRefuseOptionsThatMakeNoSense() throws Exception {
        for (String[] words : List.of(new String[]{"run"}, new String[]{"run", "--"},
                new String[]{"run", "--no-such", "--", "true"}, new String[]{"run", "a.yml", "b.yml"},
                new String[]{"run", "--status-fd", "77", "--", "true"},
                new String[]{"run", "--log", "/no/such/directory/log", "--", "true"}, new String[]{})) {
            Result result = run(words);
            assertThat(result.exitCode()).isEqualTo(125);
            assertThat(result.err()).startsWith("remit: ").doesNotContain("Exception", "\tat ");
        }
    }

    private Path executable(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String[] with(String[] words, String last) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
    }

    private Result run(String... arguments) throws IOException, InterruptedException {
        return RemitProcess.run(directory, arguments);
    }

    /** Runs Remit from a shell: redirections, then Remit's own words. */
    private Result shell(String line) throws IOException, InterruptedException {
        int words = line.indexOf(' ');
        String remit = String.join(" ", RemitProcess.command().stream().map(word -> "'" + word + "'").toList());
        return RemitProcess.start(directory,
                List.of("/bin/sh", "-c", remit + " " + line.substring(words + 1) + " " + line.substring(0, words)));
    }
}
