package dev.remit.compiler;

import dev.remit.policy.PathKinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Looks at the real file system. */
public final class FileSystemPathKinds implements PathKinds {
    /** The bits of {@code st_mode} that tell the kind of a file, and the kind that is a character device: inode(7). */
    private static final int KIND_MASK = 0xF000;
    private static final int CHARACTER_DEVICE_MODE = 0x2000;

    @Override
    public Kind kindOf(String path) {
        try {
            Path place = Path.of(path);
            BasicFileAttributes attributes = Files.readAttributes(place, BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                return Kind.DIRECTORY;
            }
            if (attributes.isRegularFile()) {
                return Kind.REGULAR;
            }
            return attributes.isSymbolicLink() ? Kind.ABSENT : specialKind(place);
        } catch (IOException | InvalidPathException e) {
            return Kind.ABSENT;
        }
    }

    private static Kind specialKind(Path place) throws IOException {
        Object mode = Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean character = mode instanceof Integer bits && (bits & KIND_MASK) == CHARACTER_DEVICE_MODE;
        return character ? Kind.CHARACTER_DEVICE : Kind.OTHER;
    }
}
