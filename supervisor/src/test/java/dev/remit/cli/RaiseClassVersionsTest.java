package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is run has its libraries' old classes rewritten, see {@code build/RaiseClassVersions.java}. */
class RaiseClassVersionsTest {
    @TempDir
    private Path directory;
    private Path jar = Path.of("");

    @BeforeEach
    void takeOldestLibrary() throws Exception {
        Path original = Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        jar = Files.copy(original, directory.resolve("old.jar"));
    }

    private void raise() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "../build/RaiseClassVersions.java", jar.toString()).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void shouldLeaveNoClassThatStartUpCacheCannotHold() throws Exception {
        assertThat(oldestVersion()).isLessThan(ClassFile.JAVA_6_VERSION);

        raise();

        assertThat(oldestVersion()).isGreaterThanOrEqualTo(ClassFile.JAVA_6_VERSION);
    }

    @Test
    void shouldLeaveClassesThatVerify() throws Exception {
        raise();

        try (ZipFile zip = new ZipFile(jar.toFile());
                URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()},
                        ClassLoader.getPlatformClassLoader())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String name = entry.getName();
                if (name.startsWith("picocli/") && name.endsWith(".class") && !name.contains("groovy")) {
                    String type = name.substring(0, name.length() - ".class".length()).replace('/', '.');
                    assertThat(Class.forName(type, true, loader).getName()).isEqualTo(type);
                }
            }
        }
    }

    @Test
    void shouldMakeSameBytesEachTime() throws Exception {
        byte[] original = Files.readAllBytes(jar);
        raise();
        byte[] first = Files.readAllBytes(jar);
        Files.write(jar, original);
        raise();

        assertThat(Files.readAllBytes(jar)).isEqualTo(first).isNotEqualTo(original);
    }

    private int oldestVersion() throws IOException {
        int oldest = Integer.MAX_VALUE;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(".class")) {
                    ClassModel model = ClassFile.of().parse(zip.getInputStream(entry).readAllBytes());
                    oldest = Math.min(oldest, model.majorVersion());
                }
            }
        }
        return oldest;
    }
}
