package dev.remit.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the machine that runs the tests has. */
final class Machine {
    private Machine() {}

    static boolean hasCompiler() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, "cc"))) {
                return true;
            }
        }
        return false;
    }
}
