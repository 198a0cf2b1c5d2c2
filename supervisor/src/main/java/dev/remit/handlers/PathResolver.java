package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.file.ProcPath;
import java.nio.charset.StandardCharsets;

/**
 * Resolves a target's path as the kernel would for the target, and pins what it leads to.
 *
 * <p>The kernel does the walking, through {@code openat2} with {@code O_PATH}; only where the way leads through links of
 * /proc that mean something else to the supervisor than to the target is it walked by hand, see {@link PathWalk}. The
 * supervisor and the target have the same root directory: nothing supervised can change its own.
 */
final class PathResolver {
    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] DEVICES = bytes("/dev/");
    private static final byte[] DELETED = bytes(" (deleted)");
    private static final byte[] TASK = bytes("/task/");

    private final Tools tools;
    private final TargetStatus status;
    private final ProcPath proc;
    private final Judge judge;
    private final DecisivePath decisivePath;
    private final PathWalk walk;
    private final byte[] ownProcess;
    private final byte[] ownThread;
    private final PathBuffer work;
    private final PathBuffer directory;
    private final PathBuffer expected;

    PathResolver(Tools tools, TargetStatus status, Judge judge) {
        this.tools = tools;
        this.status = status;
        this.proc = new ProcPath(tools.arena());
        this.judge = judge;
        this.decisivePath = new DecisivePath(status);
        this.walk = new PathWalk(tools, status, judge);
        this.ownProcess = bytes("/proc/" + ProcessHandle.current().pid());
        this.ownThread = bytes("/proc/" + ProcessHandle.current().pid() + "/task/"
                + tools.sys().invoke(SyscallNumber.GETTID, 0));
        this.work = new PathBuffer(tools.arena());
        this.directory = new PathBuffer(tools.arena());
        this.expected = new PathBuffer(tools.arena());
    }

    /**
     * Pins what {@code path} leads to.
     *
     * @param pinFlags {@code O_NOFOLLOW}, {@code O_DIRECTORY} or 0
     * @param resolve {@code RESOLVE_*} flags that the target asked for
     * @return 0, or the negative errno that the kernel would give the target, or ESRCH negated when the call no longer
     *         waits
     */
    int resolve(Call call, TargetPath path, int pinFlags, long resolve, Resolved into) {
        return resolve(call, path, path.raw(), pinFlags, resolve, into);
    }

    /**
     * Pins the directory that holds the last component of {@code path}.
     *
     * @param leaf receives the last component, without slashes after it
     * @return as {@link #resolve}
     */
    int resolveParent(Call call, TargetPath path, PathBuffer leaf, Resolved into) {
        return resolveParent(call, path, path.raw(), 0, leaf, into);
    }

    /**
     * Pins the directory that holds the last component of {@code text}.
     *
     * @param path says where a relative text starts from
     * @param resolve {@code RESOLVE_*} flags that the target asked for
     * @param leaf receives the last component, without slashes after it
     * @return as {@link #resolve}
     */
    int resolveParent(Call call, TargetPath path, PathBuffer text, long resolve, PathBuffer leaf, Resolved into) {
        split(text, leaf);
        return resolve(call, path, directory, OpenFlags.DIRECTORY, resolve, into);
    }

    /**
     * Follows a symbolic link to a name that may not exist: pins the directory that would hold it.
     *
     * @param place where the link is; replaced by the directory that its text leads to
     * @param text of the link
     * @param leaf receives the name in that directory
     * @return as {@link #resolve}
     */
    int resolveParentFrom(Call call, Resolved place, PathBuffer text, PathBuffer leaf) {
        split(text, leaf);
        int pinned = judge.hides()
                ? walk.followVisible(call, place.descriptor(), directory, OpenFlags.DIRECTORY)
                : tools.files().pin(place.descriptor(), directory.address(), OpenFlags.DIRECTORY,
                        FileCalls.RESOLVE_NO_MAGICLINKS);
        if (pinned == -Errno.ELOOP && !judge.hides()) {
            pinned = walk.follow(call, place.descriptor(), directory, OpenFlags.DIRECTORY);
        }
        place.release(tools);
        if (pinned < 0) {
            return pinned == PathWalk.HIDDEN ? -Errno.ENOENT : pinned;
        }
        place.pin(pinned);
        return settle(call, OpenFlags.DIRECTORY, place);
    }

    /** Splits a path into {@link #directory} and its last component, without slashes after it. */
    private void split(PathBuffer path, PathBuffer leaf) {
        int last = path.lastComponent();
        int end = path.length();
        while (end > last && path.at(end - 1) == '/') {
            end--;
        }
        leaf.clear();
        leaf.append(path, last, end);
        directory.clear();
        directory.append(path, 0, last);
        if (directory.isEmpty()) {
            directory.append((byte) '.');
        }
    }

    /** Pins what one of the target's own descriptors refers to; {@code AT_FDCWD} is its working directory. */
    int resolveDescriptor(Call call, int descriptor, Resolved into) {
        into.release(tools);
        call.speaksOfDescriptor();
        long link = descriptor == FileCalls.AT_CWD
                ? proc.ofWorkingDirectory(call.tid())
                : proc.ofDescriptor(call.tid(), descriptor);
        int pinned = tools.pinOfTarget(link);
        if (pinned < 0) {
            return pinned == -Errno.ENOENT ? -Errno.EBADF : pinned;
        }
        into.pin(pinned);
        return settle(call, 0, into);
    }

    /** Takes a copy of one of the target's descriptors; {@code into} closes it. */
    int take(Call call, int copy, Resolved into) {
        into.release(tools);
        into.pin(copy);
        return settle(call, 0, into);
    }

    private int resolve(Call call, TargetPath path, PathBuffer text, int pinFlags, long resolve, Resolved into) {
        into.release(tools);
        if (judge.hides() && (resolve & FileCalls.RESOLVE_IN_ROOT) != 0) {
            // What its steps would lead to, only the kernel can tell, and it does not tell them one by one.
            return -Errno.EINVAL;
        }
        int error = resolveAsKernel(call, path, text, pinFlags, resolve, into);
        return judge.hides() ? reveal(call, path, text, pinFlags, into, error) : error;
    }

    /**
     * Keeps what the kernel found from a target that may not know of it, or of what lies on the way there.
     *
     * @param found what {@link #resolveAsKernel} answered
     * @return the same, when the way is visible as far as it goes; otherwise ENOENT negated
     */
    private int reveal(Call call, TargetPath path, PathBuffer text, int pinFlags, Resolved into, int found) {
        if (found < 0 && tellsNothing(found) || found == 0 && isStraight(path, text, into) && isVisible(into)) {
            return found;
        }
        if (found == 0 && text == path.raw()) {
            call.path().set(into.decisive());
        }
        into.release(tools);
        int start = text.isAbsolute()
                ? FileCalls.AT_CWD
                : tools.pinOfTarget(path.linkOf(call, path.directory()));
        int pinned = walk.followVisible(call, start, text, pinFlags);
        if (start >= 0) {
            tools.files().close(start);
        }
        if (pinned == PathWalk.HIDDEN) {
            if (found == 0) {
                call.meetsHidden(judge.verdict(call.path()));
            }
            return -Errno.ENOENT;
        }
        if (pinned < 0) {
            return pinned;
        }
        into.pin(pinned);
        if (found == 0) {
            return settle(call, pinFlags, into);
        }
        into.release(tools);
        return found;
    }

    /** Whether an error says nothing of what exists: there is nothing, or it was not looked for. */
    private static boolean tellsNothing(int error) {
        return switch (-error) {
            case Errno.ENOENT, Errno.ESRCH, Errno.EBADF, Errno.EPERM, Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM -> true;
            default -> false;
        };
    }

    /**
     * Whether the path as written is the canonical one and does not step back: then whatever it leads through is on the
     * way to where it ends.
     */
    private boolean isStraight(TargetPath path, PathBuffer text, Resolved into) {
        if (text.stepsBack()) {
            return false;
        }
        work.clear();
        work.append(path.joined(), 0, path.joined().length() - path.raw().length());
        work.append(text, 0, text.length());
        expected.setNormalised(work);
        return expected.sameAs(into.canonical());
    }

    /** Whether the target may know of what is pinned, which is no symbolic link. */
    boolean isVisible(Resolved place) {
        return !place.hasPath() || judge.shows(place.decisive(), false)
                || isDirectory(place) && judge.shows(place.decisive(), true);
    }

    private boolean isDirectory(Resolved place) {
        return tools.files().stat(place.descriptor()) == 0
                && (tools.files().mode() & FileKind.MASK) == FileKind.DIRECTORY;
    }

    /** Whether a pinned directory has an entry, as far as the target may know. */
    boolean exists(Call call, int parent, PathBuffer leaf) {
        return find(call, parent, leaf) == 0;
    }

    /** Looks for an entry of a pinned directory: 0, or the negative errno that the kernel would give the target. */
    int find(Call call, int parent, PathBuffer leaf) {
        if (judge.hides()) {
            return walk.sees(call, parent, leaf) ? 0 : -Errno.ENOENT;
        }
        int pinned = tools.files().pin(parent, leaf.address(), OpenFlags.NOFOLLOW, 0);
        if (pinned < 0) {
            return pinned;
        }
        tools.files().close(pinned);
        return 0;
    }

    private int resolveAsKernel(Call call, TargetPath path, PathBuffer text, int pinFlags, long resolve,
            Resolved into) {
        boolean fromRoot = text.isAbsolute() && (resolve & FileCalls.RESOLVE_IN_ROOT) == 0;
        int start = fromRoot
                ? FileCalls.AT_CWD
                : tools.pinOfTarget(path.linkOf(call, path.directory()));
        if (start < 0 && !fromRoot) {
            return start == -Errno.ENOENT ? -Errno.EBADF : start;
        }
        // Below a root of the target's choice the kernel follows no magic link, and has an error of its own for them.
        boolean scoped = (resolve & (FileCalls.RESOLVE_IN_ROOT | FileCalls.RESOLVE_BENEATH)) != 0;
        int pinned = tools.files().pin(start, text.address(), pinFlags,
                scoped ? resolve : resolve | FileCalls.RESOLVE_NO_MAGICLINKS);
        boolean missing = pinned == -Errno.ENOENT || pinned == -Errno.ENOTDIR;
        if (resolve == 0 && (pinned == -Errno.ELOOP || missing && maySpeakOfSelf(path))) {
            pinned = walk.follow(call, start, text, pinFlags);
        }
        if (!fromRoot) {
            tools.files().close(start);
        }
        if (pinned < 0) {
            return pinned;
        }
        into.pin(pinned);
        return settle(call, pinFlags, into);
    }

    /**
     * Whether a path that leads nowhere for the supervisor may lead somewhere for the target: the supervisor has not the
     * target's descriptors and threads, but others of the same numbers.
     */
    private static boolean maySpeakOfSelf(TargetPath path) {
        return path.lexical().startsWith(PROC) || path.lexical().startsWith(DEVICES);
    }

    /** Reads the canonical path back, leads /proc/self to the target's, and makes sure that the target is still there. */
    private int settle(Call call, int pinFlags, Resolved into) {
        int error = readBack(into);
        if (error == 0 && isOwnProcess(into.canonical())) {
            error = turnToTarget(call, pinFlags, into);
        }
        if (error == 0 && into.canonical().endsWith(DELETED)) {
            error = dropDeletionMark(into);
        }
        if (error == 0) {
            error = decisivePath.of(call, into.canonical(), into.decisive());
        }
        if (error == 0 && !tools.listener().isWaiting(call.id())) {
            error = -Errno.ESRCH;
        }
        if (error < 0) {
            into.release(tools);
        }
        return error;
    }

    private int readBack(Resolved into) {
        PathBuffer canonical = into.canonical();
        canonical.clear();
        int length = tools.files().canonicalPath(into.descriptor(), canonical.address(), canonical.room());
        if (length < 0) {
            return length;
        }
        canonical.setLength(length);
        return length == canonical.room() ? -Errno.ENAMETOOLONG : 0;
    }

    /**
     * The kernel marks the path of a name that was removed while the file is open; rules speak of the name. A file may
     * really be called like that: then it is found under the whole path. Memory never had a name: what the kernel shows
     * for it becomes {@code memfd:name}, as it shows {@code pipe:[number]} for a pipe.
     */
    private int dropDeletionMark(Resolved into) {
        if (tools.files().stat(into.descriptor()) < 0) {
            return -Errno.EACCES;
        }
        PathBuffer canonical = into.canonical();
        if (tools.isMemory()) {
            canonical.dropFirst();
            canonical.setLength(canonical.length() - DELETED.length);
            return 0;
        }
        long device = tools.files().device();
        long inode = tools.files().inode();
        int named = tools.files().pin(FileCalls.AT_CWD, canonical.address(), OpenFlags.NOFOLLOW,
                FileCalls.RESOLVE_NO_SYMLINKS);
        if (named >= 0) {
            boolean same = tools.files().stat(named) == 0 && tools.files().device() == device
                    && tools.files().inode() == inode;
            tools.files().close(named);
            if (same) {
                return 0;
            }
        }
        // The name may have been removed since the path was read: only now it is certain to bear the mark.
        int error = readBack(into);
        if (error == 0 && canonical.endsWith(DELETED)) {
            canonical.setLength(canonical.length() - DELETED.length);
        }
        return error;
    }

    private boolean isOwnProcess(PathBuffer path) {
        return path.startsWith(ownProcess)
                && (path.length() == ownProcess.length || path.at(ownProcess.length) == '/');
    }

    /** The way led through the supervisor's /proc/self: takes the same place below the target's. */
    private int turnToTarget(Call call, int pinFlags, Resolved into) {
        int error = status.read(call.tid());
        if (error < 0) {
            return error;
        }
        PathBuffer canonical = into.canonical();
        work.clear();
        work.append(PROC);
        work.append(bytes(Integer.toString(status.process())));
        int rest = skipOwnThread(call, canonical);
        work.append(canonical, rest, canonical.length());
        into.release(tools);
        tools.privileges().raise();
        int pinned = tools.files().pin(FileCalls.AT_CWD, work.address(), pinFlags, FileCalls.RESOLVE_NO_MAGICLINKS);
        tools.privileges().lower();
        if (pinned < 0) {
            return pinned;
        }
        into.pin(pinned);
        return readBack(into);
    }

    /** Where the rest of a path below the supervisor's own process begins, once its thread is the target's. */
    private int skipOwnThread(Call call, PathBuffer canonical) {
        if (!canonical.startsWith(ownThread)) {
            return ownProcess.length;
        }
        work.append(TASK);
        work.append(bytes(Integer.toString(call.tid())));
        return ownThread.length;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
