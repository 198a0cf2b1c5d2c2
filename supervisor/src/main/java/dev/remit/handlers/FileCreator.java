package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;

/**
 * Creates files for opens that ask for it: the directory is pinned, the name decided, and the file made in that
 * directory, exclusively, so that nothing that came to exist meanwhile is opened in its place. A name that is a dangling
 * link stands for what the link names, as the kernel has it.
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
    private final PathBuffer text;
    private final PathBuffer leaf;
    private final PathBuffer link;
    private final PathBuffer directory;

    FileCreator(Worker worker) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.mask = worker.mask();
        this.guard = worker.guard();
        this.limits = worker.limits();
        this.parent = new Resolved(tools);
        this.text = new PathBuffer(tools.arena());
        this.leaf = new PathBuffer(tools.arena());
        this.link = new PathBuffer(tools.arena());
        this.directory = new PathBuffer(tools.arena());
    }

    /**
     * Creates and opens what {@code path} names, which did not exist a moment ago.
     *
     * @param missing the negative errno that resolving the path gave; ENOENT for a name that is free
     * @return false when it exists by now, and the path is to be resolved once more; then nothing is answered
     */
    boolean create(Call call, TargetPath path, OpenArguments arguments, int missing) {
        text.set(path.raw());
        boolean answered = true;
        int error = resolver.resolveParent(call, path, text, arguments.resolve(), leaf, parent);
        boolean slash = text.endsWithSlash();
        for (int links = 0; error == 0 && !slash && isLink(arguments.flags()); links++) {
            error = links == MOST_LINKS ? -Errno.ELOOP : followLink(call, path, arguments.resolve());
            slash = text.endsWithSlash();
        }
        if (error < 0) {
            Judge.unresolved(call, error);
        } else if (Names.isSpecial(leaf)) {
            call.fail(-missing);
        } else if (slash) {
            // No file is made under a name with a slash after it, whatever bears the name.
            int denied = tools.files().access(parent.descriptor(), FileCalls.MAY_SEARCH);
            call.fail(denied < 0 ? -denied : Errno.EISDIR);
        } else if (missing != -Errno.ENOENT) {
            call.fail(-missing);
        } else {
            answered = decide(call, arguments);
        }
        parent.release(tools);
        return answered;
    }

    /** Whether the name is a symbolic link that is to be followed; its text is then in {@link #link}. */
    private boolean isLink(int flags) {
        if ((flags & (OpenFlags.EXCL | OpenFlags.NOFOLLOW)) != 0 || Names.isSpecial(leaf)) {
            return false;
        }
        link.clear();
        int length = tools.files().readLink(parent.descriptor(), leaf.address(), link.address(), link.room());
        link.setLength(Math.max(0, length));
        return length > 0;
    }

    /** Turns to what the link's text leads to. */
    private int followLink(Call call, TargetPath path, long resolve) {
        if ((resolve & FileCalls.RESOLVE_NO_SYMLINKS) != 0) {
            return -Errno.ELOOP;
        }
        if (resolve == 0) {
            text.set(link);
            return resolver.resolveParentFrom(call, parent, text, leaf);
        }
        // The bounds that were asked for hold from the first directory on: the whole way is taken once more.
        directory.clear();
        if (!link.isAbsolute()) {
            directory.append(text, 0, text.lastComponent());
        }
        text.set(directory);
        text.append(link, 0, link.length());
        return resolver.resolveParent(call, path, text, resolve, leaf, parent);
    }

    /**
     * No file can be made in procfs, where the kernel says no more than that there is none. One that came into being just
     * now was not decided as what it is.
     */
    private boolean isCreatable() {
        return tools.files().stat(parent.descriptor()) == 0
                && !guard.isProc(parent.descriptor(), tools.files().device());
    }

    private boolean decide(Call call, OpenArguments arguments) {
        PathBuffer named = parent.decisive();
        int parentLength = named.length();
        Names.appendLeaf(named, leaf);
        call.path().set(named);
        int needed = arguments.needed() | Access.WRITE;
        long verdict = judge.verdictOnChange(named);
        call.judged(needed, verdict);
        if (!judge.hides() && Judge.treeGrants(verdict, needed)
                && Judge.treeGrants(judge.verdict(named, parentLength), Access.WRITE)) {
            call.proceed();
        } else if (!Judge.grants(verdict, needed)) {
            Judge.deny(call);
        } else if (!isCreatable()) {
            call.fail(Errno.ENOENT);
        } else if (!limits.hasRoomForDescriptor(call)) {
            call.fail(Errno.EMFILE);
        } else {
            return make(call, arguments);
        }
        return true;
    }

    private boolean make(Call call, OpenArguments arguments) {
        int error = mask.assume(call);
        int opened = error < 0
                ? error
                : tools.files().open(parent.descriptor(), leaf.address(), arguments.flags() | OpenFlags.EXCL,
                        arguments.mode());
        if (opened == -Errno.EEXIST && (arguments.flags() & OpenFlags.EXCL) == 0) {
            return false;
        }
        OpenHandler.handOver(call, opened, arguments, true);
        return true;
    }
}
