package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;

/**
 * Creates files for opens that ask for it: the directory is pinned, the name decided, and the file opened in that
 * directory without following a link. A name that is a dangling link stands for what the link names, as the kernel has
 * it.
 */
final class FileCreator {
    private static final int MOST_LINKS = 40;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final TargetMask mask;
    private final ProcessGuard guard;
    private final TargetLimits limits;
    private final Resolved parent;
    private final PathBuffer leaf;
    private final PathBuffer link;

    FileCreator(Worker worker) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.mask = worker.mask();
        this.guard = worker.guard();
        this.limits = worker.limits();
        this.parent = new Resolved(tools);
        this.leaf = new PathBuffer(tools.arena());
        this.link = new PathBuffer(tools.arena());
    }

    /** Creates and opens what {@code path} names, which did not exist a moment ago. */
    void create(Call call, TargetPath path, int flags, int mode) {
        if (path.raw().endsWithSlash()) {
            call.fail(Errno.EISDIR);
            return;
        }
        int error = resolver.resolveParent(call, path, leaf, parent);
        for (int links = 0; error == 0 && isLink(flags); links++) {
            error = links == MOST_LINKS ? -Errno.ELOOP : resolver.resolveParentFrom(call, parent, link, leaf);
        }
        if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            decide(call, flags, mode);
        }
        parent.release(tools);
    }

    /** Whether the name is a symbolic link that is to be followed; its text is then in {@link #link}. */
    private boolean isLink(int flags) {
        if ((flags & (OpenFlags.EXCL | OpenFlags.NOFOLLOW)) != 0) {
            return false;
        }
        link.clear();
        int length = tools.files().readLink(parent.descriptor(), leaf.address(), link.address(), link.room());
        link.setLength(Math.max(0, length));
        return length > 0;
    }

    /** No file can be made in procfs; one that came into being just now was not decided as what it is. */
    private boolean isCreatable() {
        return tools.files().stat(parent.descriptor()) == 0
                && !guard.isProc(parent.descriptor(), tools.files().device());
    }

    private void decide(Call call, int flags, int mode) {
        PathBuffer named = parent.decisive();
        int parentLength = named.length();
        Names.appendLeaf(named, leaf);
        call.path().set(named);
        int needed = OpenHandler.needed(flags) | Access.WRITE;
        long verdict = judge.verdict(named);
        call.judged(needed, verdict);
        if (!judge.hides() && Judge.treeGrants(verdict, needed)
                && Judge.treeGrants(judge.verdict(named, parentLength), Access.WRITE)) {
            call.proceed();
        } else if (!Judge.grants(verdict, needed)) {
            Judge.deny(call);
        } else if (!limits.hasRoomForDescriptor(call)) {
            call.fail(Errno.EMFILE);
        } else {
            int error = isCreatable() ? mask.assume(call) : -Errno.EACCES;
            int opened = error < 0
                    ? error
                    : tools.files().open(parent.descriptor(), leaf.address(), flags | OpenFlags.NOFOLLOW, mode);
            OpenHandler.handOver(call, opened, flags);
        }
    }
}
