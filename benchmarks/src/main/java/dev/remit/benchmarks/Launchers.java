package dev.remit.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the {@code remit} to be measured is. */
final class Launchers {
    private Launchers() {}

    /** The command that runs Remit: the script of this directory or one above it, else from this program's class path. */
    static List<String> remit() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve("remit");
            if (Files.isRegularFile(script) && Files.isExecutable(script)) {
                return List.of(script.toString());
            }
        }
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:CompileCommand=quiet", "-XX:CompileCommand=dontinline,dev/remit/linux/Syscall.invoke",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                "dev.remit.cli.Main");
    }
}
