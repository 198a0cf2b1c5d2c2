package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.cli.RemitProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --hide} and {@code metadata: hidden} from end to end, with real programs. */
class HiddenMetadataTest {
    @TempDir
    private Path temporary;

    private Path directory = Path.of("");

    @BeforeEach
    void fill() throws IOException {
        directory = temporary.toRealPath();
        Files.writeString(directory.resolve("a.txt"), "open");
        Files.writeString(directory.resolve("a.key"), "closed");
        Files.createDirectory(directory.resolve("private"));
        Files.writeString(directory.resolve("private/b.txt"), "closed");
        Files.createSymbolicLink(directory.resolve("to-key"), Path.of("a.key"));
    }

    @Test
    void shouldListOnlyWhatLeadsSomewhere() throws Exception {
        Result listed = hidden("-r", "/.", "ls -A /");
        assertThat(listed.err()).isEmpty();
        assertThat(listed.out().lines()).contains("usr", "bin", "etc", "proc")
                .doesNotContain("boot", "root", "srv", "mnt", "opt");
        assertThat(listed.out().lines()).allSatisfy(name -> assertThat(Path.of("/", name)).exists());
    }

    @Test
    void shouldLeaveDeniedEntriesOutOfLists() throws Exception {
        Result listed = hidden("-r", directory + "/**", "ls -A; ls -l a.*; echo *");
        assertThat(listed.err()).isEmpty();
        assertThat(listed.out().lines()).contains("a.txt", "to-key", "a.txt to-key").doesNotContain("a.key", "private");
    }

    @Test
    void shouldAnswerThatHiddenFilesDoNotExistAndSayNothingOfQuestions() throws Exception {
        Result asked = hidden("-r", directory + "/**",
                "stat /etc/shadow; stat a.key; test -e private || echo none; readlink -f /root/x/y || echo no way");
        assertThat(asked.out()).isEqualTo("none\nno way\n");
        assertThat(asked.err()).contains("'/etc/shadow': No such file", "'a.key': No such file")
                .doesNotContain("remit:");
    }

    @Test
    void shouldTellUserWhatWasOpenedAndIsHidden() throws Exception {
        Result opened = hidden("-r", directory + "/**", "cat a.key; cat to-key; cat private/../a.txt; cat missing");
        assertThat(opened.out()).isEmpty();
        assertThat(opened.err()).contains("cat: a.key: No such file", "cat: to-key: No such file",
                "cat: private/../a.txt: No such file");
        assertThat(opened.err()).contains("read " + directory + "/a.key (2 times): denied by")
                .contains("read " + directory + "/a.txt: the way leads through what is hidden")
                .doesNotContain(directory + "/missing");
    }

    @Test
    void shouldAnswerThatVisibleFilesMayNotBeTouched() throws Exception {
        Result touched = hidden("-r", directory + "/**", "echo x > a.txt; ls " + directory.getParent());
        assertThat(touched.err()).contains("a.txt: Permission denied",
                "'" + directory.getParent() + "': Permission denied");
        assertThat(directory.resolve("a.txt")).hasContent("open");
    }

    @Test
    void shouldLetProgramsLookAtDescriptorsThatTheyWereGiven() throws Exception {
        Path output = directory.resolve("private/output");
        String remit = String.join(" ", RemitProcess.command("run", "--hide", "-r", "a.txt", "--", "cat", "a.txt")
                .stream().map(word -> "'" + word + "'").toList());
        Result result = RemitProcess.start(directory, List.of("/bin/sh", "-c", remit + " > " + output));
        assertThat(result.err()).isEmpty();
        assertThat(output).hasContent("open");
    }

    @Test
    void shouldLetProgramsOpenTheirMemoryOnceMore() throws Exception {
        Files.writeString(directory.resolve("memory.py"), """
                import os
                path = f"/proc/self/fd/{os.memfd_create('memory')}"
                os.write(os.open(path, os.O_RDWR), b"kept")
                print(os.stat(path).st_size, os.read(os.open(path, os.O_RDONLY), 9))
                """);
        Result result = RemitProcess.run(directory, "run", "--hide", "--use", "python", "-r", "memory.py", "--",
                "/usr/bin/python3", "-I", "memory.py");
        assertThat(result.out()).as(result.err()).isEqualTo("4 b'kept'\n");
    }

    @Test
    void shouldNotWriteWhereTheProgramItselfMayNot() throws Exception {
        Files.writeString(directory.resolve("fault.py"), """
                import ctypes
                c = ctypes.CDLL(None, use_errno=True)
                c.mmap.restype = ctypes.c_void_p
                page = c.mmap(None, ctypes.c_size_t(4096), 1, 0x22, -1, ctypes.c_long(0))
                for address in (page, page - 1, 8):
                    print(c.stat(b"/usr/bin", ctypes.c_void_p(address)), ctypes.get_errno())
                print(ctypes.string_at(page, 4096) == bytes(4096))
                """);
        Result result = RemitProcess.run(directory, "run", "--hide", "--use", "python", "-r", "fault.py", "--",
                "/usr/bin/python3", "-I", "fault.py");
        assertThat(result.out()).as(result.err()).isEqualTo("-1 14\n-1 14\n-1 14\nTrue\n");
    }

    @Test
    void shouldSayInManifestAndExplanationThatItHides() throws Exception {
        Result ran = RemitProcess.run(directory, "run", "--hide", "--save", "saved.yml", "--", "ls", "/etc");
        assertThat(ran.err()).contains("'/etc': Permission denied");
        assertThat(Files.readString(directory.resolve("saved.yml"))).contains("metadata: hidden");
        Result again = RemitProcess.run(directory, "run", "saved.yml");
        assertThat(again.err()).contains("'/etc': Permission denied");
        assertThat(RemitProcess.run(directory, "explain", "saved.yml").out()).contains("is hidden from it");
        assertThat(RemitProcess.run(directory, "explain", "--json", "saved.yml").out()).contains("\"hidden\"");
        assertThat(RemitProcess.run(directory, "validate", "saved.yml")).returns(0, Result::exitCode)
                .extracting(Result::err).asString().doesNotContain("not enforced");
    }

    private Result hidden(String option, String path, String commands) throws IOException, InterruptedException {
        return RemitProcess.run(directory, "run", "--hide", "-x", "/usr/bin/**", option, path, "--deny",
                directory + "/**/*.key", "--deny", directory + "/private/**", "--", "sh", "-c", commands);
    }
}
