package dev.remit.handlers;

import dev.remit.linux.file.ProcPath;
import dev.remit.linux.process.StatusText;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code /proc/TID/status} says of a thread: its process, umask and credentials. Costs some 20 µs, so it is read
 * only where a call needs it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>, and
 *      <a href="https://man7.org/linux/man-pages/man5/proc.5.html">proc(5)</a> for {@code hidepid}
 */
final class TargetStatus {
    private static final byte[] UMASK = StatusText.line("Umask");
    private static final byte[] TGID = StatusText.line("Tgid");
    private static final byte[] PARENT = StatusText.line("PPid");
    private static final byte[] UID = StatusText.line("Uid");
    private static final byte[] GID = StatusText.line("Gid");
    private static final byte[] GROUPS = StatusText.line("Groups");
    private static final byte[] PERMITTED = StatusText.line("CapPrm");
    private static final byte[] CAPABILITIES = StatusText.line("CapEff");
    /** A line lists four ids: real, effective, saved, file system. */
    private static final int EFFECTIVE_ID = 1;
    private static final int FILE_SYSTEM_ID = 3;

    private final Privileges privileges;
    private final ProcPath proc;
    private final StatusText text;

    TargetStatus(Tools tools) {
        this.privileges = tools.privileges();
        this.proc = new ProcPath(tools.arena());
        this.text = new StatusText(tools.sys(), tools.arena());
    }

    /**
     * Reads the status of a thread, also where processes are hidden from those that have not their privileges.
     *
     * @return 0, or a negative errno: ESRCH when it is gone
     */
    int read(int tid) {
        privileges.raise();
        int error = text.read(proc.ofStatus(tid));
        privileges.lower();
        return error;
    }

    /** The process (thread group) that the thread belongs to; 0 when unknown. */
    int process() {
        return (int) text.number(text.find(TGID), 10);
    }

    /** The parent process; 0 when unknown. */
    int parent() {
        return (int) text.number(text.find(PARENT), 10);
    }

    /** The file mode creation mask; everything masked when unknown. */
    int umask() {
        int at = text.find(UMASK);
        return at < 0 ? 0777 : (int) text.number(at, 8);
    }

    /** The effective user id. */
    int effectiveUser() {
        return (int) text.number(text.field(text.find(UID), EFFECTIVE_ID), 10);
    }

    /** The effective group id. */
    int effectiveGroup() {
        return (int) text.number(text.field(text.find(GID), EFFECTIVE_ID), 10);
    }

    /** The file system user id. */
    int fileSystemUser() {
        return (int) text.number(text.field(text.find(UID), FILE_SYSTEM_ID), 10);
    }

    /** The file system group id. */
    int fileSystemGroup() {
        return (int) text.number(text.field(text.find(GID), FILE_SYSTEM_ID), 10);
    }

    /** The user id that is the real, effective, saved and file system one alike; -1 where they differ. */
    int soleUser() {
        return soleId(text.find(UID));
    }

    /** The group id that is the real, effective, saved and file system one alike; -1 where they differ. */
    int soleGroup() {
        return soleId(text.find(GID));
    }

    private int soleId(int at) {
        if (at < 0) {
            return -1;
        }
        long id = text.number(at, 10);
        for (int i = 1; i <= FILE_SYSTEM_ID; i++) {
            if (text.number(text.field(at, i), 10) != id) {
                return -1;
            }
        }
        return (int) id;
    }

    /** The real user id. */
    int realUser() {
        return (int) text.number(text.find(UID), 10);
    }

    /** The real group id. */
    int realGroup() {
        return (int) text.number(text.find(GID), 10);
    }

    /** Whether it is the real, effective or saved user id. */
    boolean hasUser(int id) {
        return hasId(text.find(UID), id);
    }

    /** Whether it is the real, effective or saved group id. */
    boolean hasGroup(int id) {
        return hasId(text.find(GID), id);
    }

    private boolean hasId(int at, int id) {
        for (int i = 0; i < FILE_SYSTEM_ID; i++) {
            if (at >= 0 && (int) text.number(text.field(at, i), 10) == id) {
                return true;
            }
        }
        return false;
    }

    /** The permitted capabilities, a bit each. */
    long permittedCapabilities() {
        return text.number(text.find(PERMITTED), 16);
    }

    /** The effective capabilities, a bit each. */
    long capabilities() {
        return text.number(text.find(CAPABILITIES), 16);
    }

    /**
     * Copies the supplementary groups.
     *
     * @param groups room for 32-bit ids
     * @return how many there are, or -1 when they do not fit
     */
    int groups(MemorySegment groups) {
        int at = text.find(GROUPS);
        int count = 0;
        while (text.isDigit(at, 10)) {
            if ((count + 1L) * Integer.BYTES > groups.byteSize()) {
                return -1;
            }
            groups.setAtIndex(ValueLayout.JAVA_INT, count++, (int) text.number(at, 10));
            at = text.field(at, 1);
        }
        return count;
    }

    /** The supplementary groups, however many there are. */
    List<Integer> groups() {
        List<Integer> groups = new ArrayList<>();
        for (int at = text.find(GROUPS); text.isDigit(at, 10); at = text.field(at, 1)) {
            groups.add((int) text.number(at, 10));
        }
        return groups;
    }
}
