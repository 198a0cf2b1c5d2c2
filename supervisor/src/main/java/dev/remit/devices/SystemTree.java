package dev.remit.devices;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a machine's file system that tell of its devices: {@code /sys}, {@code /dev}, {@code /run} and
 * {@code /proc/self}. All paths are absolute, as programs on that machine see them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/sysfs.5.html">sysfs(5)</a>
 */
public final class SystemTree {
    /** Numbers at the end of names count as numbers: {@code event9} stands before {@code event10}. */
    private static final Comparator<String> BY_NAME = Comparator.comparing(SystemTree::withoutNumber)
            .thenComparingInt(String::length).thenComparing(Comparator.naturalOrder());
    private static final int TYPE_MASK = 0xF000;
    private static final int CHARACTER_DEVICE = 0x2000;

    private final Path root;
    private final boolean substitute;

    private SystemTree(Path root, boolean substitute) {
        this.root = root;
        this.substitute = substitute;
    }

    /** The machine that Remit runs on. */
    public static SystemTree ofMachine() {
        return new SystemTree(Path.of("/"), false);
    }

    /**
     * A machine that was written down: device nodes are files that hold their numbers, such as {@code 13:64}.
     *
     * @param root canonical
     */
    public static SystemTree below(Path root) {
        return new SystemTree(root, true);
    }

    private static String withoutNumber(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    private Path place(String path) {
        return root.resolve(path.substring(1));
    }

    /** The names in a directory, in order; none when it cannot be read. */
    List<String> names(String directory) {
        List<String> names = new ArrayList<>();
        try (Stream<Path> entries = Files.list(place(directory))) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException | InvalidPathException e) {
            return List.of();
        }
        names.sort(BY_NAME);
        return names;
    }

    /** A file's text without white space around it; empty when it cannot be read. */
    String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8).strip();
    }

    /** A file's content; empty when it cannot be read. */
    byte[] bytes(String file) {
        try {
            return Files.readAllBytes(place(file));
        } catch (IOException | InvalidPathException e) {
            return new byte[0];
        }
    }

    boolean exists(String path) {
        try {
            return Files.exists(place(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    boolean isDirectory(String path) {
        try {
            return Files.isDirectory(place(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The canonical path of what a path leads to; null when that does not exist. */
    @Nullable
    String canonical(String path) {
        try {
            return "/" + root.relativize(place(path).toRealPath());
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** The numbers of the character device that stands at a path, as {@code major:minor}; empty when none does. */
    String numberAt(String node) {
        if (substitute) {
            return text(node);
        }
        try {
            Path place = place(node);
            Object mode = Files.getAttribute(place, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if (mode instanceof Integer bits && (bits & TYPE_MASK) == CHARACTER_DEVICE
                    && Files.getAttribute(place, "unix:rdev", LinkOption.NOFOLLOW_LINKS) instanceof Long number) {
                return major(number) + ":" + minor(number);
            }
            return "";
        } catch (IOException | InvalidPathException e) {
            return "";
        }
    }

    /** As the C library splits a {@code dev_t}: makedev(3). */
    private static long major(long number) {
        return number >>> 8 & 0xFFF | number >>> 32 & ~0xFFFL;
    }

    private static long minor(long number) {
        return number & 0xFF | number >>> 12 & ~0xFFL & 0xFFFF_FFFFL;
    }
}
