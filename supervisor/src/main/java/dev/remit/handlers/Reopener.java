package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;

/**
 * Opens a file that is pinned and decided, with the flags that the target asked for.
 *
 * <p>The usual way is through the pinned descriptor. Two things can be had by name only: {@code O_NOFOLLOW} among the
 * flags that {@code F_GETFL} tells, and the kernel's hardening of sticky directories ({@code fs.protected_regular} and
 * {@code fs.protected_fifos}), which looks at the directory. Then the file is opened in its directory by the name that
 * was decided, and is handed over only if it is the file that was pinned; else, and where the directory may not be
 * searched, the usual way is taken.
 */
final class Reopener {
    private static final int NOT_BY_DESCRIPTOR = OpenFlags.CREAT | OpenFlags.NOFOLLOW;
    private static final int STICKY = 01000;
    private static final int F_SETFL = 4;
    /** No errno: the usual way is to be taken. */
    private static final int NOT_BY_NAME = Integer.MIN_VALUE;

    private final Tools tools;
    private final PathResolver resolver;
    private final Resolved parent;
    private final PathBuffer directory;
    private final PathBuffer name;
    private long device;
    private long inode;

    Reopener(Worker worker) {
        this.tools = worker.tools();
        this.resolver = worker.resolver();
        this.parent = new Resolved(tools);
        this.directory = new PathBuffer(tools.arena());
        this.name = new PathBuffer(tools.arena());
    }

    /**
     * Opens.
     *
     * @param file what is pinned; the last {@code stat} was of it
     * @return a descriptor, or a negative errno
     */
    int open(Call call, TargetPath path, Resolved file, OpenArguments arguments) {
        // Should the name vanish meanwhile, a file may be made only by who may write.
        boolean mayCreate = Judge.grants(call.verdict(), Access.WRITE);
        int flags = mayCreate ? arguments.flags() : arguments.flags() & ~OpenFlags.CREAT;
        if ((flags & NOT_BY_DESCRIPTOR) != 0) {
            device = tools.files().device();
            inode = tools.files().inode();
            boolean waits = FileKind.mayBlock(tools.files().mode());
            int opened = pinDirectory(call, path, file, arguments)
                    ? openByName(flags, arguments.mode(), waits)
                    : NOT_BY_NAME;
            parent.release(tools);
            if (opened < 0 && opened != NOT_BY_NAME || OpenFlags.isTemporaryFile(flags) && opened >= 0
                    || opened >= 0 && isPinned(opened)) {
                return opened;
            }
            if (opened >= 0) {
                tools.files().close(opened);
            }
        }
        int unwanted = OpenFlags.isTemporaryFile(flags) ? NOT_BY_DESCRIPTOR : NOT_BY_DESCRIPTOR | OpenFlags.EXCL;
        return tools.files().reopen(file.descriptor(), flags & ~unwanted, arguments.mode());
    }

    /**
     * Pins the directory of the name that was decided: by the way that the target took, or by the canonical one. A
     * directory that was named by dots alone can be opened as the dot in itself.
     */
    private boolean pinDirectory(Call call, TargetPath path, Resolved file, OpenArguments arguments) {
        PathBuffer canonical = file.canonical();
        boolean isDirectory = (tools.files().mode() & FileKind.MASK) == FileKind.DIRECTORY;
        int error = resolver.resolveParent(call, path, path.raw(), arguments.resolve(), name, parent);
        boolean special = Names.isSpecial(name);
        if (error == 0 && !special) {
            Names.appendLeaf(parent.canonical(), name);
            if (parent.canonical().isSameAs(canonical)) {
                return true;
            }
        }
        parent.release(tools);
        name.clear();
        if (special && isDirectory) {
            name.append((byte) '.');
            parent.pin(tools.files().pin(file.descriptor(), name.address(), OpenFlags.DIRECTORY, 0));
        } else {
            int last = canonical.lastComponent();
            name.append(canonical, last, canonical.length());
            directory.clear();
            directory.append(canonical, 0, last);
            parent.pin(tools.files().pin(FileCalls.AT_CWD, directory.address(), OpenFlags.DIRECTORY,
                    FileCalls.RESOLVE_NO_SYMLINKS));
        }
        return parent.descriptor() >= 0 && !name.isEmpty();
    }

    /** Whatever took the file's place meanwhile, a FIFO for one, must not make this thread wait. */
    private int openByName(int flags, int mode, boolean waits) {
        if ((flags & OpenFlags.NOFOLLOW) == 0) {
            return isSticky(parent.descriptor()) && isNamed() ? tryByName(flags, mode) : NOT_BY_NAME;
        }
        boolean careful = !waits && (flags & OpenFlags.NONBLOCK) == 0;
        int opened = tools.files().open(parent.descriptor(), name.address(),
                careful ? flags | OpenFlags.NONBLOCK : flags, mode);
        if (opened >= 0 && careful) {
            tools.sys().invoke(SyscallNumber.FCNTL, opened, F_SETFL, flags);
        }
        return opened == -Errno.ENOENT || opened == -Errno.ELOOP ? NOT_BY_NAME : opened;
    }

    /** Only whether the kernel lets it be opened by this name: what is handed over must not show {@code O_NOFOLLOW}. */
    private int tryByName(int flags, int mode) {
        int opened = tools.files().open(parent.descriptor(), name.address(),
                flags & ~OpenFlags.TRUNC | OpenFlags.NONBLOCK | OpenFlags.NOFOLLOW, mode);
        if (opened >= 0) {
            tools.files().close(opened);
        }
        return opened == -Errno.EACCES ? opened : NOT_BY_NAME;
    }

    private boolean isSticky(int directoryDescriptor) {
        return tools.files().stat(directoryDescriptor) == 0 && (tools.files().mode() & STICKY) != 0;
    }

    private boolean isPinned(int descriptor) {
        return tools.files().stat(descriptor) == 0 && tools.files().device() == device
                && tools.files().inode() == inode;
    }

    /** A file whose name was removed is not to be made anew. */
    private boolean isNamed() {
        int named = tools.files().pin(parent.descriptor(), name.address(), OpenFlags.NOFOLLOW, 0);
        boolean same = named >= 0 && isPinned(named);
        if (named >= 0) {
            tools.files().close(named);
        }
        return same;
    }
}
