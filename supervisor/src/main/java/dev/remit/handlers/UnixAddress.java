package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.ProcPath;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A {@code struct sockaddr_un} of the supervisor's own: the family, then a path of at most 108 bytes, or NUL and a name.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
final class UnixAddress {
    private static final int ABSTRACT_NAME = SocketAddress.UNIX_PATH + 1;
    private static final int CHOSEN_DIGITS = 5;
    private static final int DIGIT_BITS = 4;

    private final MemorySegment bytes;
    private final ProcPath own;
    private final AbstractNames names;
    private int length;

    UnixAddress(Arena arena, AbstractNames names) {
        this.bytes = arena.allocate(SocketAddress.LONGEST_UNIX, Long.BYTES);
        this.own = new ProcPath(arena);
        this.names = names;
    }

    /** Names a path that came out of an address, and so is not too long. One that fills the address has no NUL. */
    void set(PathBuffer path) {
        begin();
        MemorySegment.copy(path.bytes(), 0, bytes, SocketAddress.UNIX_PATH, path.length());
        length = Math.min(SocketAddress.LONGEST_UNIX, SocketAddress.UNIX_PATH + path.length() + 1);
    }

    /** Names what one of the supervisor's own descriptors pins. */
    void set(int pinned) {
        begin();
        own.ofDescriptor(pinned);
        length = SocketAddress.UNIX_PATH + own.copyTo(bytes, SocketAddress.UNIX_PATH) + 1;
    }

    /** Names nothing but the family. */
    void setFamily() {
        begin();
        length = SocketAddress.UNIX_PATH;
    }

    /**
     * Names what an abstract name of the target's means. A name that bears the prefix already was told by the kernel, as
     * that of a peer.
     *
     * @return 0, or EINVAL negated for a name that is too long to be made private
     */
    int setPrivate(SocketAddress given) {
        begin();
        int at = ABSTRACT_NAME;
        if (!isPrivate(given)) {
            at = appendPrefix();
        }
        int count = given.length() - ABSTRACT_NAME;
        if (at + count > SocketAddress.LONGEST_UNIX) {
            return -Errno.EINVAL;
        }
        for (int i = 0; i < count; i++) {
            bytes.set(ValueLayout.JAVA_BYTE, at + i, given.at(ABSTRACT_NAME + i));
        }
        length = at + count;
        return 0;
    }

    /** Names a private name that no socket has. */
    void setChosen() {
        begin();
        int at = appendPrefix();
        int number = names.choose();
        for (int i = CHOSEN_DIGITS - 1; i >= 0; i--) {
            bytes.set(ValueLayout.JAVA_BYTE, at++, (byte) Character.forDigit(number >>> i * DIGIT_BITS & 0xF, 16));
        }
        length = at;
    }

    private boolean isPrivate(SocketAddress given) {
        byte[] prefix = names.prefix();
        if (given.length() < ABSTRACT_NAME + prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (given.at(ABSTRACT_NAME + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private int appendPrefix() {
        byte[] prefix = names.prefix();
        MemorySegment.copy(prefix, 0, bytes, ValueLayout.JAVA_BYTE, ABSTRACT_NAME, prefix.length);
        return ABSTRACT_NAME + prefix.length;
    }

    private void begin() {
        bytes.fill((byte) 0);
        bytes.set(ValueLayout.JAVA_SHORT, 0, (short) SocketAddress.AF_UNIX);
    }

    long address() {
        return bytes.address();
    }

    /** In bytes, with the family. */
    int length() {
        return length;
    }
}
