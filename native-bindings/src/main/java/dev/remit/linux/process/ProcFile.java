package dev.remit.linux.process;

import dev.remit.linux.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Reads small files of processes below /proc, without allocating. For one thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
final class ProcFile {
    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] TASK = bytes("/task/");
    private static final int LONGEST = 96;

    private final MemorySegment path;
    private final StatusText text;
    private int end;

    ProcFile(Syscall sys, Arena arena) {
        this.path = arena.allocate(LONGEST);
        this.text = new StatusText(sys, arena);
    }

    /** A name below a process's directory, such as {@code /stat}, for the methods here. */
    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads {@code /proc/PID/NAME}.
     *
     * @return 0, or a negative errno: ESRCH when the process is gone
     */
    int read(int process, byte[] name) {
        return text.read(path(process, name));
    }

    /** Reads {@code /proc/PID/task/TID/NAME}, with the same results. */
    int read(int process, int thread, byte[] name) {
        begin(PROC);
        number(process);
        append(TASK);
        number(thread);
        append(name);
        return text.read(finish());
    }

    /** The address of {@code /proc/PID/NAME}, valid until the next call. */
    long path(int process, byte[] name) {
        begin(PROC);
        number(process);
        append(name);
        return finish();
    }

    /** What was read. */
    StatusText text() {
        return text;
    }

    private void begin(byte[] prefix) {
        end = 0;
        append(prefix);
    }

    private void append(byte[] name) {
        MemorySegment.copy(name, 0, path, ValueLayout.JAVA_BYTE, end, name.length);
        end += name.length;
    }

    private void number(int number) {
        int digits = 0;
        for (int rest = number; rest > 0 || digits == 0; rest /= 10) {
            digits++;
        }
        int rest = number;
        for (int i = end + digits - 1; i >= end; i--) {
            path.set(ValueLayout.JAVA_BYTE, i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        end += digits;
    }

    private long finish() {
        path.set(ValueLayout.JAVA_BYTE, end, (byte) 0);
        return path.address();
    }
}
