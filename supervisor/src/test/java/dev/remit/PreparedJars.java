package dev.remit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The class path of these tests with Remit's jars as the launcher script has them, after {@code build/PrepareJars.java}. */
public final class PreparedJars {
    /** Programs of the JDK that runs the tests. */
    private static final Path TOOLS = Path.of(System.getProperty("java.home"), "bin");

    private static final String CLASSES = "classes";
    /** What it makes a difference to, and what our classes extend; the tests' own libraries are many. */
    private static final Pattern PREPARED = Pattern.compile("remit-|picocli-|bcprov-|snakeyaml-");

    private PreparedJars() {}

    /**
     * Makes them.
     *
     * @param directory in which they are made
     */
    public static String classPath(Path directory) {
        List<Path> jars = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path original = Path.of(each);
            Path jar = directory.resolve(all.size() + ".jar");
            if (original.endsWith(CLASSES)) {
                succeed("jar", "--create", "--file", jar.toString(), "-C", each, ".");
            } else if (PREPARED.matcher(original.getFileName().toString()).lookingAt()) {
                copy(original, jar);
            } else {
                all.add(each);
                continue;
            }
            jars.add(jar);
            all.add(jar.toString());
        }
        prepare(jars.toArray(Path[]::new));
        return String.join(File.pathSeparator, all);
    }

    /** Makes jars fit for a start-up cache, in place. */
    public static void prepare(Path... jars) {
        List<String> command = new ArrayList<>(List.of("java", "../build/PrepareJars.java"));
        Arrays.stream(jars).map(Path::toString).forEach(command::add);
        succeed(command.toArray(String[]::new));
    }

    private static void copy(Path original, Path jar) {
        try {
            Files.copy(original, jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void succeed(String... command) {
        command[0] = TOOLS.resolve(command[0]).toString();
        try {
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
