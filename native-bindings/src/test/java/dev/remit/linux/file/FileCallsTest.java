package dev.remit.linux.file;

import static dev.remit.linux.file.FileCalls.AT_CWD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCallsTest {
    private static final int BUFFER = 4096;

    @TempDir
    Path temporary = Path.of("");

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private final FileCalls calls = new FileCalls(sys, arena);
    private final MemorySegment buffer = arena.allocate(BUFFER);
    private final List<Integer> opened = new ArrayList<>();
    private Path directory = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        directory = temporary.toRealPath();
        file = Files.writeString(directory.resolve("file"), "content");
    }

    @AfterEach
    void free() {
        opened.forEach(calls::close);
        arena.close();
    }

    @Test
    void shouldPinFileAndReadItsCanonicalPathBack() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), directory);

        int pinned = pin(AT_CWD, directory + "/link/./link/../link/file", 0, 0);
        // The parent of a link's target is above the link.
        assertThat(pinned).isEqualTo(-Errno.ENOENT);
        pinned = pin(AT_CWD, directory + "/link/.//link/file", 0, 0);

        assertThat(canonical(pinned)).isEqualTo(file.toString());
    }

    @Test
    void shouldFollowPinnedFileWhenItIsRenamed() throws IOException {
        int pinned = pin(AT_CWD, file.toString(), 0, 0);

        Path moved = Files.move(file, directory.resolve("moved"));
        assertThat(canonical(pinned)).isEqualTo(moved.toString());

        Files.delete(moved);
        assertThat(canonical(pinned)).isEqualTo(moved + " (deleted)");
    }

    @Test
    void shouldPinRelativeToDirectory() {
        int pinned = pin(AT_CWD, directory.toString(), OpenFlags.DIRECTORY, 0);

        assertThat(canonical(pin(pinned, "file", 0, 0))).isEqualTo(file.toString());
        assertThat(pin(pinned, "absent", 0, 0)).isEqualTo(-Errno.ENOENT);
        assertThat(pin(AT_CWD, file.toString(), OpenFlags.DIRECTORY, 0)).isEqualTo(-Errno.ENOTDIR);
        assertThat(pin(4711, "file", 0, 0)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void shouldStopAtSymbolicLinksWhenToldSo() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), file);
        Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));

        assertThat(pin(AT_CWD, directory + "/link", 0, FileCalls.RESOLVE_NO_SYMLINKS)).isEqualTo(-Errno.ELOOP);
        assertThat(pin(AT_CWD, directory + "/loop", 0, 0)).isEqualTo(-Errno.ELOOP);
        assertThat(pin(AT_CWD, file.toString(), 0, FileCalls.RESOLVE_NO_SYMLINKS)).isNotNegative();
    }

    @Test
    void shouldStopAtMagicLinksWhenToldSo() {
        assertThat(pin(AT_CWD, "/proc/self/exe", 0, FileCalls.RESOLVE_NO_MAGICLINKS)).isEqualTo(-Errno.ELOOP);
        assertThat(pin(AT_CWD, "/proc/self/exe", 0, 0)).isNotNegative();
        // The link named self is an ordinary one.
        assertThat(pin(AT_CWD, "/proc/self/status", 0, FileCalls.RESOLVE_NO_MAGICLINKS)).isNotNegative();
    }

    @Test
    void shouldPinLinkItselfWhenToldNotToFollow() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("somewhere else"));

        int pinned = pin(AT_CWD, directory + "/link", OpenFlags.NOFOLLOW, 0);

        assertThat(calls.stat(pinned)).isZero();
        assertThat(calls.mode() & FileKind.MASK).isEqualTo(FileKind.SYMLINK);
        assertThat(calls.readLink(pinned, CString.of(arena, "").address(), buffer.address(), BUFFER))
                .isEqualTo("somewhere else".length());
        assertThat(CString.text(buffer, 0, "somewhere else".length())).isEqualTo("somewhere else");
    }

    @Test
    void shouldReopenWhatIsPinnedWithFlagsAskedFor() throws IOException {
        int pinned = pin(AT_CWD, file.toString(), 0, 0);
        Files.move(file, directory.resolve("moved"));
        Files.writeString(file, "an impostor");

        int writable = keep(calls.reopen(pinned, OpenFlags.WRONLY | OpenFlags.TRUNC, 0));

        assertThat(sys.invoke(SyscallNumber.WRITE, writable, CString.of(arena, "new").address(), 3)).isEqualTo(3);
        assertThat(directory.resolve("moved")).hasContent("new");
        assertThat(file).hasContent("an impostor");
        assertThat(calls.reopen(pinned, OpenFlags.DIRECTORY, 0)).isEqualTo(-Errno.ENOTDIR);
    }

    @Test
    void shouldNameWhatIsPinnedForCallsThatTakePaths() {
        int pinned = pin(AT_CWD, file.toString(), 0, 0);

        int again = keep(calls.open(AT_CWD, calls.pathOf(pinned), OpenFlags.RDONLY, 0));

        assertThat(canonical(again)).isEqualTo(file.toString());
    }

    @Test
    void shouldSayThatThereIsNothingToReopen() {
        assertThat(calls.reopen(-1, OpenFlags.RDONLY, 0)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.canonicalPath(4711, buffer.address(), BUFFER)).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void shouldCreateFileClosedOnExec() throws IOException {
        Path made = directory.resolve("made");

        int fd = keep(calls.open(AT_CWD, CString.of(arena, made.toString()).address(),
                OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.EXCL, 0600));

        assertThat(made).exists();
        assertThat(Files.getAttribute(made, "unix:mode")).isEqualTo(FileKind.REGULAR | 0600);
        int flags = Integer.parseInt(Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
                .filter(line -> line.startsWith("flags:")).findFirst().orElseThrow().substring(6).strip(), 8);
        assertThat(flags & OpenFlags.CLOEXEC).isNotZero();
        assertThat(flags & OpenFlags.ACCESS_MODE).isEqualTo(OpenFlags.RDWR);
        assertThat(calls.open(AT_CWD, CString.of(arena, made.toString()).address(),
                OpenFlags.CREAT | OpenFlags.EXCL, 0600)).isEqualTo(-Errno.EEXIST);
    }

    @Test
    void shouldTellIdentityAndKindOfWhatIsPinned() throws IOException {
        Files.createLink(directory.resolve("second"), file);

        assertThat(calls.stat(pin(AT_CWD, file.toString(), 0, 0))).isZero();

        assertThat(calls.mode()).isEqualTo(Files.getAttribute(file, "unix:mode"));
        assertThat(calls.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
        assertThat(calls.links()).isEqualTo(2);
        assertThat(calls.device()).isEqualTo(majorAndMinor((long) Files.getAttribute(file, "unix:dev")));

        assertThat(calls.stat(pin(AT_CWD, "/dev/null", 0, 0))).isZero();
        assertThat(calls.mode() & FileKind.MASK).isEqualTo(FileKind.CHARACTER_DEVICE);
        assertThat(calls.stat(pin(AT_CWD, directory.toString(), 0, 0))).isZero();
        assertThat(calls.mode() & FileKind.MASK).isEqualTo(FileKind.DIRECTORY);
        assertThat(calls.stat(-1)).isEqualTo(-Errno.EBADF);
    }

    @Test
    void shouldSayThatLinkDidNotFitByFillingTheBuffer() {
        int pinned = pin(AT_CWD, file.toString(), 0, 0);

        assertThat(calls.canonicalPath(pinned, buffer.address(), 5)).isEqualTo(5);
        assertThat(CString.text(buffer, 0, 5)).isEqualTo(file.toString().substring(0, 5));
    }

    @Test
    void shouldNumberFlagsAsThisMachineDoes() throws IOException {
        // A flag with a wrong number would be refused or would do something else here.
        Files.createSymbolicLink(directory.resolve("link"), file);
        int atDirectory = keep(calls.open(AT_CWD, CString.of(arena, directory.toString()).address(),
                OpenFlags.DIRECTORY, 0));

        assertThat(atDirectory).isNotNegative();
        assertThat(calls.open(atDirectory, CString.of(arena, "file").address(), OpenFlags.DIRECTORY, 0))
                .isEqualTo(-Errno.ENOTDIR);
        assertThat(calls.open(atDirectory, CString.of(arena, "link").address(), OpenFlags.NOFOLLOW, 0))
                .isEqualTo(-Errno.ELOOP);
        assertThat(OpenFlags.isTemporaryFile(OpenFlags.DIRECTORY | OpenFlags.TMPFILE_BIT)).isTrue();
        assertThat(OpenFlags.isTemporaryFile(OpenFlags.DIRECTORY)).isFalse();
    }

    @Test
    void shouldGiveDescriptorBack() {
        int pinned = calls.pin(AT_CWD, CString.of(arena, file.toString()).address(), 0, 0);
        Path entry = Path.of("/proc/self/fd/" + pinned);
        assertThat(Files.exists(entry, LinkOption.NOFOLLOW_LINKS)).isTrue();

        calls.close(pinned);

        assertThat(Files.exists(entry, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    /** As statx tells it, from the packed number that stat(2) gives. */
    private static long majorAndMinor(long device) {
        long major = (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL);
        long minor = (device & 0xff) | (device >>> 12 & 0xfff_ff00L);
        return major << 32 | minor;
    }

    private int pin(int directoryFd, String path, int flags, long resolve) {
        return keep(calls.pin(directoryFd, CString.of(arena, path).address(), flags, resolve));
    }

    private int keep(int fd) {
        if (fd >= 0) {
            opened.add(fd);
        }
        return fd;
    }

    private String canonical(int pinned) {
        int length = calls.canonicalPath(pinned, buffer.address(), BUFFER);
        assertThat(length).isPositive();
        return CString.text(buffer, 0, length);
    }
}
