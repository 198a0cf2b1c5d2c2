package dev.remit.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary directory with one small file to open, in a place of its own.
 *
 * @param directory removed with all that is in it on {@link #close}
 * @param place the directory that holds the file and nothing else
 * @param file to open
 */
record Scratch(Path directory, Path place, Path file) implements AutoCloseable {
    static Scratch create() {
        try {
            Path directory = Files.createTempDirectory("remit-benchmark").toRealPath();
            Path place = Files.createDirectory(directory.resolve("data"));
            return new Scratch(directory, place, Files.writeString(place.resolve("file.txt"), "content\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        remove(directory);
    }

    /** Removes a directory with all that is in it, if it exists. */
    static void remove(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
