package dev.remit.launch;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Fd;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.process.InterpreterLine;
import dev.remit.policy.Program;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Set;

/**
 * The program's file, opened once and held until the run is over: what is looked at, what is compared with {@code hash},
 * what is executed and what an interpreter reads are this one file, whatever its name leads to by then.
 *
 * <p>The file itself can still be written to by who may. So what others than root and the caller can write to is copied
 * into sealed memory, and the copy takes the file's place.
 */
final class ProgramImage implements AutoCloseable {
    private static final int PATH_MAX = 4096;
    private static final int F_SETSIG = 10;
    private static final int F_SETLEASE = 1024;
    private static final int F_RDLCK = 0;
    private static final int F_UNLCK = 2;
    /** Write permission of the group and of others. An access control list shows in the group's. */
    private static final int OTHERS_WRITE = 022;
    /** More than {@code struct statfs} has; its first word is the file system's type. */
    private static final int STATFS_SIZE = 256;
    /**
     * Types of file systems whose files somebody else serves, who can change them whatever their modes say: FUSE, NFS, SMB
     * and CIFS, 9P, AFS, Ceph, Coda.
     */
    private static final Set<Long> SERVED = Set.of(0x65735546L, 0x6969L, 0xfe534d42L, 0xff534d42L, 0x517bL, 0x01021997L,
            0x5346414fL, 0x00c36400L, 0x73757245L);

    private final Syscall sys;
    private final FileCalls files;
    private final Program program;
    private final Fd original;
    private Fd held;
    private boolean unasked;
    private byte[] canonical = {};
    private byte[] head = {};

    private ProgramImage(Syscall sys, FileCalls files, Program program, Fd original) {
        this.sys = sys;
        this.files = files;
        this.program = program;
        this.original = original;
        this.held = original;
    }

    /**
     * Opens the program's file, seals a copy if it must be, and compares its digest.
     *
     * @param sealed whether a copy is asked for
     * @throws LaunchException when it is not a file that may be executed, or not the one that the manifest means
     * @throws LinuxException when it cannot be read, or there is no memory for a copy
     */
    static ProgramImage open(Syscall sys, Arena arena, Program program, boolean sealed) throws LaunchException {
        FileCalls files = new FileCalls(sys, arena);
        int opened = files.open(FileCalls.AT_CWD, CString.of(arena, program.path()).address(),
                OpenFlags.RDONLY | OpenFlags.NONBLOCK, 0);
        if (opened == -Errno.ENOENT) {
            throw ProgramFile.missing(program);
        }
        if (opened == -Errno.EACCES) {
            throw new LaunchException(LaunchException.NOT_EXECUTABLE,
                    program.path() + ": cannot be read, so "
                            + (program.hashes().isEmpty() ? "no copy can be made" : "its digest cannot be checked"),
                    "Grant yourself read permission on it, or leave "
                            + (program.hashes().isEmpty() ? "`--sealed`" : "`hash`") + " out.");
        }
        LinuxException.check(opened, "open", program.path());
        ProgramImage image = new ProgramImage(sys, files, program, new Fd(sys, opened));
        try {
            image.examine(arena, sealed);
        } catch (RuntimeException | LaunchException failure) {
            image.close();
            throw failure;
        }
        return image;
    }

    private void examine(Arena arena, boolean sealed) throws LaunchException {
        canonical = canonicalPath(arena);
        LinuxException.check(files.stat(original.value()), "statx", program.path());
        if ((files.mode() & FileKind.MASK) != FileKind.REGULAR
                || files.access(original.value(), FileCalls.MAY_EXECUTE) < 0) {
            throw ProgramFile.notExecutable(program);
        }
        // Of a file that others write to this is only a guess; a copy is executed as what it then is.
        head = readHead(arena);
        unasked = !sealed && othersCanWrite(arena);
        if (sealed || unasked) {
            held = SealedCopy.of(sys, files, original.value(), program.path(), !InterpreterLine.isScript(head));
            original.close();
            head = readHead(arena);
        }
        if (!program.hashes().isEmpty()) {
            ProgramDigest.check(sys, held.value(), program.path(), program.hashes());
        }
    }

    private byte[] canonicalPath(Arena arena) {
        MemorySegment path = arena.allocate(PATH_MAX);
        int length = (int) LinuxException.check(files.canonicalPath(original.value(), path.address(), PATH_MAX),
                "readlink", program.path());
        return path.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    private byte[] readHead(Arena arena) {
        MemorySegment buffer = arena.allocate(InterpreterLine.LENGTH);
        int length = (int) LinuxException.check(
                sys.invoke(SyscallNumber.PREAD64, held.value(), buffer.address(), InterpreterLine.LENGTH), "read",
                program.path());
        return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Whether somebody else than root and the caller can write to the open file. */
    private boolean othersCanWrite(Arena arena) {
        int caller = (int) sys.invoke(SyscallNumber.GETEUID, 0);
        int owner = files.owner();
        return owner != 0 && owner != caller || (files.mode() & OTHERS_WRITE) != 0 || isServed(arena)
                || isOpenForWriting();
    }

    /**
     * Whether somebody has it open for writing, who may have been allowed to earlier. A lease, which only the owner and
     * root get, is refused then. Should somebody open it at this very moment, a signal is sent that nobody minds; the
     * usual one would end this process.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/F_SETLEASE.2const.html">F_SETLEASE(2const)</a>
     */
    private boolean isOpenForWriting() {
        sys.invoke(SyscallNumber.FCNTL, original.value(), F_SETSIG, Uapi.SIGURG());
        long lease = sys.invoke(SyscallNumber.FCNTL, original.value(), F_SETLEASE, F_RDLCK);
        if (lease == 0) {
            sys.invoke(SyscallNumber.FCNTL, original.value(), F_SETLEASE, F_UNLCK);
        }
        return lease == -Errno.EAGAIN;
    }

    private boolean isServed(Arena arena) {
        MemorySegment fileSystem = arena.allocate(STATFS_SIZE, Long.BYTES);
        return sys.invoke(SyscallNumber.FSTATFS, original.value(), fileSystem.address()) < 0
                || SERVED.contains(fileSystem.get(ValueLayout.JAVA_LONG, 0) & 0xffffffffL);
    }

    /** Open for reading. */
    int descriptor() {
        return held.value();
    }

    /** Whether it is a copy in memory, which has no place in the file system and needs no grant. */
    boolean isCopy() {
        return held != original;
    }

    /** What the user should know of a copy that was not asked for; empty where there is nothing to say. */
    String remark() {
        return unasked
                ? program.path() + ": others can write to it, so a sealed copy was run, which finds itself in"
                        + " /proc/self/exe under another name; `chmod go-w`, or making it yours, has it run in place"
                : "";
    }

    /** The canonical path that the file had when it was opened. */
    byte[] canonical() {
        return canonical.clone();
    }

    /** The first bytes, as many as the kernel looks at. */
    byte[] head() {
        return Arrays.copyOf(head, head.length);
    }

    @Override
    public void close() {
        held.close();
        original.close();
    }
}
