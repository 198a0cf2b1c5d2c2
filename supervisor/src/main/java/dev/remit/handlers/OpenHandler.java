package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;
import dev.remit.policy.Reason;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Opens: {@code open}, {@code openat}, {@code openat2} and {@code creat}.
 *
 * <p>The quick way: the path as written lies in a hierarchy that the kernel grants, and no component is a symbolic link;
 * then the kernel goes on by itself. Otherwise the path is resolved and pinned, decided by its canonical form, and
 * either left to the kernel, opened by the supervisor through the pinned descriptor, or refused.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
final class OpenHandler implements Handler {
    /** {@code struct open_how} as first published; longer ones must be zero behind it. */
    private static final int HOW_SIZE = 24;
    private static final int LONGEST_HOW = 4096;
    private static final int NOT_FOR_REOPENING = OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.NOFOLLOW;

    private final int openat;
    private final int openat2;
    private final int creat;
    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final FileCreator creator;
    private final TargetMask mask;
    private final ProcessGuard guard;
    private final TargetLimits limits;
    private final TargetPath path;
    private final Resolved resolved;
    private final MemorySegment how;

    private int flags;
    private int mode;
    private long resolve;

    OpenHandler(Worker worker) {
        this.openat = worker.numbers().numberOf("openat");
        this.openat2 = worker.numbers().numberOf("openat2");
        this.creat = worker.numbers().numberOf("creat");
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.creator = new FileCreator(worker);
        this.mask = worker.mask();
        this.guard = worker.guard();
        this.limits = worker.limits();
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.how = tools.arena().allocate(LONGEST_HOW, Long.BYTES);
    }

    @Override
    public void handle(Call call) {
        int error = readArguments(call);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if ((flags & OpenFlags.PATH) != 0) {
            pin(call);
        } else {
            decide(call);
        }
        resolved.release(tools);
    }

    /**
     * With {@code O_PATH} a file is named and not opened: nobody is refused that, unless metadata is hidden. The kernel
     * places no such descriptor into another process, so that even then it has to make it itself.
     */
    private void pin(Call call) {
        if (!judge.hides()) {
            call.proceed();
            return;
        }
        int error = resolver.resolve(call, path, flags & (OpenFlags.NOFOLLOW | OpenFlags.DIRECTORY), resolve, resolved);
        if (error == -Errno.ENOENT) {
            call.fail(Errno.ENOENT);
        } else if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            call.path().set(resolved.hasPath() ? resolved.decisive() : resolved.canonical());
            call.proceed();
        }
    }

    private int readArguments(Call call) {
        int number = call.number();
        resolve = 0;
        if (number == openat) {
            return readPath(call, call.intArgument(0), call.argument(1), call.intArgument(2), call.intArgument(3));
        }
        if (number == openat2) {
            int error = readHow(call, call.argument(2), call.argument(3));
            return error < 0 ? error : readPath(call, call.intArgument(0), call.argument(1), flags, mode);
        }
        if (number == creat) {
            return readPath(call, FileCalls.AT_CWD, call.argument(0),
                    OpenFlags.CREAT | OpenFlags.WRONLY | OpenFlags.TRUNC, call.intArgument(1));
        }
        return readPath(call, FileCalls.AT_CWD, call.argument(0), call.intArgument(1), call.intArgument(2));
    }

    private int readPath(Call call, int directory, long pointer, int openFlags, int openMode) {
        flags = openFlags;
        mode = openMode & 07777;
        return path.read(call, directory, pointer);
    }

    private int readHow(Call call, long pointer, long size) {
        if (size < HOW_SIZE) {
            return -Errno.EINVAL;
        }
        if (size > LONGEST_HOW) {
            return -Errno.E2BIG;
        }
        int error = tools.memory().read(call.tid(), pointer, how, (int) size);
        if (error < 0) {
            return error;
        }
        for (long i = HOW_SIZE; i < size; i++) {
            if (how.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return -Errno.E2BIG;
            }
        }
        long wideFlags = how.get(ValueLayout.JAVA_LONG, 0);
        flags = (int) wideFlags;
        mode = (int) how.get(ValueLayout.JAVA_LONG, 8) & 07777;
        resolve = how.get(ValueLayout.JAVA_LONG, 16);
        return wideFlags >>> Integer.SIZE == 0 ? 0 : -Errno.EINVAL;
    }

    private void decide(Call call) {
        int needed = needed(flags);
        call.needs(needed);
        if (resolve == 0 && !judge.hides() && isQuick(call, needed)) {
            call.proceed();
            return;
        }
        int error = resolver.resolve(call, path, flags & (OpenFlags.NOFOLLOW | OpenFlags.DIRECTORY), resolve,
                resolved);
        boolean create = (flags & OpenFlags.CREAT) != 0;
        if (error == -Errno.ENOENT && create) {
            creator.create(call, path, flags, mode);
        } else if (error < 0) {
            Judge.unresolved(call, error);
        } else if (create && (flags & OpenFlags.EXCL) != 0) {
            call.fail(Errno.EEXIST);
        } else {
            decideExisting(call, needed);
        }
    }

    /**
     * The path as written is granted as a hierarchy, and leads through no symbolic link. A path that does not exist is
     * the kernel's to answer for; one that is to be created must be granted for writing.
     */
    private boolean isQuick(Call call, int needed) {
        long verdict = judge.verdict(path.lexical());
        call.judged(needed, verdict);
        if (!Judge.treeGrants(verdict, needed)) {
            return false;
        }
        int pinned = tools.files().pin(FileCalls.AT_CWD, path.joined().address(), 0, FileCalls.RESOLVE_NO_SYMLINKS);
        if (pinned >= 0) {
            tools.files().close(pinned);
            return true;
        }
        return pinned == -Errno.ENOENT
                && ((flags & OpenFlags.CREAT) == 0 || Judge.treeGrants(verdict, Access.WRITE));
    }

    private void decideExisting(Call call, int needed) {
        call.path().set(resolved.decisive());
        if (!resolved.hasPath()) {
            if (judge.hides()) {
                reopen(call);
            } else {
                call.proceed();
            }
            return;
        }
        long verdict = judge.verdict(resolved.decisive());
        call.judged(needed, verdict);
        if (!judge.hides() && judge.kernelGrants(verdict, needed, resolved.descriptor())) {
            call.proceed();
        } else if (Judge.grants(verdict, needed)) {
            reopen(call);
        } else {
            Judge.deny(call);
        }
    }

    private void reopen(Call call) {
        if (tools.files().stat(resolved.descriptor()) < 0) {
            Judge.deny(call);
            return;
        }
        int fileMode = tools.files().mode();
        if ((fileMode & FileKind.MASK) == FileKind.SYMLINK) {
            call.fail(Errno.ELOOP);
        } else if (guard.forbids(resolved, tools.files().device(), needed(flags))) {
            call.deny(Reason.PROCESS_PROTECTED, Errno.EACCES);
        } else if (FileKind.mayBlock(fileMode) && !call.mayBlock()) {
            call.defer();
        } else if (leavesTraces() && !limits.hasRoomForDescriptor(call)) {
            call.fail(Errno.EMFILE);
        } else {
            int error = OpenFlags.isTemporaryFile(flags) ? mask.assume(call) : 0;
            handOver(call, error < 0
                    ? error
                    : tools.files().reopen(resolved.descriptor(), flags & ~NOT_FOR_REOPENING, mode), flags);
        }
    }

    /** Whether opening changes something, though the descriptor finds no room afterwards. */
    private boolean leavesTraces() {
        return (flags & OpenFlags.TRUNC) != 0 || OpenFlags.isTemporaryFile(flags);
    }

    /** Gives the target what the supervisor opened, or the error that opening gave. */
    static void handOver(Call call, int opened, int flags) {
        if (opened < 0) {
            Judge.unresolved(call, opened);
        } else {
            call.sendDescriptor(opened, (flags & OpenFlags.CLOEXEC) != 0);
        }
    }

    /** The access that flags ask for on a file that exists. */
    static int needed(int flags) {
        int needed = switch (flags & OpenFlags.ACCESS_MODE) {
            case OpenFlags.RDONLY -> Access.READ;
            case OpenFlags.WRONLY -> Access.WRITE;
            default -> Access.READ | Access.WRITE;
        };
        return (flags & OpenFlags.TRUNC) != 0 || OpenFlags.isTemporaryFile(flags) ? needed | Access.WRITE : needed;
    }
}
