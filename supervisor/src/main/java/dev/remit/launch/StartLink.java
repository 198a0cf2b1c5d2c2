package dev.remit.launch;

import dev.remit.linux.CString;
import dev.remit.linux.Fd;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A symbolic link that is called like the program and leads to what is executed, so that the process bears the program's
 * name. It lies in a private directory, and its own path begins at a descriptor of that directory: nobody who may write to
 * the directories around it can put another in its place.
 */
final class StartLink implements AutoCloseable {
    private static final String PRIVATE = "rwx------";
    private static final int PERMISSIONS = 0777;
    private static final int OWNER_ONLY = 0700;

    private final Syscall sys;
    private final Path directory;
    private final Fd pinned;
    private final byte[] name;

    private StartLink(Syscall sys, Path directory, Fd pinned, byte[] name) {
        this.sys = sys;
        this.directory = directory;
        this.pinned = pinned;
        this.name = name;
    }

    /**
     * Makes the link.
     *
     * @param name of the link
     * @param target its text
     * @throws LaunchException when there is no place for it
     * @throws LinuxException when the kernel refuses it
     */
    static StartLink make(Syscall sys, String name, byte[] target) throws LaunchException {
        Path directory;
        try {
            directory = Files.createTempDirectory("remit-start-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
        } catch (IOException failure) {
            throw new LaunchException(LaunchException.REMIT_FAILED,
                    "cannot make a private directory to start the program from: " + failure.getMessage(),
                    "Make the system's temporary directory writable.");
        }
        try (Arena arena = Arena.ofConfined()) {
            FileCalls files = new FileCalls(sys, arena);
            int place = files.pin(FileCalls.AT_CWD, CString.of(arena, directory.toString()).address(),
                    OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW, 0);
            LinuxException.check(place, "open", directory.toString());
            StartLink link = new StartLink(sys, directory, new Fd(sys, place), CString.bytes(name));
            try {
                link.fill(files, arena, target);
            } catch (RuntimeException | LaunchException failure) {
                link.close();
                throw failure;
            }
            return link;
        }
    }

    private void fill(FileCalls files, Arena arena, byte[] target) throws LaunchException {
        LinuxException.check(files.stat(pinned.value()), "statx", directory.toString());
        boolean own = files.owner() == (int) sys.invoke(SyscallNumber.GETEUID, 0);
        if (!own || (files.mode() & PERMISSIONS) != OWNER_ONLY
                || (files.mode() & FileKind.MASK) != FileKind.DIRECTORY) {
            throw new LaunchException(LaunchException.REMIT_FAILED,
                    directory + ": somebody put another directory in place of the one just made",
                    "Let nobody else write to the system's temporary directory, or set its sticky bit.");
        }
        LinuxException.check(sys.invoke(SyscallNumber.SYMLINKAT, CString.of(arena, target).address(), pinned.value(),
                CString.of(arena, name).address()), "symlink", directory.toString());
    }

    /** Close-on-exec. */
    int descriptor() {
        return pinned.value();
    }

    /** The path of the link, for a process that has {@link #descriptor}. */
    byte[] path() {
        return CString.bytes(
                "/proc/self/fd/" + pinned.value() + "/" + new String(name, StandardCharsets.UTF_8));
    }

    /** Takes the link and its directory away. */
    @Override
    public void close() {
        if (pinned.value() < 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            sys.invoke(SyscallNumber.UNLINKAT, pinned.value(), CString.of(arena, name).address(), 0);
            Files.deleteIfExists(directory);
        } catch (IOException left) {
            // An empty directory in the place for what is temporary.
        } finally {
            pinned.close();
        }
    }
}
