package dev.remit.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Files with what can be found out again, a limited number of them. What others could have written is none of them. */
public final class CacheFiles {
    private static final int MOST = 256;
    private static final int LONGEST = 64 << 20;

    private final @Nullable Path directory;

    /** @param places where the user has none, nothing is kept */
    public CacheFiles(ConfigPlaces places) {
        Path cache = places.cache();
        this.directory = cache == null ? null : cache.resolve(ConfigPlaces.POLICIES);
    }

    /** The bytes of a file; empty when there is none that can be believed. */
    public Optional<byte[]> read(String name) {
        if (directory == null) {
            return Optional.empty();
        }
        try {
            return ProtectedFile.read(directory.resolve(name), LONGEST);
        } catch (UnprotectedFileException unusable) {
            return Optional.empty();
        }
    }

    /**
     * Puts a file in place of an earlier one of that name. Where that fails, the same is found out again next time, and
     * that is all.
     */
    public void write(String name, byte[] content) {
        if (directory == null || content.length > LONGEST) {
            return;
        }
        try {
            // What would not be believed need not be written; nor are root's files left in the home of somebody else.
            ProtectedFile.check(directory);
            boolean another = Files.notExists(directory.resolve(name));
            OwnFiles.replace(directory.resolve(name), content, false);
            if (another) {
                forgetTheOldest(directory);
            }
        } catch (IOException | UnprotectedFileException impossible) {
            return;
        }
    }

    private static void forgetTheOldest(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(all::add);
        }
        if (all.size() > MOST) {
            all.sort(Comparator.comparing(CacheFiles::age));
            for (Path old : all.subList(0, all.size() / 2)) {
                Files.deleteIfExists(old);
            }
        }
    }

    private static FileTime age(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
