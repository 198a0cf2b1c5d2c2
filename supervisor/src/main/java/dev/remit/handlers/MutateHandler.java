package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileKind;
import dev.remit.policy.Access;
import java.lang.foreign.MemorySegment;

/**
 * Makes and removes names, and changes the length of files by name; {@link MoveHandler} renames and links.
 *
 * <p>In hierarchies that the kernel grants it checks all of this itself, so the call goes on. Elsewhere the directory is
 * pinned and the call performed in it.
 */
final class MutateHandler implements Handler {
    private static final int AT_REMOVEDIR = 0x200;
    private static final int CAP_MKNOD = 27;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final TargetMask mask;
    private final Mutation[] mutations;
    private final MoveHandler moves;
    private final TargetLimits limits;
    private final TargetPath path;
    private final Resolved place;
    private final PathBuffer leaf;
    private final MemorySegment linkText;

    MutateHandler(Worker worker) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.mask = worker.mask();
        this.mutations = Mutation.table(worker.numbers());
        this.moves = new MoveHandler(worker);
        this.limits = worker.limits();
        this.path = new TargetPath(tools);
        this.place = new Resolved(tools);
        this.leaf = new PathBuffer(tools.arena());
        this.linkText = tools.arena().allocate(PathBuffer.PATH_MAX + (long) Long.BYTES);
    }

    @Override
    public void handle(Call call) {
        Mutation mutation = mutations[call.number()];
        call.needs(Access.WRITE);
        if (mutation.kind() == Mutation.Kind.TRUNCATE) {
            truncate(call, mutation);
        } else if (mutation.secondPath() >= 0) {
            moves.handle(call, mutation);
        } else {
            change(call, mutation);
        }
        place.release(tools);
    }

    private void change(Call call, Mutation mutation) {
        int error = checkArguments(call, mutation);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (mutation.kind() == Mutation.Kind.MAKE_NODE && isDirectory(mutation.mode(call))) {
            call.fail(Errno.EPERM);
        } else {
            changeName(call, mutation);
        }
    }

    private static boolean isDirectory(int mode) {
        return (mode & FileKind.MASK) == FileKind.DIRECTORY;
    }

    private void changeName(Call call, Mutation mutation) {
        if (!locate(call, mutation.directory(call), mutation.path(call))) {
            return;
        }
        if (kernelDecides(call)) {
            call.proceed();
        } else if (Judge.grants(call.verdict(), Access.WRITE)) {
            call.performed(perform(call, mutation));
        } else if (mutation.kind() == Mutation.Kind.MAKE_DIRECTORY && resolver.exists(call, place.descriptor(), leaf)) {
            // As the kernel has it: what exists is said to exist, also where nothing may be made.
            call.fail(Errno.EEXIST);
        } else {
            refuseUnlessMissing(call, mutation);
        }
    }

    /** Checks and reads what the kernel looks at before it looks at the path. */
    private int checkArguments(Call call, Mutation mutation) {
        return switch (mutation.kind()) {
            case MAKE_LINK -> {
                int length = tools.memory().readString(call.tid(), mutation.linkText(call), linkText,
                        PathBuffer.PATH_MAX);
                yield length == 0 ? -Errno.ENOENT : Math.min(length, 0);
            }
            case MAKE_NODE -> checkKind(mutation.mode(call) & FileKind.MASK);
            case REMOVE -> (mutation.flags(call) & ~AT_REMOVEDIR) == 0 ? 0 : -Errno.EINVAL;
            default -> 0;
        };
    }

    private static int checkKind(int kind) {
        return switch (kind) {
            case 0, FileKind.REGULAR, FileKind.FIFO, FileKind.SOCKET, FileKind.CHARACTER_DEVICE,
                    FileKind.BLOCK_DEVICE, FileKind.DIRECTORY ->
                0;
            default -> -Errno.EINVAL;
        };
    }

    /** Removing what is not there is no refusal. */
    private void refuseUnlessMissing(Call call, Mutation mutation) {
        boolean removes = mutation.kind() == Mutation.Kind.REMOVE;
        if (removes && !resolver.exists(call, place.descriptor(), leaf)) {
            call.fail(Errno.ENOENT);
        } else {
            Judge.deny(call);
        }
    }

    /**
     * Pins the directory of a name and looks the name up; {@link Call#path} is then the name's path. False when the call
     * is already answered.
     */
    private boolean locate(Call call, int directory, long pointer) {
        int error = path.read(call, directory, pointer);
        if (error == 0) {
            error = resolver.resolveParent(call, path, leaf, place);
        }
        if (error < 0) {
            Judge.unresolved(call, error);
            return false;
        }
        if (Names.isSpecial(leaf)) {
            // No such name can be made or removed: the kernel says which error that is.
            if (judge.hides()) {
                call.fail(mutations[call.number()].errorOnSpecialName());
            } else {
                call.proceed();
            }
            return false;
        }
        call.path().set(place.decisive());
        Names.appendLeaf(call.path(), leaf);
        call.judged(Access.WRITE, judge.verdictOnChange(call.path()));
        return true;
    }

    /** Whether the kernel's ruleset grants changes in the directory that holds the name. */
    private boolean kernelDecides(Call call) {
        return !judge.hides() && Judge.treeGrants(call.verdict(), Access.WRITE)
                && Judge.treeGrants(judge.verdict(place.decisive()), Access.WRITE);
    }

    private long perform(Call call, Mutation mutation) {
        int directory = place.descriptor();
        if (path.raw().endsWithSlash()) {
            // What a slash after the name means is for the kernel to say; no such call follows a link for it.
            leaf.append((byte) '/');
        }
        long name = leaf.address();
        return switch (mutation.kind()) {
            case MAKE_DIRECTORY -> {
                int error = mask.assume(call);
                yield error < 0
                        ? error
                        : tools.sys().invoke(SyscallNumber.MKDIRAT, directory, name, mutation.mode(call));
            }
            case MAKE_NODE -> makeNode(call, mutation);
            case MAKE_LINK -> tools.sys().invoke(SyscallNumber.SYMLINKAT, linkText.address(), directory, name);
            default -> tools.sys().invoke(SyscallNumber.UNLINKAT, directory, name,
                    mutation.removesDirectory() ? AT_REMOVEDIR : mutation.flags(call));
        };
    }

    /** No manifest lets a program make devices; so the kernel is asked as by somebody who may not. */
    private long makeNode(Call call, Mutation mutation) {
        int error = mask.assume(call);
        if (error < 0) {
            return error;
        }
        tools.privileges().withhold(CAP_MKNOD);
        long result = tools.sys().invoke(SyscallNumber.MKNODAT, place.descriptor(), leaf.address(),
                mutation.mode(call), mutation.device(call));
        tools.privileges().giveBack(CAP_MKNOD);
        return result;
    }

    private void truncate(Call call, Mutation mutation) {
        if (call.argument(1) < 0) {
            call.fail(Errno.EINVAL);
            return;
        }
        int error = path.read(call, mutation.directory(call), mutation.path(call));
        if (error == 0) {
            error = resolver.resolve(call, path, 0, 0, place);
        }
        if (error < 0) {
            Judge.unresolved(call, error);
            return;
        }
        call.path().set(place.decisive());
        if (!place.hasPath()) {
            // A pipe or its like: the kernel says that it has no length.
            call.proceed();
            return;
        }
        long verdict = judge.verdict(place.decisive());
        call.judged(Access.WRITE, verdict);
        if (!judge.hides() && judge.kernelGrants(verdict, Access.WRITE, place.descriptor())) {
            call.proceed();
        } else if (!Judge.grants(verdict, Access.WRITE)) {
            Judge.deny(call);
        } else if (limits.forbidsLength(call, place.descriptor(), call.argument(1))) {
            call.fail(Errno.EFBIG);
        } else {
            call.performed(tools.sys().invoke(SyscallNumber.TRUNCATE, tools.files().pathOf(place.descriptor()),
                    call.argument(1)));
        }
    }
}
