package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;
import dev.remit.policy.Reason;
import org.jspecify.annotations.Nullable;

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
    /** How often a name may vanish and appear while it is looked at. */
    private static final int MOST_ATTEMPTS = 100;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final FileCreator creator;
    private final Reopener reopener;
    private final TargetMask mask;
    private final ProcessGuard guard;
    private final TargetLimits limits;
    private final TargetPath path;
    private final Resolved resolved;
    private final OpenArguments arguments;
    private final @Nullable HeldProgramFile program;

    /** @param held the program's file; null where any content is accepted */
    OpenHandler(Worker worker, @Nullable HeldProgram held) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.creator = new FileCreator(worker);
        this.reopener = new Reopener(worker);
        this.mask = worker.mask();
        this.guard = worker.guard();
        this.limits = worker.limits();
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.arguments = new OpenArguments(tools, worker.numbers());
        this.program = held == null ? null : new HeldProgramFile(worker, held);
    }

    @Override
    public void handle(Call call) {
        int error = arguments.read(call, path);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (arguments.has(OpenFlags.PATH)) {
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
        int error = resolver.resolve(call, path, arguments.flags() & (OpenFlags.NOFOLLOW | OpenFlags.DIRECTORY),
                arguments.resolve(), resolved);
        if (error == -Errno.ENOENT) {
            call.fail(Errno.ENOENT);
        } else if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            call.path().set(resolved.hasPath() ? resolved.decisive() : resolved.canonical());
            call.proceed();
        }
    }

    private void decide(Call call) {
        int needed = arguments.needed();
        call.needs(needed);
        if (program != null && program.isNamed(path, arguments)) {
            program.open(call, arguments);
            return;
        }
        if (arguments.resolve() == 0 && !judge.hides() && !mayBeProgram() && isQuick(call, needed)) {
            call.proceed();
            return;
        }
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (answer(call, needed)) {
                return;
            }
        }
        call.fail(Errno.EAGAIN);
    }

    /** Whether the path, as long as no component is a symbolic link, leads to where the program was. */
    private boolean mayBeProgram() {
        return program != null && program.isAt(path.lexical(), arguments);
    }

    /** False when a name that did not exist does so by now: then it is to be tried once more. */
    private boolean answer(Call call, int needed) {
        boolean create = arguments.has(OpenFlags.CREAT);
        boolean exclusive = create && arguments.has(OpenFlags.EXCL);
        int follow = exclusive ? OpenFlags.NOFOLLOW : arguments.flags() & OpenFlags.NOFOLLOW;
        // No file can be made under a name with a slash after it, whatever bears the name.
        int error = create && path.raw().endsWithSlash() && !Names.endsSpecially(path.raw())
                ? -Errno.ENOTDIR
                : resolver.resolve(call, path, follow | arguments.flags() & OpenFlags.DIRECTORY, arguments.resolve(),
                        resolved);
        if (create && mayBeMissing(error)) {
            return creator.create(call, path, arguments, error);
        }
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (exclusive) {
            call.fail(Errno.EEXIST);
        } else {
            decideExisting(call, needed);
        }
        return true;
    }

    /** Errors that may not be the last word when a file is to be created: the kernel looks at the name first. */
    private static boolean mayBeMissing(int error) {
        return switch (-error) {
            case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EACCES -> true;
            default -> false;
        };
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
                && (!arguments.has(OpenFlags.CREAT) || Judge.treeGrants(verdict, Access.WRITE));
    }

    private void decideExisting(Call call, int needed) {
        if (program != null && program.isAt(resolved.canonical(), arguments)) {
            program.open(call, arguments);
            return;
        }
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
        boolean granted = Judge.grants(verdict, needed);
        if (granted && judge.makesTerminal(verdict, resolved.descriptor())) {
            reopen(call);
            noteTerminal(call);
        } else if (!judge.hides() && judge.kernelGrants(verdict, needed, resolved.descriptor())) {
            call.proceed();
        } else if (granted) {
            reopenUnlessReplaced(call, judge.objection(verdict, needed, resolved.descriptor()));
        } else {
            Judge.deny(call);
        }
    }

    private void reopenUnlessReplaced(Call call, Reason objection) {
        if (objection == Reason.NONE) {
            reopen(call);
        } else {
            call.deny(objection, Errno.EACCES);
        }
    }

    private void noteTerminal(Call call) {
        if (call.answer() == Call.Answer.SEND_DESCRIPTOR) {
            judge.terminals().made(call.descriptor());
        }
    }

    private void reopen(Call call) {
        if (tools.files().stat(resolved.descriptor()) < 0) {
            Judge.deny(call);
            return;
        }
        int fileMode = tools.files().mode();
        int kind = fileMode & FileKind.MASK;
        if (kind == FileKind.SYMLINK) {
            call.fail(Errno.ELOOP);
        } else if (kind == FileKind.DIRECTORY && arguments.has(OpenFlags.CREAT)) {
            call.fail(Errno.EISDIR);
        } else if (guard.forbids(resolved, tools.files().device(), arguments.needed())) {
            call.deny(Reason.PROCESS_PROTECTED, Errno.EACCES);
        } else if (leavesTraces() && !limits.hasRoomForDescriptor(call)) {
            call.fail(Errno.EMFILE);
        } else if (!mayBlock(fileMode) || call.aboutToBlock()) {
            int error = OpenFlags.isTemporaryFile(arguments.flags()) ? mask.assume(call) : 0;
            handOver(call,
                    error < 0 ? error : reopener.open(call, path, resolved, arguments), arguments,
                    arguments.mayWrite() || arguments.has(OpenFlags.CREAT) || FileKind.mayBlock(fileMode));
        }
    }

    /** Whether opening changes something, though the descriptor finds no room afterwards. */
    private boolean leavesTraces() {
        return arguments.has(OpenFlags.TRUNC) || OpenFlags.isTemporaryFile(arguments.flags());
    }

    /** A FIFO does not wait for its other end when it is opened for both, or without blocking. */
    private boolean mayBlock(int fileMode) {
        boolean waits = (fileMode & FileKind.MASK) != FileKind.FIFO || !arguments.has(OpenFlags.NONBLOCK)
                && (arguments.flags() & OpenFlags.ACCESS_MODE) != OpenFlags.RDWR;
        return waits && FileKind.mayBlock(fileMode);
    }

    /**
     * Gives the target what the supervisor opened, or the error that opening gave.
     *
     * @param alone see {@link Call#sendDescriptor}; takes longer
     */
    static void handOver(Call call, int opened, OpenArguments arguments, boolean alone) {
        if (opened == -Errno.EPERM) {
            call.fail(Errno.EPERM);
        } else if (opened < 0) {
            Judge.unresolved(call, opened);
        } else {
            call.sendDescriptor(opened, arguments.has(OpenFlags.CLOEXEC), alone);
        }
    }
}
