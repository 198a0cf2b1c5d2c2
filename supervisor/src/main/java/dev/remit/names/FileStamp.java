package dev.remit.names;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a file is still the one that was read. Links are followed: {@code /etc/resolv.conf} often leads to a file
 * that a service replaces.
 */
record FileStamp(@Nullable Object key, @Nullable FileTime modified, long size) {
    private static final FileStamp MISSING = new FileStamp(null, null, -1);

    /** Whether nothing has changed. */
    boolean isSame(FileStamp other) {
        return size == other.size && Objects.equals(modified, other.modified) && Objects.equals(key, other.key);
    }

    static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
        } catch (IOException missing) {
            return MISSING;
        }
    }
}
