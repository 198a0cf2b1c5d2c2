package dev.remit.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files that decide about trust, and reads them: trust stores, revocation lists, keys, settings, caches.
 *
 * <p>Such a file is believed only when nobody but root and the caller can have written it or put it there. So every
 * component from {@code /} on is looked at, as sshd does with {@code StrictModes} (sshd_config(5)), and symbolic links
 * are followed one by one, so that what they pass through is looked at too:
 * <ul>
 * <li>its owner must be root or the caller's effective user; that holds for symbolic links as well;
 * <li>it must not be writable by group or others. A directory with the sticky bit may be, as {@code /tmp} is: in it,
 * nobody can take away or rename what belongs to others. The last component may not.
 * </ul>
 *
 * <p>After that, only root and the caller could still change what a path leads to, so that looking first and opening
 * afterwards leaves nobody else a gap. Access control lists need no look of their own: what they grant shows in the
 * group's bits (acl(5)).
 *
 * <p>That a file does not exist is an answer, not an error; it is given only after all that does exist on the way was
 * found protected, since otherwise somebody else may have taken the file away.
 */
public final class ProtectedFile {
    private static final String USER = "Uid:\t";

    /** For the caller; made when first needed, as it reads a file, and the caller remains who it is. */
    private static volatile @Nullable Inspection own;

    private ProtectedFile() {}

    /**
     * Reads a regular file at once.
     *
     * @param maximum the most bytes that it may have
     * @return its bytes, or empty when it does not exist
     * @throws UnprotectedFileException when others may write or replace it, or it is no regular file, too long or
     * unreadable
     */
    public static Optional<byte[]> read(Path file, int maximum) throws UnprotectedFileException {
        return own(file).read(file, maximum);
    }

    /**
     * Reads several files at once; directories that they have in common are looked at once. See {@link #read}.
     *
     * @return their bytes, in their order
     */
    public static List<Optional<byte[]>> readAll(List<Path> files, int maximum) throws UnprotectedFileException {
        return files.isEmpty() ? List.of() : own(files.getFirst()).readAll(files, maximum);
    }

    /**
     * Looks at a file or directory without reading it.
     *
     * @return where it is, free of symbolic links; empty when it does not exist
     * @throws UnprotectedFileException when others may write or replace it
     */
    public static Optional<Path> check(Path path) throws UnprotectedFileException {
        return own(path).check(path);
    }

    /**
     * Like {@link #check}, for a file with a secret: it must be a regular file, and one of the caller must not be
     * readable by group or others. One of root may be readable by a group, as where a service reads its key.
     */
    public static Optional<Path> checkSecret(Path file) throws UnprotectedFileException {
        return own(file).checkSecret(file);
    }

    /** Reads a file at once that passes {@link #checkSecret}; see {@link #read}. */
    public static Optional<byte[]> readSecret(Path file, int maximum) throws UnprotectedFileException {
        return own(file).readSecret(file, maximum);
    }

    private static Inspection own(Path asked) throws UnprotectedFileException {
        Inspection made = own;
        if (made != null) {
            return made;
        }
        try {
            made = new Inspection(effectiveUser());
            own = made;
            return made;
        } catch (IOException e) {
            throw new UnprotectedFileException(asked,
                    "cannot tell who may write to it, because /proc/self/status cannot be read: " + e.getMessage()
                            + "; mount /proc");
        }
    }

    /**
     * The effective user id, as in the second column of proc_pid_status(5); the owner of /proc/self would be root's for a
     * process that may not be dumped.
     */
    static int effectiveUser() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
        int line = status.indexOf("\n" + USER) + 1;
        int real = line + USER.length();
        int effective = status.indexOf('\t', real) + 1;
        int next = status.indexOf('\t', effective);
        if (line == 0 || effective == 0 || next < 0) {
            throw new IOException("it has no line \"Uid:\"");
        }
        return Integer.parseUnsignedInt(status, effective, next, 10);
    }
}
