package dev.remit.linux.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Writes paths below /proc into memory of its own, without allocating. Each method answers the address of a
 * NUL-terminated path that is valid until the next call.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a>
 */
public final class ProcPath {
    private static final byte[] SELF_FD = bytes("/proc/self/fd/");
    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] FD = bytes("/fd/");
    private static final byte[] CWD = bytes("/cwd");
    private static final byte[] MEMORY = bytes("/mem");
    private static final byte[] MAPS = bytes("/maps");
    private static final byte[] STATUS = bytes("/status");
    private static final int LONGEST = 64;

    private final MemorySegment path;
    private int end;

    public ProcPath(Arena arena) {
        this.path = arena.allocate(LONGEST);
    }

    /** {@code /proc/self/fd/N}. */
    public long ofDescriptor(int descriptor) {
        return begin(SELF_FD).number(descriptor).finish();
    }

    /** {@code /proc/TID/fd/N}: what another thread's descriptor leads to. */
    public long ofDescriptor(int tid, int descriptor) {
        return begin(PROC).number(tid).text(FD).number(descriptor).finish();
    }

    /** {@code /proc/TID/cwd}. */
    public long ofWorkingDirectory(int tid) {
        return begin(PROC).number(tid).text(CWD).finish();
    }

    /** {@code /proc/TID/status}. */
    public long ofStatus(int tid) {
        return begin(PROC).number(tid).text(STATUS).finish();
    }

    /** {@code /proc/TID/mem}. */
    public long ofMemory(int tid) {
        return begin(PROC).number(tid).text(MEMORY).finish();
    }

    /** {@code /proc/TID/maps}. */
    public long ofMemoryMap(int tid) {
        return begin(PROC).number(tid).text(MAPS).finish();
    }

    /**
     * Copies the path that was written last, with its NUL.
     *
     * @return its length without the NUL
     */
    public int copyTo(MemorySegment into, long offset) {
        MemorySegment.copy(path, 0, into, offset, end + 1L);
        return end;
    }

    private ProcPath begin(byte[] prefix) {
        end = 0;
        return text(prefix);
    }

    private ProcPath text(byte[] text) {
        MemorySegment.copy(text, 0, path, ValueLayout.JAVA_BYTE, end, text.length);
        end += text.length;
        return this;
    }

    /** Decimal; a negative number becomes {@code -}, which names nothing in /proc. */
    private ProcPath number(int number) {
        if (number < 0) {
            path.set(ValueLayout.JAVA_BYTE, end++, (byte) '-');
            return this;
        }
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
        return this;
    }

    private long finish() {
        path.set(ValueLayout.JAVA_BYTE, end, (byte) 0);
        return path.address();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
