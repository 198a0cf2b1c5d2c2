package dev.remit.handlers;

import dev.remit.linux.file.ProcPath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A {@code struct sockaddr_un} of the supervisor's own: the family, then a path of at most 108 bytes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
final class UnixAddress {
    static final int AF_UNIX = 1;
    /** Where the path begins. */
    static final int PATH_OFFSET = 2;
    private static final int LONGEST = 110;

    private final MemorySegment bytes;
    private final ProcPath own;
    private int length;

    UnixAddress(Arena arena) {
        this.bytes = arena.allocate(LONGEST, Long.BYTES);
        this.own = new ProcPath(arena);
    }

    /** Names a path that came out of an address, and so is not too long. One that fills the address has no NUL. */
    void set(PathBuffer path) {
        begin();
        MemorySegment.copy(path.bytes(), 0, bytes, PATH_OFFSET, path.length());
        length = Math.min(LONGEST, PATH_OFFSET + path.length() + 1);
    }

    /** Names what one of the supervisor's own descriptors pins. */
    void set(int pinned) {
        begin();
        own.ofDescriptor(pinned);
        length = PATH_OFFSET + own.copyTo(bytes, PATH_OFFSET) + 1;
    }

    private void begin() {
        bytes.fill((byte) 0);
        bytes.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    }

    long address() {
        return bytes.address();
    }

    /** In bytes, with the family. */
    int length() {
        return length;
    }
}
