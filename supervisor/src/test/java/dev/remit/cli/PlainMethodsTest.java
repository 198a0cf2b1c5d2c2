package dev.remit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.PreparedJars;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the runtime would make for records and switches is written out by {@code build/PlainMethods.java}, and the same. */
class PlainMethodsTest {
    private static final String CLASSES = "dev/remit/cli/Shapes";

    @TempDir
    private Path directory;
    private Path jar = Path.of("");

    @BeforeEach
    void packShapes() throws Exception {
        Path classes = Path.of(Shapes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        jar = directory.resolve("shapes.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar));
                var files = Files.newDirectoryStream(classes.resolve(CLASSES).getParent(), "Shapes*.class")) {
            for (Path file : files) {
                out.putNextEntry(new ZipEntry("dev/remit/cli/" + file.getFileName()));
                Files.copy(file, out);
            }
        }
    }

    @Test
    void shouldCompareHashAndChooseAsTheRuntimeDoes() throws Exception {
        String expected = new Shapes().get();
        assertThat(answers()).isEqualTo(expected);

        PreparedJars.prepare(jar);

        assertThat(answers()).isEqualTo(expected);
    }

    @Test
    void shouldLeaveOnlyWhatIsOfAnotherForm() throws Exception {
        assertThat(made()).contains("equals", "hashCode", "toString", "typeSwitch");

        PreparedJars.prepare(jar);

        // Of the switches, the one with labels that are constants.
        assertThat(made()).doesNotContain("equals", "hashCode").containsOnlyOnce("typeSwitch").contains("toString");
    }

    /** What the class in the jar answers, loaded and verified apart from that of the tests. */
    private String answers() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()},
                ClassLoader.getPlatformClassLoader())) {
            Object shapes = loader.loadClass(Shapes.class.getName()).getConstructor().newInstance();
            assertThat(shapes).isNotInstanceOf(Shapes.class);
            return String.valueOf(((Supplier<?>) shapes).get());
        }
    }

    /** The names of what the runtime is asked to make for records and switches. */
    private List<String> made() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                ClassFile.of().parse(zip.getInputStream(entry).readAllBytes()).methods().stream()
                        .flatMap(method -> method.code().stream()).flatMap(code -> code.elementStream())
                        .filter(InvokeDynamicInstruction.class::isInstance).map(InvokeDynamicInstruction.class::cast)
                        .filter(call -> call.bootstrapMethod().owner().packageName().equals("java.lang.runtime"))
                        .forEach(call -> names.add(call.name().stringValue()));
            }
        }
        return names;
    }
}
