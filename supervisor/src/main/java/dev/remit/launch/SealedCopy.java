package dev.remit.launch;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Fd;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A copy of a file in memory that nobody can change any more, for files that somebody may write to while they are looked
 * at, executed or interpreted.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
final class SealedCopy {
    private static final int BUFFER = 1 << 20;
    private static final int MFD_EXEC = 0x10;
    private static final int F_ADD_SEALS = 1033;
    private static final int SEALS = 0x1 | 0x2 | 0x4 | 0x8;
    private static final int LONGEST_NAME = 240;
    private static final int READ_AND_EXECUTE = 0555;
    private static final int READ = 0444;

    private final Syscall sys;
    private final String name;

    private SealedCopy(Syscall sys, String name) {
        this.sys = sys;
        this.name = name;
    }

    /**
     * Copies.
     *
     * @param source open for reading
     * @param name of the file, for people
     * @param executed whether the kernel is to execute the copy, not only an interpreter to read it
     * @return the copy, open for reading only: what is open for writing is not executed
     * @throws LaunchException when the machine lets no memory be executed
     * @throws LinuxException when the file cannot be read, or there is no memory for it
     */
    static Fd of(Syscall sys, FileCalls files, int source, String name, boolean executed) throws LaunchException {
        SealedCopy copy = new SealedCopy(sys, name);
        try (Arena arena = Arena.ofConfined(); Fd written = copy.create(arena, executed)) {
            copy.fill(arena, source, written.value());
            copy.check(sys.invoke(SyscallNumber.FCHMOD, written.value(), executed ? READ_AND_EXECUTE : READ), "fchmod");
            copy.check(sys.invoke(SyscallNumber.FCNTL, written.value(), F_ADD_SEALS, SEALS), "fcntl F_ADD_SEALS");
            return new Fd(sys, (int) copy.check(files.reopen(written.value(), OpenFlags.RDONLY, 0), "open"));
        }
    }

    private Fd create(Arena arena, boolean executed) throws LaunchException {
        byte[] label = CString.bytes(name.substring(name.lastIndexOf('/') + 1));
        long text = CString.of(arena, Arrays.copyOf(label, Math.min(label.length, LONGEST_NAME))).address();
        int flags = Uapi.MFD_CLOEXEC() | Uapi.MFD_ALLOW_SEALING();
        long made = sys.invoke(SyscallNumber.MEMFD_CREATE, text,
                flags | (executed ? MFD_EXEC : Uapi.MFD_NOEXEC_SEAL()));
        if (made == -Errno.EINVAL) {
            // Before Linux 6.3, memory is executable or not by its mode alone.
            made = sys.invoke(SyscallNumber.MEMFD_CREATE, text, flags);
        }
        if (made == -Errno.EACCES && executed) {
            throw new LaunchException(LaunchException.NOT_EXECUTABLE,
                    name + ": a sealed copy of it cannot be executed: this machine forbids executing memory",
                    "Set the kernel's vm.memfd_noexec below 2, or see to it that nobody else can write to the file"
                            + " and leave `--sealed` out.");
        }
        return new Fd(sys, (int) check(made, "memfd_create"));
    }

    private void fill(Arena arena, int source, int copy) {
        MemorySegment buffer = arena.allocate(BUFFER);
        long offset = 0;
        while (true) {
            long length = check(sys.invoke(SyscallNumber.PREAD64, source, buffer.address(), BUFFER, offset), "read");
            if (length == 0) {
                return;
            }
            for (long done = 0; done < length;) {
                done += check(sys.invoke(SyscallNumber.WRITE, copy, buffer.address() + done, length - done), "write");
            }
            offset += length;
        }
    }

    private long check(long result, String operation) {
        return LinuxException.check(result, operation + " of a sealed copy of", name);
    }
}
