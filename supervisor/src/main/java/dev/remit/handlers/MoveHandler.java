package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;
import dev.remit.policy.Reason;
import dev.remit.policy.Verdict;

/**
 * Renames and links: gives a file another name.
 *
 * <p>Where the kernel's ruleset grants changes on both sides it checks that nothing is gained, so the call goes on.
 * Elsewhere the directories are pinned and the call is performed in them, provided that the new name is granted nothing
 * that the old one is not, for whatever may lie below as well. Where it would be, the answer is EXDEV, as between two
 * file systems: programs then copy, and each file that is copied is decided by itself.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/rename.2.html">rename(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/link.2.html">link(2)</a>
 */
final class MoveHandler {
    private static final int RENAME_NOREPLACE = 0x1;
    private static final int RENAME_EXCHANGE = 0x2;
    private static final int RENAME_WHITEOUT = 0x4;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int AT_EMPTY_PATH = 0x1000;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final TargetPath oldPath;
    private final TargetPath newPath;
    private final Resolved oldPlace;
    private final Resolved newPlace;
    private final PathBuffer oldLeaf;
    private final PathBuffer newLeaf;

    MoveHandler(Worker worker) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.oldPath = new TargetPath(tools);
        this.newPath = new TargetPath(tools);
        this.oldPlace = new Resolved(tools);
        this.newPlace = new Resolved(tools);
        this.oldLeaf = new PathBuffer(tools.arena());
        this.newLeaf = new PathBuffer(tools.arena());
    }

    void handle(Call call, Mutation mutation) {
        if (mutation.kind() == Mutation.Kind.RENAME) {
            rename(call, mutation);
        } else {
            link(call, mutation);
        }
        oldPlace.release(tools);
        newPlace.release(tools);
    }

    private void rename(Call call, Mutation mutation) {
        int flags = mutation.flags(call);
        boolean exchange = (flags & RENAME_EXCHANGE) != 0;
        if ((flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT)) != 0
                || exchange && flags != RENAME_EXCHANGE) {
            call.fail(Errno.EINVAL);
            return;
        }
        int error = oldPath.read(call, mutation.directory(call), mutation.path(call));
        error = error < 0 ? error : locate(call, oldPath, oldLeaf, oldPlace);
        error = error < 0 ? error : locateNewName(call, mutation);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (Names.isSpecial(oldLeaf) || Names.isSpecial(newLeaf)) {
            // No such name can be changed: the kernel says which error that is, but it reads the path again.
            if (judge.hides()) {
                call.fail(Errno.EBUSY);
            } else {
                call.proceed();
            }
        } else {
            decideRename(call, flags);
        }
    }

    private void decideRename(Call call, int flags) {
        name(call.path(), oldPlace, oldLeaf);
        long oldVerdict = judge.verdictOnChange(call.path());
        long newVerdict = nameNew(call);
        call.judged(Access.WRITE, oldVerdict);
        if (kernelDecides(oldVerdict, oldPlace.decisive()) && kernelDecides(newVerdict, newPlace.decisive())) {
            call.proceed();
            return;
        }
        int error = resolver.find(call, oldPlace.descriptor(), oldLeaf);
        if (error < 0) {
            call.fail(-error);
        } else if ((flags & RENAME_NOREPLACE) != 0 && resolver.exists(call, newPlace.descriptor(), newLeaf)) {
            call.fail(Errno.EEXIST);
        } else if (!Judge.grants(oldVerdict, Access.WRITE)) {
            Judge.deny(call);
        } else if (mayChange(call, newVerdict) && widensNothing(call, flags)) {
            keepSlash(oldPath, oldLeaf);
            keepSlash(newPath, newLeaf);
            call.performed(tools.sys().invoke(SyscallNumber.RENAMEAT2, oldPlace.descriptor(), oldLeaf.address(),
                    newPlace.descriptor(), newLeaf.address(), flags));
        }
    }

    private boolean widensNothing(Call call, int flags) {
        return widensNothing(call, call.path(), call.secondPath(), true)
                && ((flags & RENAME_EXCHANGE) == 0 || widensNothing(call, call.secondPath(), call.path(), true));
    }

    private void link(Call call, Mutation mutation) {
        int flags = mutation.flags(call);
        if ((flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH)) != 0) {
            call.fail(Errno.EINVAL);
            return;
        }
        int error = locateSource(call, mutation, flags);
        error = error < 0 ? error : locateNewName(call, mutation);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (Names.isSpecial(newLeaf)) {
            call.fail(Errno.EEXIST);
        } else if (!oldPlace.hasPath()) {
            // A pipe, a socket or memory lies on no file system that has names.
            call.fail(Errno.EXDEV);
        } else {
            decideLink(call);
        }
    }

    /** As in the kernel, the new name is not looked at before the old one is found. */
    private int locateNewName(Call call, Mutation mutation) {
        int error = newPath.read(call, mutation.secondDirectory(call), mutation.secondPath(call));
        return error < 0 ? error : locate(call, newPath, newLeaf, newPlace);
    }

    /** Pins the directory of a name. As in the kernel, it must be searchable, whatever else may be wrong. */
    private int locate(Call call, TargetPath path, PathBuffer leaf, Resolved place) {
        int error = resolver.resolveParent(call, path, leaf, place);
        return error < 0 ? error : tools.files().access(place.descriptor(), FileCalls.MAY_SEARCH);
    }

    /** Pins what is to be linked, as opposed to the directory that holds its name. */
    private int locateSource(Call call, Mutation mutation, int flags) {
        int directory = mutation.directory(call);
        int error = oldPath.read(call, directory, mutation.path(call));
        if (error == -Errno.ENOENT && oldPath.raw().isEmpty() && (flags & AT_EMPTY_PATH) != 0) {
            return resolver.resolveDescriptor(call, directory, oldPlace);
        }
        return error < 0
                ? error
                : resolver.resolve(call, oldPath, (flags & AT_SYMLINK_FOLLOW) != 0 ? 0 : OpenFlags.NOFOLLOW, 0,
                        oldPlace);
    }

    /** A file that never had a name is decided by the one that the kernel shows for it. */
    private void decideLink(Call call) {
        PathBuffer source = oldPlace.decisive();
        call.path().set(source);
        long oldVerdict = judge.verdictOnChange(source);
        long newVerdict = nameNew(call);
        call.judged(Access.WRITE, oldVerdict);
        if (kernelDecides(newVerdict, newPlace.decisive()) && Judge.treeGrants(oldVerdict, Access.WRITE)
                && Judge.treeGrants(judge.verdict(source, source.parentLength()), Access.WRITE)) {
            call.proceed();
        } else if (resolver.exists(call, newPlace.descriptor(), newLeaf)) {
            call.fail(Errno.EEXIST);
        } else if (judge.isForUse(oldVerdict)) {
            Judge.deny(call);
        } else if (mayChange(call, newVerdict) && widensNothing(call, source, call.secondPath(), false)) {
            keepSlash(newPath, newLeaf);
            call.performed(tools.sys().invoke(SyscallNumber.LINKAT, FileCalls.AT_CWD,
                    tools.files().pathOf(oldPlace.descriptor()), newPlace.descriptor(), newLeaf.address(),
                    AT_SYMLINK_FOLLOW));
        }
    }

    private long nameNew(Call call) {
        name(call.secondPath(), newPlace, newLeaf);
        return judge.verdictOnChange(call.secondPath());
    }

    private static void name(PathBuffer into, Resolved place, PathBuffer leaf) {
        into.set(place.decisive());
        Names.appendLeaf(into, leaf);
    }

    /** Whether the kernel's ruleset grants changes of a name and in the directory that holds it. */
    private boolean kernelDecides(long verdict, PathBuffer directory) {
        return !judge.hides() && Judge.treeGrants(verdict, Access.WRITE)
                && Judge.treeGrants(judge.verdict(directory), Access.WRITE);
    }

    /** Refuses unless the new name may be made. */
    private static boolean mayChange(Call call, long newVerdict) {
        if (Judge.grants(newVerdict, Access.WRITE)) {
            return true;
        }
        call.judgedSecondPath(Access.WRITE, newVerdict);
        Judge.deny(call);
        return false;
    }

    /** Refuses if what is at or below one name would be allowed more by the other. */
    private boolean widensNothing(Call call, PathBuffer from, PathBuffer to, boolean below) {
        long gained = judge.widening(from, to, below);
        if (gained == Verdict.NOTHING) {
            return true;
        }
        // A rule that denies speaks of the name that is given up, one that adds something of the new one.
        if ((to == call.secondPath()) == Verdict.denied(gained)) {
            call.judged(Verdict.granted(gained), gained);
        } else {
            call.judgedSecondPath(Verdict.granted(gained), gained);
        }
        call.deny(Reason.WIDENS_ACCESS, Errno.EXDEV);
        return false;
    }

    /** A slash behind a name says that it is a directory's, and the kernel is to hold the program to it. */
    private static void keepSlash(TargetPath path, PathBuffer leaf) {
        if (path.raw().endsWithSlash()) {
            leaf.append((byte) '/');
        }
    }
}
