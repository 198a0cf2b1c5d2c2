package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks a path component by component, where the kernel cannot do it at once. That is so where the path leads through a
 * magic link of /proc such as {@code /dev/fd/3} or {@code /proc/self/cwd}: those mean the target's, and the kernel would
 * take the supervisor's. And it is so where every step has to be looked at, because the path must not lead through what
 * is hidden from the target.
 *
 * <p>Every step pins what it found before it takes the next, so that nothing can be changed behind it. Magic links are
 * followed only below the target's own process: what those of another lead to is not for it to use. The root of /proc
 * holds ordinary links only, the directories below it magic ones only. Rare, hence free to allocate.
 */
final class PathWalk {
    /** What {@link #followVisible} answers where the way leads to, or through, what the target may not know of. */
    static final int HIDDEN = Integer.MIN_VALUE + 1;

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
    private final Judge judge;
    private final DecisivePath decisivePath;
    private final PathBuffer name;
    private final PathBuffer place;
    private final PathBuffer decisive;
    private final PathBuffer link;
    private int links;
    /** The target's process, once it was asked for; 0 before. */
    private int process;

    PathWalk(Tools tools, TargetStatus status, Judge judge) {
        this.judge = judge;
        this.decisivePath = new DecisivePath(status);
        this.decisive = new PathBuffer(tools.arena());
        this.link = new PathBuffer(tools.arena());
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
        return begin(call, start, text(path), flags, false);
    }

    /**
     * Walks as {@link #follow} does, but only through directories, and by links, that the target may know of.
     *
     * @return a descriptor of something that the target may know of, a negative errno that may be told, or
     *         {@link #HIDDEN}
     */
    int followVisible(Call call, int start, PathBuffer path, int flags) {
        return begin(call, start, text(path), flags, true);
    }

    /** Whether a directory, which the target may know of, has an entry that it may know of too. */
    boolean sees(Call call, int directory, PathBuffer entry) {
        links = 0;
        process = 0;
        int found = walk(call, reopenHere(directory), text(entry), OpenFlags.NOFOLLOW, true);
        if (found >= 0) {
            tools.files().close(found);
        }
        return found >= 0;
    }

    private int begin(Call call, int start, byte[] path, int flags, boolean looking) {
        links = 0;
        process = 0;
        int at = path[0] == '/' ? root() : reopenHere(start);
        if (at >= 0 && looking && !isVisible(call, at)) {
            tools.files().close(at);
            return HIDDEN;
        }
        return walk(call, at, path, flags, looking);
    }

    /** Walks from a descriptor, which it closes. */
    private int walk(Call call, int start, byte[] path, int flags, boolean looking) {
        byte[] rest = path;
        int at = start;
        boolean unseenLink = false;
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
            // A slash at the end demands a directory, and of what is to be looked at, more of it too.
            boolean directory = !last || rest.length > 0 || (flags & OpenFlags.DIRECTORY) != 0;
            // Where the walk looks, what something is may be told only of what is visible.
            int next = step(call, at, component, keepLink, directory && !looking ? OpenFlags.DIRECTORY : 0);
            if (next == FOLLOW_TEXT) {
                unseenLink |= looking && !isGranted(call, at, component);
                byte[] target = linkText(at, component);
                next = target.length == 0 ? -Errno.ENOENT : target[0] == '/' ? root() : reopenHere(at);
                rest = concatenate(target, rest);
            } else if (next >= 0 && looking) {
                next = look(call, at, component, next, directory);
            }
            tools.files().close(at);
            at = next;
        }
        // A link that leads to nothing visible is hidden itself, and so is what is wrong behind it.
        return unseenLink ? HIDDEN : at;
    }

    /** Passes on what a step has pinned, if the target may know of it. */
    private int look(Call call, int at, byte[] component, int pinned, boolean directory) {
        boolean visible = isVisible(call, pinned);
        int mode = tools.files().mode() & FileKind.MASK;
        if (!visible && mode == FileKind.SYMLINK) {
            visible = leadsToVisible(call, at, component);
        }
        if (visible && (!directory || mode == FileKind.DIRECTORY)) {
            return pinned;
        }
        tools.files().close(pinned);
        return visible ? -Errno.ENOTDIR : HIDDEN;
    }

    /** Whether the target may know of what is pinned; leaves its status behind. */
    private boolean isVisible(Call call, int pinned) {
        if (tools.files().stat(pinned) < 0) {
            return false;
        }
        boolean directory = (tools.files().mode() & FileKind.MASK) == FileKind.DIRECTORY;
        readPlaceOf(pinned);
        return !place.isAbsolute() || tools.isMemory()
                || decisivePath.of(call, place, decisive) == 0 && judge.shows(decisive, directory);
    }

    /** Whether some access to a link itself is granted, whatever it leads to. */
    private boolean isGranted(Call call, int at, byte[] component) {
        readPlaceOf(at);
        link.clear();
        link.append(component);
        Names.appendLeaf(place, link);
        return decisivePath.of(call, place, decisive) == 0 && judge.shows(decisive, false);
    }

    /** Whether a symbolic link leads to something that the target may know of. */
    private boolean leadsToVisible(Call call, int at, byte[] link) {
        int before = links;
        int end = walk(call, reopenHere(at), link, 0, true);
        links = before;
        if (end >= 0) {
            tools.files().close(end);
        }
        return end >= 0;
    }

    /** Pins one component of the directory {@code at}, or says that it is an ordinary link whose text is to be followed. */
    private int step(Call call, int at, byte[] component, boolean keepLink, int flags) {
        boolean self = Arrays.equals(component, SELF) || Arrays.equals(component, THREAD_SELF);
        String where = placeOf(at);
        if (self && !keepLink && where.equals(PROC)) {
            String thread = Arrays.equals(component, THREAD_SELF) ? "/task/" + call.tid() : "";
            return tools.files().pin(at, name(bytes(process(call) + thread)), flags, 0);
        }
        boolean inProcess = where.startsWith(PROC + "/");
        String own = inProcess ? PROC + "/" + process(call) : "";
        boolean ours = inProcess && (where.equals(own) || where.startsWith(own + "/"));
        int next = ours
                ? pinOwn(at, component, OpenFlags.NOFOLLOW)
                : tools.files().pin(at, name(component), OpenFlags.NOFOLLOW, 0);
        if (next < 0) {
            return next;
        }
        int kind = tools.files().stat(next) < 0 ? 0 : tools.files().mode() & FileKind.MASK;
        if ((flags & OpenFlags.DIRECTORY) != 0 && kind != FileKind.DIRECTORY
                && (keepLink || kind != FileKind.SYMLINK)) {
            tools.files().close(next);
            return -Errno.ENOTDIR;
        }
        if (kind != FileKind.SYMLINK || keepLink) {
            return next;
        }
        tools.files().close(next);
        if (++links > MOST_LINKS) {
            return -Errno.ELOOP;
        }
        if (!inProcess) {
            return FOLLOW_TEXT;
        }
        return ours ? pinOwn(at, component, flags) : -Errno.EACCES;
    }

    /** A process may always look at itself. */
    private int pinOwn(int at, byte[] component, int flags) {
        tools.privileges().raise();
        int pinned = tools.files().pin(at, name(component), flags, 0);
        tools.privileges().lower();
        return pinned;
    }

    /** The target's process; -1, which names nothing, when it is gone. */
    private int process(Call call) {
        if (process == 0) {
            process = status.read(call.tid()) < 0 ? -1 : status.process();
        }
        return process;
    }

    private byte[] linkText(int at, byte[] component) {
        place.clear();
        int length = tools.files().readLink(at, name(component), place.address(), place.room());
        place.setLength(Math.max(0, length));
        return text(place);
    }

    private void readPlaceOf(int at) {
        place.clear();
        int length = tools.files().canonicalPath(at, place.address(), place.room());
        place.setLength(Math.max(0, length));
    }

    private String placeOf(int at) {
        readPlaceOf(at);
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
