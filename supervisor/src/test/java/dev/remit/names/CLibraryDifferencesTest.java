package dev.remit.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program asks its C library for names, and a rule means what the watch finds: both must find the same. */
class CLibraryDifferencesTest {
    /** A network of its own, and files of its own for those that the resolver reads. */
    private static final String PRIVATE_MACHINE = """
            ip link set lo up
            ip address add 198.51.100.99/32 dev lo
            ip address add 2001:db8::99/128 dev lo nodad
            for file in hosts resolv.conf nsswitch.conf; do mount --bind "$0/$file" "/etc/$file"; done
            if [ -d /run/nscd ]; then mount -t tmpfs none /run/nscd; fi
            exec "$@"
            """;

    @TempDir
    Path etc;

    @Test
    void shouldFindTheAddressesThatTheCLibraryFinds() throws IOException, InterruptedException {
        Files.writeString(etc.resolve("hosts"), "");
        Files.writeString(etc.resolve("resolv.conf"), "");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--net"));
        if (!System.getProperty("user.name").equals("root")) {
            command.add("--map-root-user");
        }
        command.addAll(List.of("/bin/sh", "-ec", PRIVATE_MACHINE, etc.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                CLibraryDifferences.class.getName(), etc.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The Java runtime would tell that it obeys this.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.strip()).as("needs unshare, ip, getent, and leave to make namespaces")
                .isEqualTo("compared 176");
        assertThat(process.waitFor()).isZero();
    }
}
