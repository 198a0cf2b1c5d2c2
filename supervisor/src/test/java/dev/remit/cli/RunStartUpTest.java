package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.PreparedJars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code run} has the runtime make anew, which no start-up cache holds. How long that takes depends on the machine;
 * what takes long does not.
 */
class RunStartUpTest {
    @TempDir
    private Path directory;

    @Test
    void shouldHaveNothingMadeForAnnotationsRecordsAndSwitches() throws Exception {
        Path log = directory.resolve("loaded");
        List<String> command = new ArrayList<>(RemitProcess.command("run", "-x", "/usr/bin/true", "--deny", "/*.key",
                "--", "/usr/bin/true"));
        command.set(command.indexOf("-cp") + 1, PreparedJars.classPath(directory));
        command.add(1, "-Xlog:class+load:file=" + log + ":none");
        assertThat(RemitProcess.start(directory, command)).returns("", RemitProcess.Result::err)
                .returns(0, RemitProcess.Result::exitCode);

        List<String> loaded = Files.readAllLines(log).stream().map(line -> line.split(" ", 2)[0]).toList();
        assertThat(loaded).contains("dev.remit.launch.Launcher");
        assertThat(loaded).doesNotContain("java.lang.runtime.ObjectMethods");
        assertThat(loaded).filteredOn(name -> name.contains("$Proxy")
                || name.startsWith("dev.remit.") && name.contains("$$TypeSwitch")).isEmpty();
    }
}
