package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.file.ProcPath;
import java.nio.charset.StandardCharsets;

/**
 * Resolves a target's path as the kernel would for the target, and pins what it leads to.
 *
 * <p>The kernel does the walking, through {@code openat2} with {@code O_PATH}; only where the way leads through links of
 * /proc that mean something else to the supervisor than to the target is it walked by hand, see {@link ProcWalk}. The
 * supervisor and the target have the same root directory: nothing supervised can change its own.
 */
final class PathResolver {
    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] PROC_SELF = bytes("/proc/self");
    private static final byte[] DEVICES = bytes("/dev/");
    private static final byte[] DELETED = bytes(" (deleted)");
    private static final byte[] TASK = bytes("/task/");

    private final Tools tools;
    private final TargetStatus status;
    private final ProcPath proc;
    private final ProcWalk walk;
    private final byte[] ownProcess;
    private final byte[] ownThread;
    private final PathBuffer work;
    private final PathBuffer directory;

    PathResolver(Tools tools, TargetStatus status) {
        this.tools = tools;
        this.status = status;
        this.proc = new ProcPath(tools.arena());
        this.walk = new ProcWalk(tools, status);
        this.ownProcess = bytes("/proc/" + ProcessHandle.current().pid());
        this.ownThread = bytes("/proc/" + ProcessHandle.current().pid() + "/task/"
                + tools.sys().invoke(SyscallNumber.GETTID, 0));
        this.work = new PathBuffer(tools.arena());
        this.directory = new PathBuffer(tools.arena());
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
        split(path.raw(), leaf);
        return resolve(call, path, directory, OpenFlags.DIRECTORY, 0, into);
    }

    /**
     * Follows a symbolic link to a name that does not exist: pins the directory that would hold it.
     *
     * @param parent where the link is; replaced by the directory that its text leads to
     * @param text of the link
     * @param leaf receives the name in that directory
     * @return 0, or a negative errno; ELOOP where the way leads through magic links of /proc
     */
    int resolveParentFrom(Call call, Resolved parent, PathBuffer text, PathBuffer leaf) {
        split(text, leaf);
        int pinned = tools.files().pin(parent.descriptor(), directory.address(), OpenFlags.DIRECTORY,
                FileCalls.RESOLVE_NO_MAGICLINKS);
        parent.release(tools);
        if (pinned < 0) {
            return pinned;
        }
        parent.pin(pinned);
        return settle(call, OpenFlags.DIRECTORY, parent);
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

    /** Pins what one of the target's own descriptors refers to. */
    int resolveDescriptor(Call call, int descriptor, Resolved into) {
        into.release(tools);
        int pinned = tools.files().pin(FileCalls.AT_CWD, proc.ofDescriptor(call.tid(), descriptor), 0, 0);
        if (pinned < 0) {
            return pinned == -Errno.ENOENT ? -Errno.EBADF : pinned;
        }
        into.pin(pinned);
        return settle(call, 0, into);
    }

    private int resolve(Call call, TargetPath path, PathBuffer text, int pinFlags, long resolve, Resolved into) {
        into.release(tools);
        boolean fromRoot = text.isAbsolute() && resolve == 0;
        int start = fromRoot
                ? FileCalls.AT_CWD
                : tools.files().pin(FileCalls.AT_CWD, path.linkOf(call, path.directory()), 0, 0);
        if (start < 0 && !fromRoot) {
            return start == -Errno.ENOENT ? -Errno.EBADF : start;
        }
        int pinned = tools.files().pin(start, text.address(), pinFlags, resolve | FileCalls.RESOLVE_NO_MAGICLINKS);
        if (resolve == 0 && (pinned == -Errno.ELOOP || pinned == -Errno.ENOENT && maySpeakOfSelf(path))) {
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
     * target's descriptors and threads.
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
            error = decide(call, into);
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
     * really be called like that: then it is found under the whole path.
     */
    private int dropDeletionMark(Resolved into) {
        if (tools.files().stat(into.descriptor()) < 0) {
            return -Errno.EACCES;
        }
        long device = tools.files().device();
        long inode = tools.files().inode();
        PathBuffer canonical = into.canonical();
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
        int pinned = tools.files().pin(FileCalls.AT_CWD, work.address(), pinFlags, FileCalls.RESOLVE_NO_MAGICLINKS);
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

    /** Writes the path that rules speak of: the target's own directory in /proc is called self. */
    private int decide(Call call, Resolved into) {
        PathBuffer canonical = into.canonical();
        PathBuffer decisive = into.decisive();
        int end = processDirectory(canonical);
        if (end < 0) {
            decisive.set(canonical);
            return 0;
        }
        int error = status.read(call.tid());
        if (error < 0) {
            return error;
        }
        decisive.clear();
        if (number(canonical, PROC.length, end) == status.process()) {
            decisive.append(PROC_SELF);
            decisive.append(canonical, end, canonical.length());
        } else {
            decisive.set(canonical);
        }
        return 0;
    }

    /** Where the process id of a path below /proc ends; -1 for any other path. */
    private static int processDirectory(PathBuffer path) {
        if (!path.startsWith(PROC)) {
            return -1;
        }
        int at = PROC.length;
        while (at < path.length() && path.at(at) >= '0' && path.at(at) <= '9') {
            at++;
        }
        return at > PROC.length && (at == path.length() || path.at(at) == '/') ? at : -1;
    }

    private static long number(PathBuffer path, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + path.at(i) - '0';
        }
        return number;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
