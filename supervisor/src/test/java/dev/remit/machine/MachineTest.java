package dev.remit.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/ada", "EMPTY", "");

    @TempDir
    private Path directory = Path.of("");

    private final Machine machine = Machine.ofCaller(ENVIRONMENT);

    private String below(String name) {
        return directory.resolve(name).toString();
    }

    private static String ask(Question question, String subject) {
        return Machine.ofCaller(ENVIRONMENT).ask(question, subject);
    }

    private static boolean agrees(List<Sighting> seen, Map<String, String> environment) {
        return Machine.ofCaller(environment).agreesWith(seen);
    }

    private boolean agrees() {
        return agrees(machine.sightings(), ENVIRONMENT);
    }

    @Test
    void shouldAnswerAboutFiles() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[]{'a', (byte) 0xE4, '\n'});
        Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
        Files.createSymbolicLink(directory.resolve("broken"), Path.of("nothing"));
        assertThat(ask(Question.CONTENT, file.toString())).isEqualTo("a\u00E4\n");
        assertThat(ask(Question.LINK, below("link"))).isEqualTo("file");
        assertThat(ask(Question.CANONICAL, below("link"))).isEqualTo(file.toRealPath().toString());
        assertThat(ask(Question.EXISTS, below("link"))).isEqualTo(Machine.YES);
        assertThat(ask(Question.DIRECTORY, below("."))).isEqualTo(Machine.YES);
        assertThat(ask(Question.NAMES, directory.toString()).split("/")).containsExactlyInAnyOrder("file", "link",
                "broken");
        assertThat(ask(Question.DEVICE_NUMBER, "/dev/null")).isEqualTo("1:3");
        assertThat(ask(Question.EXECUTABLE, "/bin/sh")).isEqualTo(Machine.YES);
    }

    @Test
    void shouldAnswerNothingWhereThereIsNothing() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        Files.createSymbolicLink(directory.resolve("broken"), Path.of("nothing"));
        for (String path : List.of(below("absent"), file + "/below", below("broken"), "/a\0b")) {
            for (Question question : List.of(Question.CONTENT, Question.CANONICAL, Question.EXISTS, Question.DIRECTORY,
                    Question.NAMES, Question.DEVICE_NUMBER, Question.EXECUTABLE)) {
                assertThat(ask(question, path)).as(question + " " + path).isEmpty();
            }
        }
        assertThat(ask(Question.LINK, file.toString())).isEmpty();
        assertThat(ask(Question.NAMES, file.toString())).isEmpty();
        assertThat(ask(Question.DEVICE_NUMBER, file.toString())).isEmpty();
        assertThat(ask(Question.KIND, below("absent"))).isEqualTo(Machine.MISSING);
        assertThat(ask(Question.VARIABLE, "MISSING")).isEmpty();
        assertThat(ask(Question.VARIABLE, "EMPTY")).isEqualTo(Machine.SET);
    }

    @Test
    void shouldAnswerAboutMachinesThatAreWrittenDown() throws IOException {
        Files.createDirectories(directory.resolve("proc/self"));
        Files.writeString(directory.resolve("proc/self/stat"), "17 (a) b c) S 1 17 17 34816 17 4194304\n",
                StandardCharsets.UTF_8);
        Machine written = Machine.below(directory.toRealPath());
        assertThat(written.ask(Question.TERMINAL, "")).isEqualTo("34816");
        assertThat(written.ask(Question.CANONICAL, "/proc/self/../self/stat")).isEqualTo("/proc/self/stat");
        assertThat(written.ask(Question.VARIABLE, "PATH")).isEmpty();
        assertThat(ask(Question.TERMINAL, "")).matches("-?[0-9]+");
    }

    @Test
    void shouldStandByWhatItSawOnce() throws IOException {
        assertThat(machine.ask(Question.KIND, below("later"))).isEqualTo(Machine.MISSING);
        Files.createDirectory(directory.resolve("later"));
        assertThat(machine.ask(Question.KIND, below("later"))).isEqualTo(Machine.MISSING);
    }

    @Test
    void shouldNotMindVariablesThatNobodyAskedAbout() {
        machine.ask(Question.VARIABLE, "HOME");
        machine.ask(Question.VARIABLE, "MISSING");
        List<Sighting> seen = machine.sightings();
        assertThat(seen).hasSize(2);
        assertThat(agrees(seen, ENVIRONMENT)).isTrue();
        assertThat(agrees(seen, Map.of("HOME", "/home/ada"))).isTrue();
        assertThat(agrees(seen, Map.of("HOME", "/home/eve"))).isFalse();
        assertThat(agrees(seen, Map.of("HOME", "/home/ada", "MISSING", ""))).isFalse();
    }

    @Test
    void shouldNoticeWhateverHasChangedSince() throws IOException {
        Path program = Files.createFile(directory.resolve("program"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path link = Files.createSymbolicLink(directory.resolve("link"), program);
        Path list = Files.createDirectory(directory.resolve("list"));
        machine.ask(Question.KIND, program.toString());
        machine.ask(Question.EXECUTABLE, program.toString());
        machine.ask(Question.CONTENT, program.toString());
        machine.ask(Question.LINK, link.toString());
        machine.ask(Question.KIND, below("absent"));
        machine.ask(Question.NAMES, list.toString());
        machine.ask(Question.MOUNTS, "");
        machine.ask(Question.TERMINAL, "");
        assertThat(machine.sightings()).hasSize(8);
        assertThat(agrees()).isTrue();

        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(agrees()).as("not executable any more").isFalse();
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(agrees()).isTrue();

        Files.createDirectory(directory.resolve("absent"));
        assertThat(agrees()).as("something new").isFalse();
        Files.delete(directory.resolve("absent"));
        assertThat(agrees()).isTrue();

        Files.createFile(list.resolve("name"));
        assertThat(agrees()).as("a new name").isFalse();
        Files.delete(list.resolve("name"));
        assertThat(agrees()).isTrue();

        Files.writeString(program, "x");
        assertThat(agrees()).as("other content").isFalse();
        Files.writeString(program, "");
        assertThat(agrees()).isTrue();

        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("/bin"));
        assertThat(agrees()).as("a link that leads elsewhere").isFalse();
    }
}
