package dev.remit.launch;

import dev.remit.policy.Program;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at the program's name before it is run: is there a file, and may it be executed. */
final class ProgramFile {
    private ProgramFile() {}

    /**
     * Checks.
     *
     * @throws LaunchException with what is wrong
     */
    static void check(Program program) throws LaunchException {
        Path path = Path.of(program.path());
        if (!Files.exists(path)) {
            throw missing(program);
        }
        if (Files.isDirectory(path)) {
            throw new LaunchException(LaunchException.NOT_EXECUTABLE, program.path() + ": is a directory",
                    "Name the executable file in it.");
        }
        if (!Files.isExecutable(path)) {
            throw notExecutable(program);
        }
    }

    static LaunchException missing(Program program) {
        return new LaunchException(LaunchException.NOT_FOUND, program.path() + ": no such program",
                "Correct `run` in the manifest; a name without a slash is looked up in PATH.");
    }

    static LaunchException notExecutable(Program program) {
        return new LaunchException(LaunchException.NOT_EXECUTABLE, program.path() + ": is not executable",
                "Make it so with `chmod +x`, or run its interpreter with the file as argument.");
    }
}
