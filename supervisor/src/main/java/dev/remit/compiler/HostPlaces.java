package dev.remit.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at the machine that Remit runs on. It remembers what it saw, so one is made for each manifest. */
public final class HostPlaces implements PlaceView {
    private static final Path MOUNT_TABLE = Path.of("/proc/self/mountinfo");

    private final Map<String, Kind> seen = new HashMap<>();

    @Override
    public Kind kindOf(String path) {
        return seen.computeIfAbsent(path, HostPlaces::look);
    }

    private static Kind look(String path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(Path.of(path), BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return Kind.LINK;
            }
            if (attributes.isDirectory()) {
                return Kind.DIRECTORY;
            }
            return attributes.isRegularFile() ? Kind.FILE : Kind.OTHER;
        } catch (IOException | InvalidPathException e) {
            return Kind.MISSING;
        }
    }

    @Override
    public String readLink(String path) {
        try {
            return Files.readSymbolicLink(Path.of(path)).toString();
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }

    @Override
    public boolean isExecutable(String path) {
        try {
            Path place = Path.of(path);
            return Files.isRegularFile(place) && Files.isExecutable(place);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    @Override
    public List<String> mountTable() {
        try {
            // Names in the table are bytes; Latin-1 keeps each of them until the escapes are undone.
            return List.of(new String(Files.readAllBytes(MOUNT_TABLE), StandardCharsets.ISO_8859_1).split("\n", -1));
        } catch (IOException e) {
            return List.of();
        }
    }
}
