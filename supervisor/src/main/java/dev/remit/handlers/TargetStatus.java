package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.file.ProcPath;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code /proc/TID/status} says of a thread: its process, umask and credentials. Costs some 20 µs, so it is read
 * only where a call needs it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
final class TargetStatus {
    private static final byte[] UMASK = line("Umask:\t");
    private static final byte[] TGID = line("Tgid:\t");
    private static final byte[] PARENT = line("PPid:\t");
    private static final byte[] UID = line("Uid:\t");
    private static final byte[] GID = line("Gid:\t");
    private static final byte[] GROUPS = line("Groups:\t");
    private static final byte[] PERMITTED = line("CapPrm:\t");
    private static final byte[] CAPABILITIES = line("CapEff:\t");
    /** A line lists four ids: real, effective, saved, file system. */
    private static final int EFFECTIVE_ID = 1;
    private static final int FILE_SYSTEM_ID = 3;
    /** Enough for every field up to the capabilities, also with thousands of groups. */
    private static final int SIZE = 1 << 16;

    private final Tools tools;
    private final ProcPath proc;
    private final MemorySegment text;
    private int length;

    TargetStatus(Tools tools) {
        this.tools = tools;
        this.proc = new ProcPath(tools.arena());
        this.text = tools.arena().allocate(SIZE);
    }

    /**
     * Reads the status of a thread.
     *
     * @return 0, or a negative errno: ESRCH when it is gone
     */
    int read(int tid) {
        int file = tools.files().open(FileCalls.AT_CWD, proc.ofStatus(tid), OpenFlags.RDONLY, 0);
        if (file < 0) {
            return file == -Errno.ENOENT ? -Errno.ESRCH : file;
        }
        length = 0;
        long got;
        do {
            got = tools.sys().invoke(SyscallNumber.READ, file, text.address() + length, SIZE - length);
            length += (int) Math.max(0, got);
        } while (got > 0 && length < SIZE);
        tools.files().close(file);
        return got < 0 ? (int) got : 0;
    }

    /** The process (thread group) that the thread belongs to; 0 when unknown. */
    int process() {
        return (int) number(find(TGID), 10);
    }

    /** The parent process; 0 when unknown. */
    int parent() {
        return (int) number(find(PARENT), 10);
    }

    /** The file mode creation mask; everything masked when unknown. */
    int umask() {
        int at = find(UMASK);
        return at < 0 ? 0777 : (int) number(at, 8);
    }

    /** The effective user id. */
    int effectiveUser() {
        return (int) number(field(find(UID), EFFECTIVE_ID), 10);
    }

    /** The effective group id. */
    int effectiveGroup() {
        return (int) number(field(find(GID), EFFECTIVE_ID), 10);
    }

    /** The file system user id. */
    int fileSystemUser() {
        return (int) number(field(find(UID), FILE_SYSTEM_ID), 10);
    }

    /** The file system group id. */
    int fileSystemGroup() {
        return (int) number(field(find(GID), FILE_SYSTEM_ID), 10);
    }

    /** The user id that is the real, effective, saved and file system one alike; -1 where they differ. */
    int soleUser() {
        return soleId(find(UID));
    }

    /** The group id that is the real, effective, saved and file system one alike; -1 where they differ. */
    int soleGroup() {
        return soleId(find(GID));
    }

    private int soleId(int at) {
        if (at < 0) {
            return -1;
        }
        long id = number(at, 10);
        for (int i = 1; i <= FILE_SYSTEM_ID; i++) {
            if (number(field(at, i), 10) != id) {
                return -1;
            }
        }
        return (int) id;
    }

    /** The real user id. */
    int realUser() {
        return (int) number(find(UID), 10);
    }

    /** The real group id. */
    int realGroup() {
        return (int) number(find(GID), 10);
    }

    /** The permitted capabilities, a bit each. */
    long permittedCapabilities() {
        return number(find(PERMITTED), 16);
    }

    /** The effective capabilities, a bit each. */
    long capabilities() {
        return number(find(CAPABILITIES), 16);
    }

    /**
     * Copies the supplementary groups.
     *
     * @param groups room for 32-bit ids
     * @return how many there are, or -1 when they do not fit
     */
    int groups(MemorySegment groups) {
        int at = find(GROUPS);
        int count = 0;
        while (at >= 0 && at < length && isDigit(at, 10)) {
            if ((count + 1L) * Integer.BYTES > groups.byteSize()) {
                return -1;
            }
            groups.setAtIndex(ValueLayout.JAVA_INT, count++, (int) number(at, 10));
            at = field(at, 1);
        }
        return count;
    }

    /** The supplementary groups, however many there are. */
    List<Integer> groups() {
        List<Integer> groups = new ArrayList<>();
        for (int at = find(GROUPS); at >= 0 && at < length && isDigit(at, 10); at = field(at, 1)) {
            groups.add((int) number(at, 10));
        }
        return groups;
    }

    private int find(byte[] name) {
        int at = 0;
        while (at + name.length < length) {
            if (matches(at, name)) {
                return at + name.length;
            }
            while (at < length && text.get(ValueLayout.JAVA_BYTE, at) != '\n') {
                at++;
            }
            at++;
        }
        return -1;
    }

    private boolean matches(int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (text.get(ValueLayout.JAVA_BYTE, at + (long) i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** The start of the {@code index}th number after the one at {@code at}. */
    private int field(int at, int index) {
        int position = at;
        for (int i = 0; i < index && position >= 0; i++) {
            while (position < length && isDigit(position, 10)) {
                position++;
            }
            position++;
        }
        return position;
    }

    private boolean isDigit(int at, int radix) {
        return Character.digit(text.get(ValueLayout.JAVA_BYTE, at), radix) >= 0;
    }

    private long number(int at, int radix) {
        long number = 0;
        for (int i = at; i >= 0 && i < length && isDigit(i, radix); i++) {
            number = number * radix + Character.digit(text.get(ValueLayout.JAVA_BYTE, i), radix);
        }
        return number;
    }

    private static byte[] line(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
