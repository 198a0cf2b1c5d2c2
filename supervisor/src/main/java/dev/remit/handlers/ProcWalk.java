package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks a path component by component, where it leads through a magic link of /proc such as {@code /dev/fd/3} or
 * {@code /proc/self/cwd}: those mean the target's, and the kernel would take the supervisor's.
 *
 * <p>Every step pins what it found before it takes the next, so that nothing can be changed behind it. Magic links are
 * followed only below the target's own process: what those of another lead to is not for it to use. The root of /proc
 * holds ordinary links only, the directories below it magic ones only. Rare, hence free to allocate.
 */
final class ProcWalk {
    /** As many links as the kernel follows. */
    private static final int MOST_LINKS = 40;
    private static final String PROC = "/proc";
    private static final byte[] SELF = bytes("self");
    private static final byte[] THREAD_SELF = bytes("thread-self");
    private static final byte[] HERE = bytes(".");
    /** What {@link #step} answers for an ordinary link. */
    private static final int FOLLOW_TEXT = Integer.MIN_VALUE;

    private final Tools tools;
    private final TargetStatus status;
    private final PathBuffer name;
    private final PathBuffer place;
    private int links;

    ProcWalk(Tools tools, TargetStatus status) {
        this.tools = tools;
        this.status = status;
        this.name = new PathBuffer(tools.arena());
        this.place = new PathBuffer(tools.arena());
    }

    /**
     * Walks.
     *
     * @param start descriptor of the directory that a relative path starts from; not closed
     * @param flags {@code O_NOFOLLOW}, {@code O_DIRECTORY} or 0, for the last component
     * @return a descriptor, or a negative errno
     */
    int follow(Call call, int start, PathBuffer path, int flags) {
        links = 0;
        int error = status.read(call.tid());
        if (error < 0) {
            return error;
        }
        byte[] rest = text(path);
        int at = rest[0] == '/' ? root() : reopenHere(start);
        while (at >= 0) {
            int from = skipSlashes(rest, 0);
            if (from == rest.length) {
                return at;
            }
            int to = from;
            while (to < rest.length && rest[to] != '/') {
                to++;
            }
            byte[] component = Arrays.copyOfRange(rest, from, to);
            boolean last = skipSlashes(rest, to) == rest.length;
            rest = Arrays.copyOfRange(rest, to, rest.length);
            boolean keepLink = last && rest.length == 0 && (flags & OpenFlags.NOFOLLOW) != 0;
            int next = step(call, at, component, keepLink, last ? flags & OpenFlags.DIRECTORY : 0);
            if (next == FOLLOW_TEXT) {
                byte[] target = linkText(at, component);
                next = target.length == 0 ? -Errno.ENOENT : target[0] == '/' ? root() : reopenHere(at);
                rest = concatenate(target, rest);
            }
            tools.files().close(at);
            at = next;
        }
        return at;
    }

    /** Pins one component of the directory {@code at}, or says that it is an ordinary link whose text is to be followed. */
    private int step(Call call, int at, byte[] component, boolean keepLink, int flags) {
        if ((Arrays.equals(component, SELF) || Arrays.equals(component, THREAD_SELF)) && placeOf(at).equals(PROC)) {
            String thread = Arrays.equals(component, THREAD_SELF) ? "/task/" + call.tid() : "";
            return tools.files().pin(at, name(bytes(status.process() + thread)), flags, 0);
        }
        int next = tools.files().pin(at, name(component), OpenFlags.NOFOLLOW, 0);
        if (next < 0 || tools.files().stat(next) < 0 || (tools.files().mode() & FileKind.MASK) != FileKind.SYMLINK
                || keepLink) {
            return next;
        }
        tools.files().close(next);
        if (++links > MOST_LINKS) {
            return -Errno.ELOOP;
        }
        String where = placeOf(at);
        if (!where.startsWith(PROC + "/")) {
            return FOLLOW_TEXT;
        }
        boolean ours = where.equals(PROC + "/" + status.process())
                || where.startsWith(PROC + "/" + status.process() + "/");
        return ours ? tools.files().pin(at, name(component), flags, 0) : -Errno.EACCES;
    }

    private byte[] linkText(int at, byte[] component) {
        place.clear();
        int length = tools.files().readLink(at, name(component), place.address(), place.room());
        place.setLength(Math.max(0, length));
        return text(place);
    }

    private String placeOf(int at) {
        place.clear();
        int length = tools.files().canonicalPath(at, place.address(), place.room());
        place.setLength(Math.max(0, length));
        return new String(text(place), StandardCharsets.ISO_8859_1);
    }

    private int root() {
        return tools.files().pin(FileCalls.AT_CWD, name(bytes("/")), OpenFlags.DIRECTORY, 0);
    }

    private int reopenHere(int at) {
        return tools.files().pin(at, name(HERE), OpenFlags.DIRECTORY, 0);
    }

    private long name(byte[] component) {
        name.clear();
        name.append(component);
        return name.address();
    }

    private static byte[] text(PathBuffer path) {
        byte[] text = new byte[path.length()];
        for (int i = 0; i < text.length; i++) {
            text[i] = path.at(i);
        }
        return text;
    }

    private static int skipSlashes(byte[] path, int from) {
        int at = from;
        while (at < path.length && path[at] == '/') {
            at++;
        }
        return at;
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
