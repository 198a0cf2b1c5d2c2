package dev.remit.policies;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A directory that every account can reach, with a copy of Remit's class path and fresh places to work in; removed when
 * the tests are over.
 */
final class Stage {
    private static final Stage SHARED = new Stage();

    private final Path root;
    private final String classPath;
    private final AtomicInteger places = new AtomicInteger();

    private Stage() {
        try {
            root = Files.createTempDirectory("remit-policies-").toRealPath();
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(root)));
            classPath = copyClassPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stage shared() {
        return SHARED;
    }

    /** Remit and what it needs, readable by everybody. */
    String classPath() {
        return classPath;
    }

    /** An empty directory that belongs to an account. */
    Path newPlace(Account account) {
        try {
            Path place = Files.createDirectory(root.resolve("place-" + places.incrementAndGet()));
            if (account == Account.NOBODY) {
                Files.setAttribute(place, "unix:uid", 65534);
                Files.setAttribute(place, "unix:gid", 65534);
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String copyClassPath() throws IOException {
        Path copies = Files.createDirectory(root.resolve("remit"));
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path source = Path.of(entry);
            boolean own = Files.isDirectory(source) && !source.endsWith("test-classes");
            if (own || entry.endsWith(".jar") && isNeeded(source.getFileName().toString())) {
                Path copy = copies.resolve(entries.size() + "-" + source.getFileName());
                copyTree(source, copy);
                entries.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static boolean isNeeded(String jar) {
        return List
                .of("remit-", "snakeyaml-engine", "picocli", "HdrHistogram", "jackson-core", "jspecify", "bcprov",
                        "jbcrypt")
                .stream()
                .anyMatch(jar::startsWith);
    }

    /** Copies a file or directory with everything in it, readable by everybody. */
    static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = from.equals(file) ? to : to.resolve(from.relativize(file).toString());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(
                        Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--"));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static void remove(Path tree) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
