package dev.remit.linux.file;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.open_how;
import dev.remit.uapi.statx;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One thread's calls on files. Hot: nothing here allocates after construction; every method answers what the kernel
 * answers, or a negative errno. Paths are addresses of NUL-terminated bytes.
 *
 * <p>{@link #stat} leaves its answer in this object, to be read through {@link #mode} and its kin until the next stat.
 */
public final class FileCalls {
    /** Stands for the working directory where a directory's descriptor is asked for. */
    public static final int AT_CWD = Uapi.AT_FDCWD();
    /** Resolution fails with ELOOP at any symbolic link. */
    public static final long RESOLVE_NO_SYMLINKS = Uapi.RESOLVE_NO_SYMLINKS();
    /** Resolution fails with EXDEV where it leaves the directory that it starts from. */
    public static final long RESOLVE_BENEATH = Uapi.RESOLVE_BENEATH();
    /** The directory that resolution starts from stands for the root. */
    public static final long RESOLVE_IN_ROOT = Uapi.RESOLVE_IN_ROOT();
    /** Resolution fails with ELOOP at a magic link of /proc. */
    public static final long RESOLVE_NO_MAGICLINKS = Uapi.RESOLVE_NO_MAGICLINKS();

    /** For {@link #access}, of a directory. */
    public static final int MAY_SEARCH = 1;
    /** For {@link #access}, of a file: also whether it lies where files may be executed. */
    public static final int MAY_EXECUTE = 1;
    /** For {@link #access}. */
    public static final int MAY_WRITE = 2;

    private static final int STAT_MASK = Uapi.STATX_BASIC_STATS();
    private static final int EMPTY_PATH = Uapi.AT_EMPTY_PATH();
    private static final int EFFECTIVE_IDS = Uapi.AT_EACCESS();

    private final Syscall sys;
    private final MemorySegment how;
    private final MemorySegment status;
    private final MemorySegment empty;
    private final ProcPath own;

    public FileCalls(Syscall sys, Arena arena) {
        this.sys = sys;
        this.how = open_how.allocate(arena);
        this.status = statx.allocate(arena);
        this.empty = arena.allocate(1);
        this.own = new ProcPath(arena);
    }

    /**
     * Pins what a path leads to, without opening it.
     *
     * @param directory a descriptor or {@link #AT_CWD}
     * @param flags added to {@code O_PATH|O_CLOEXEC}
     * @param resolve {@code RESOLVE_*}
     * @return a descriptor to be closed
     * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
     */
    public int pin(int directory, long path, int flags, long resolve) {
        open_how.flags(how, OpenFlags.PATH | OpenFlags.CLOEXEC | flags);
        open_how.mode(how, 0);
        open_how.resolve(how, resolve);
        return (int) sys.invoke(SyscallNumber.OPENAT2, directory, path, how.address(), open_how.sizeof());
    }

    /** Opens a path; always close-on-exec and never as controlling terminal. */
    public int open(int directory, long path, int flags, int mode) {
        return (int) sys.invoke(SyscallNumber.OPENAT, directory, path,
                flags | OpenFlags.CLOEXEC | OpenFlags.NOCTTY, mode);
    }

    /** Opens what a descriptor already pins, with other flags; {@code mode} matters for an unnamed file only. */
    public int reopen(int pinned, int flags, int mode) {
        return open(AT_CWD, own.ofDescriptor(pinned), flags, mode);
    }

    public void close(int descriptor) {
        sys.invoke(SyscallNumber.CLOSE, descriptor);
    }

    /**
     * Reads a symbolic link.
     *
     * @return the length, without a NUL; equal to {@code size} when it did not fit
     */
    public int readLink(int directory, long path, long buffer, int size) {
        return (int) sys.invoke(SyscallNumber.READLINKAT, directory, path, buffer, size);
    }

    /** Reads back the canonical path of what a descriptor pins; see {@link #readLink} for the answer. */
    public int canonicalPath(int pinned, long buffer, int size) {
        return readLink(AT_CWD, own.ofDescriptor(pinned), buffer, size);
    }

    /** The path by which this thread can name what a descriptor pins; valid until the next call on this object. */
    public long pathOf(int pinned) {
        return own.ofDescriptor(pinned);
    }

    /**
     * Looks at what a descriptor pins.
     *
     * @return 0, or a negative errno
     * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
     */
    public int stat(int pinned) {
        return (int) sys.invoke(SyscallNumber.STATX, pinned, empty.address(), EMPTY_PATH, STAT_MASK,
                status.address(), 0);
    }

    /**
     * Asks whether this thread, with its file system ids and capabilities, may do something with what a descriptor pins.
     *
     * @param mode {@link #MAY_SEARCH} and {@link #MAY_WRITE}
     * @return 0, or a negative errno
     * @see <a href="https://man7.org/linux/man-pages/man2/faccessat2.2.html">faccessat2(2)</a>
     */
    public int access(int pinned, int mode) {
        return (int) sys.invoke(SyscallNumber.FACCESSAT2, pinned, empty.address(), mode, EFFECTIVE_IDS | EMPTY_PATH);
    }

    /** Kind and permission bits of the last {@link #stat}. */
    public int mode() {
        return Short.toUnsignedInt(statx.stx_mode(status));
    }

    /** Inode number of the last {@link #stat}. */
    public long inode() {
        return statx.stx_ino(status);
    }

    /** Device of the last {@link #stat}: major number above, minor number below. */
    public long device() {
        return (long) statx.stx_dev_major(status) << Integer.SIZE | Integer.toUnsignedLong(statx.stx_dev_minor(status));
    }

    /** Major number of the device that the file of the last {@link #stat} stands for. */
    public int representedMajor() {
        return statx.stx_rdev_major(status);
    }

    /** Minor number of the device that the file of the last {@link #stat} stands for. */
    public int representedMinor() {
        return statx.stx_rdev_minor(status);
    }

    /** Size in bytes of the last {@link #stat}. */
    public long size() {
        return statx.stx_size(status);
    }

    /** User id of the owner of the last {@link #stat}. */
    public int owner() {
        return statx.stx_uid(status);
    }

    /** Number of names of the last {@link #stat}. */
    public int links() {
        return statx.stx_nlink(status);
    }
}
