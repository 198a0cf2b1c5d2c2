package dev.remit.config;

import dev.remit.display.Visible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * One step on the way to a file, not followed if it is a symbolic link.
 *
 * @param path where it is, free of symbolic links before the last name
 * @param owner its owner's user id
 * @param mode kind and permissions, as in inode(7)
 */
record Component(Path path, int owner, int mode) {
    private static final int PERMISSIONS = 07777;
    private static final int KIND = 0170000;
    private static final int FIFO = 0010000;
    private static final int CHARACTER = 0020000;
    private static final int DIRECTORY = 0040000;
    private static final int BLOCK = 0060000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int STICKY = 01000;
    private static final int WRITABLE_BY_OTHERS = 022;

    static Component at(Path path) throws IOException {
        Map<String, Object> status = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        return new Component(path, number(status, "uid"), number(status, "mode"));
    }

    private static int number(Map<String, Object> status, String name) throws IOException {
        if (status.get(name) instanceof Integer number) {
            return number;
        }
        throw new IOException("its " + name + " is unknown");
    }

    boolean isLink() {
        return kindBits() == LINK;
    }

    boolean isDirectory() {
        return kindBits() == DIRECTORY;
    }

    boolean isRegular() {
        return kindBits() == REGULAR;
    }

    boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /** Whether its mode lets others write. A symbolic link's mode means nothing: symlink(7). */
    boolean isWritableByOthers() {
        return !isLink() && (mode & WRITABLE_BY_OTHERS) != 0;
    }

    String kind() {
        return switch (kindBits()) {
            case FIFO -> "a pipe";
            case CHARACTER, BLOCK -> "a device";
            case DIRECTORY -> "a directory";
            case REGULAR -> "a regular file";
            case LINK -> "a symbolic link";
            default -> "a socket";
        };
    }

    /** Its path, unless it is what was asked for, with owner and mode as chmod(1) takes it. */
    String described(Path asked) {
        String name = path.equals(asked) ? "it" : Visible.of(path.toString());
        return name + " (owner " + ownerName() + (isLink() ? "" : ", mode " + "0%03o".formatted(mode & PERMISSIONS))
                + ")";
    }

    String ownerName() {
        try {
            String name = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
            return name.equals(Integer.toUnsignedString(owner)) ? "user id " + name : name;
        } catch (IOException e) {
            return "user id " + Integer.toUnsignedString(owner);
        }
    }

    private int kindBits() {
        return mode & KIND;
    }
}
