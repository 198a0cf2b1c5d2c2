package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.PreparedJars;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bouncycastle.crypto.digests.LongDigest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is run has no signed jars, and its libraries' old classes are rewritten, see {@code build/PrepareJars.java}. */
class PrepareJarsTest {
    @TempDir
    private Path directory;
    private Path jar = Path.of("");

    @BeforeEach
    void takeOldestLibrary() throws Exception {
        Path original = Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        jar = Files.copy(original, directory.resolve("old.jar"));
    }

    @Test
    void shouldLeaveNoClassThatStartUpCacheCannotHold() throws Exception {
        assertThat(oldestVersion()).isLessThan(ClassFile.JAVA_6_VERSION);

        PreparedJars.prepare(jar);

        assertThat(oldestVersion()).isGreaterThanOrEqualTo(ClassFile.JAVA_6_VERSION);
    }

    @Test
    void shouldLeaveClassesThatVerify() throws Exception {
        PreparedJars.prepare(jar);

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
        PreparedJars.prepare(jar);
        byte[] first = Files.readAllBytes(jar);
        Files.write(jar, original);
        PreparedJars.prepare(jar);

        assertThat(Files.readAllBytes(jar)).isEqualTo(first).isNotEqualTo(original);
    }

    @Test
    void shouldTakeSignaturesAway() throws Exception {
        jar = Files.copy(Path.of(LongDigest.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
                directory.resolve("signed.jar"));
        Set<String> before = names();
        assertThat(before).anyMatch(name -> name.endsWith(".SF"));
        PreparedJars.prepare(jar);

        Set<String> signature = new TreeSet<>(before);
        signature.removeAll(names());
        assertThat(signature).hasSize(2).allMatch(name -> name.matches("META-INF/[A-Z0-9]+\\.(SF|RSA|DSA|EC)"));
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.getManifest().getEntries()).isEmpty();
            assertThat(file.getManifest().getMainAttributes().getValue("Multi-Release")).isEqualTo("true");
            assertThat(file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName")).isEqualTo("bcprov");
        }
        byte[] prepared = Files.readAllBytes(jar);
        PreparedJars.prepare(jar);
        assertThat(Files.readAllBytes(jar)).isEqualTo(prepared);
    }

    /** Bouncy Castle's, with thousands of files that we cannot reach. */
    @Test
    void shouldReduceLargeLibraries() throws Exception {
        Path original = Path.of(LongDigest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path large = Files.copy(original, directory.resolve("large.jar"));
        PreparedJars.prepare(large, jar);
        assertThat(Files.size(large)).isLessThan(Files.size(original) / 5);
    }

    private Set<String> names() throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream().map(ZipEntry::getName).collect(Collectors.toCollection(TreeSet::new));
        }
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
