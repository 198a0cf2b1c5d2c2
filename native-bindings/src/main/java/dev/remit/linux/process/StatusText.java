package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * The lines of a thread's {@code status} file in /proc, read into memory of its own without allocating. Positions are
 * byte offsets in that text; -1 stands for what is not there, and reads as 0.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
public final class StatusText {
    /** Enough for every line that matters, also with thousands of groups. */
    private static final int SIZE = 1 << 16;

    private final Syscall sys;
    private final MemorySegment text;
    private int length;

    public StatusText(Syscall sys, Arena arena) {
        this.sys = sys;
        this.text = arena.allocate(SIZE);
    }

    /** How the line of a field begins, to be found by {@link #find}. */
    public static byte[] line(String field) {
        return (field + ":\t").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads.
     *
     * @param path address of the file's NUL-terminated path
     * @return 0, or a negative errno: ESRCH when the thread is gone
     */
    public int read(long path) {
        length = 0;
        int file = (int) sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(), path, Uapi.O_CLOEXEC(), 0);
        if (file < 0) {
            return file == -Errno.ENOENT ? -Errno.ESRCH : file;
        }
        long got;
        do {
            got = sys.invoke(SyscallNumber.READ, file, text.address() + length, SIZE - length);
            length += (int) Math.max(0, got);
        } while (got > 0 && length < SIZE);
        sys.invoke(SyscallNumber.CLOSE, file);
        return got < 0 ? (int) got : 0;
    }

    /** Where the value of a line begins. */
    public int find(byte[] line) {
        int at = 0;
        while (at + line.length < length) {
            if (matches(at, line)) {
                return at + line.length;
            }
            while (at < length && text.get(ValueLayout.JAVA_BYTE, at) != '\n') {
                at++;
            }
            at++;
        }
        return -1;
    }

    private boolean matches(int at, byte[] line) {
        for (int i = 0; i < line.length; i++) {
            if (text.get(ValueLayout.JAVA_BYTE, at + (long) i) != line[i]) {
                return false;
            }
        }
        return true;
    }

    /** The start of the {@code index}th number after the decimal one at {@code at}. */
    public int field(int at, int index) {
        int position = at;
        for (int i = 0; i < index && position >= 0; i++) {
            while (isDigit(position, 10)) {
                position++;
            }
            position++;
        }
        return position;
    }

    /** Whether a digit stands there. */
    public boolean isDigit(int at, int radix) {
        return Character.digit(at(at), radix) >= 0;
    }

    /** The number that begins there. */
    public long number(int at, int radix) {
        long number = 0;
        for (int i = at; isDigit(i, radix); i++) {
            number = number * radix + Character.digit(at(i), radix);
        }
        return number;
    }

    /** Whether there may be more than there was room for. */
    boolean isFull() {
        return length == SIZE;
    }

    /** The last place of a character; -1 when it is not there. */
    int lastIndexOf(char wanted) {
        int at = length - 1;
        while (at >= 0 && at(at) != wanted) {
            at--;
        }
        return at;
    }

    /** The character there; NUL where there is none. */
    public char at(int at) {
        return at >= 0 && at < length ? (char) text.get(ValueLayout.JAVA_BYTE, at) : 0;
    }
}
