package dev.remit.policies;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what is installed under a path that may differ by a version. */
final class Installed {
    private Installed() {}

    /**
     * The file or directory that a pattern means, of several the last.
     *
     * @param pattern an absolute path, in which {@code *} may stand for one component
     */
    static Optional<Path> find(String pattern) throws IOException {
        int wildcard = pattern.indexOf('*');
        if (wildcard < 0) {
            return Optional.of(Path.of(pattern)).filter(Files::exists);
        }
        Path parent = Path.of(pattern.substring(0, wildcard));
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(parent)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
                entries.forEach(entry -> found.add(Path.of(entry + pattern.substring(wildcard + 1))));
            }
        }
        return found.stream().filter(Files::exists)
                .max(Comparator.comparingInt((Path each) -> each.toString().length()).thenComparing(each -> each));
    }
}
