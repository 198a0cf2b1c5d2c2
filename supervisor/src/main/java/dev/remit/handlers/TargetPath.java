package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.ProcPath;

/**
 * A path argument of a supervised call: read once from the target, then made absolute without resolving anything.
 *
 * <p>Three forms are kept: {@link #raw} as the target wrote it; {@link #joined}, the same made absolute by putting the
 * name of the directory it starts from before it; and {@link #lexical}, that without {@code .} and {@code ..}, which is
 * the canonical path if no component is a symbolic link.
 */
final class TargetPath {
    private final Tools tools;
    private final ProcPath proc;
    private final PathBuffer raw;
    private final PathBuffer joined;
    private final PathBuffer lexical;
    private int directory;

    TargetPath(Tools tools) {
        this.tools = tools;
        this.proc = new ProcPath(tools.arena());
        this.raw = new PathBuffer(tools.arena());
        this.joined = new PathBuffer(tools.arena());
        this.lexical = new PathBuffer(tools.arena());
    }

    /** As the target wrote it. */
    PathBuffer raw() {
        return raw;
    }

    /** Absolute, otherwise as the target wrote it. */
    PathBuffer joined() {
        return joined;
    }

    /** Absolute and normalised. */
    PathBuffer lexical() {
        return lexical;
    }

    /** The directory descriptor that the target named, or {@code AT_FDCWD}. */
    int directory() {
        return directory;
    }

    /**
     * Reads the path.
     *
     * @param targetDirectory the target's descriptor, or {@code AT_FDCWD}
     * @param pointer where the string is in the target
     * @return 0, or a negative errno: EFAULT for a bad pointer, ENAMETOOLONG, ENOENT for an empty path, EBADF for a bad
     *         descriptor, EPERM for a target whose memory may not be read, ESRCH for one that is gone
     */
    int read(Call call, int targetDirectory, long pointer) {
        int length = tools.memory().readString(call.tid(), pointer, raw.bytes(), PathBuffer.PATH_MAX);
        if (length < 0) {
            raw.clear();
            return length;
        }
        raw.setLength(length);
        return length == 0 ? -Errno.ENOENT : join(call, targetDirectory);
    }

    /** Takes a path from elsewhere in place of the target's argument, such as a script's interpreter. */
    int take(Call call, PathBuffer path) {
        raw.set(path);
        return raw.isEmpty() ? -Errno.ENOENT : join(call, FileCalls.AT_CWD);
    }

    private int join(Call call, int targetDirectory) {
        directory = targetDirectory;
        joined.clear();
        if (!raw.isAbsolute()) {
            int error = startFrom(call, targetDirectory);
            if (error < 0) {
                return error;
            }
        }
        joined.append(raw, 0, raw.length());
        if (joined.overflowed()) {
            return -Errno.ENAMETOOLONG;
        }
        lexical.setNormalised(joined);
        call.path().set(lexical);
        return 0;
    }

    private int startFrom(Call call, int targetDirectory) {
        tools.privileges().raise();
        int length = tools.files().readLink(FileCalls.AT_CWD, linkOf(call, targetDirectory), joined.address(),
                joined.room());
        tools.privileges().lower();
        if (length < 0) {
            return targetDirectory == FileCalls.AT_CWD ? length : -Errno.EBADF;
        }
        joined.setLength(length);
        if (!joined.isAbsolute()) {
            return -Errno.ENOTDIR;
        }
        joined.append((byte) '/');
        return 0;
    }

    /** The link in /proc to the directory that a relative path starts from; valid until the next call. */
    long linkOf(Call call, int targetDirectory) {
        return targetDirectory == FileCalls.AT_CWD
                ? proc.ofWorkingDirectory(call.tid())
                : proc.ofDescriptor(call.tid(), targetDirectory);
    }
}
