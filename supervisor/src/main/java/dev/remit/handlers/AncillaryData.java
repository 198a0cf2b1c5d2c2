package dev.remit.handlers;

import dev.remit.linux.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The ancillary data of a message, copied from a target and made to mean the same in the supervisor's hands: descriptors
 * become copies of the target's. What would send a packet another way than its address says is refused.
 *
 * <pre>
 *   0             8        12       16
 *  +-------------+--------+--------+------------------+---------------------+
 *  | length, with| level  | type   | data             | 0 to 7 bytes, then  |
 *  | these 16    |        |        |                  | the next one        |
 *  +-------------+--------+--------+------------------+---------------------+
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
final class AncillaryData {
    private static final int CAPACITY = 1 << 15;
    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int HEADER = 16;
    /** {@code SCM_MAX_FD}. */
    private static final int MOST_DESCRIPTORS = 253;

    /** {@code struct ucred}: process, user and group. */
    private static final int CREDENTIALS = 12;
    private static final int USER = 4;
    private static final int GROUP = 8;
    private static final long CAP_SETGID = 1L << 6;
    private static final long CAP_SETUID = 1L << 7;
    private static final long CAP_SYS_ADMIN = 1L << 21;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;
    private static final int IPPROTO_IP = 0;
    private static final int IP_RETOPTS = 7;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_2292HOPOPTS = 3;
    private static final int IPV6_2292RTHDR = 5;
    private static final int IPV6_HOPOPTS = 54;
    private static final int IPV6_RTHDR = 57;
    private static final int IPV6_DSTOPTS = 59;

    private final Tools tools;
    private final TargetDescriptor descriptors;
    private final TargetStatus status;
    private final TargetCredentials identity;
    private final MemorySegment bytes;
    private final int[] copies = new int[MOST_DESCRIPTORS];
    private final int supervisor;
    private int length;
    private int copied;
    private int credentials;

    AncillaryData(Worker worker, SocketTools sockets) {
        this.tools = sockets.tools();
        this.status = worker.status();
        this.identity = worker.credentials();
        this.descriptors = sockets.descriptors();
        this.bytes = tools.arena().allocate(CAPACITY, Long.BYTES);
        this.supervisor = (int) ProcessHandle.current().pid();
    }

    /**
     * Takes the data in.
     *
     * @param given how long it is in the target's memory
     * @return 0, or a negative errno: EINVAL for data that is malformed, ENOBUFS for more than there is room for, EPERM
     *         for a kind that is refused, EBADF
     */
    int take(Call call, long pointer, long given) {
        length = 0;
        copied = 0;
        credentials = 0;
        if (given < 0 || given > CAPACITY) {
            return -Errno.ENOBUFS;
        }
        int error = tools.memory().read(call.tid(), pointer, bytes, (int) given);
        if (error < 0) {
            return error;
        }
        length = (int) given;
        for (long at = 0; at + HEADER <= length && error >= 0;) {
            long size = bytes.get(ValueLayout.JAVA_LONG, at);
            if (size < HEADER || size > length - at) {
                return -Errno.EINVAL;
            }
            error = translate(call, (int) at, (int) size);
            at += size + Long.BYTES - 1 & -Long.BYTES;
        }
        return error;
    }

    private int translate(Call call, int at, int size) {
        int level = bytes.get(ValueLayout.JAVA_INT, at + LEVEL);
        int type = bytes.get(ValueLayout.JAVA_INT, at + TYPE);
        if (level == SOL_SOCKET && type == SCM_RIGHTS) {
            return copyDescriptors(call, at + HEADER, (size - HEADER) / Integer.BYTES);
        }
        if (level == SOL_SOCKET && type == SCM_CREDENTIALS) {
            credentials = size >= HEADER + CREDENTIALS ? at + HEADER : 0;
        }
        return changesWay(level, type) ? -Errno.EPERM : 0;
    }

    private static boolean changesWay(int level, int type) {
        return level == IPPROTO_IP && type == IP_RETOPTS || level == IPPROTO_IPV6
                && (type >= IPV6_2292HOPOPTS && type <= IPV6_2292RTHDR || type >= IPV6_HOPOPTS && type <= IPV6_RTHDR
                        || type == IPV6_DSTOPTS);
    }

    private int copyDescriptors(Call call, int at, int count) {
        if (copied + count > MOST_DESCRIPTORS) {
            return -Errno.EINVAL;
        }
        for (int i = 0; i < count; i++) {
            long place = at + (long) i * Integer.BYTES;
            int copy = descriptors.copy(call, bytes.get(ValueLayout.JAVA_INT, place));
            if (copy < 0) {
                return copy;
            }
            copies[copied++] = copy;
            bytes.set(ValueLayout.JAVA_INT, place, copy);
        }
        return 0;
    }

    /**
     * Sees to it that a message on a Unix socket is from the target, as far as who receives it can tell. The kernel would
     * hold what the message claims to the ids of this thread, which are not all the target's where that has given up
     * some; and it would name them where the message claims nothing.
     *
     * @return 0, or a negative errno: EPERM for a claim that the kernel would not let the target make
     */
    int vouch(Call call) {
        if (credentials == 0 && !identity.assumed()) {
            return 0;
        }
        int error = status.read(call.tid());
        if (error < 0 || !tools.listener().isWaiting(call.id())) {
            return -Errno.ESRCH;
        }
        if (credentials != 0) {
            return mayClaim() ? 0 : -Errno.EPERM;
        }
        return claim(status.process(), status.realUser(), status.realGroup());
    }

    private boolean mayClaim() {
        long privileges = status.capabilities();
        return (bytes.get(ValueLayout.JAVA_INT, credentials) == status.process() || (privileges & CAP_SYS_ADMIN) != 0)
                && (status.hasUser(bytes.get(ValueLayout.JAVA_INT, credentials + USER))
                        || (privileges & CAP_SETUID) != 0)
                && (status.hasGroup(bytes.get(ValueLayout.JAVA_INT, credentials + GROUP))
                        || (privileges & CAP_SETGID) != 0);
    }

    private int claim(int process, int user, int group) {
        int at = length + Long.BYTES - 1 & -Long.BYTES;
        if (at + HEADER + CREDENTIALS > CAPACITY) {
            return -Errno.ENOBUFS;
        }
        bytes.set(ValueLayout.JAVA_LONG, at, HEADER + CREDENTIALS);
        bytes.set(ValueLayout.JAVA_INT, at + LEVEL, SOL_SOCKET);
        bytes.set(ValueLayout.JAVA_INT, at + TYPE, SCM_CREDENTIALS);
        credentials = at + HEADER;
        bytes.set(ValueLayout.JAVA_INT, credentials, process);
        bytes.set(ValueLayout.JAVA_INT, credentials + USER, user);
        bytes.set(ValueLayout.JAVA_INT, credentials + GROUP, group);
        length = credentials + CREDENTIALS;
        return 0;
    }

    /** What it takes to send what {@link #vouch} has seen to, in the name of another process and other ids. */
    long privileges() {
        return credentials == 0 ? 0 : CAP_SYS_ADMIN | CAP_SETUID | CAP_SETGID;
    }

    /**
     * Makes the message name the supervisor's process as its sender, where the kernel would not have it name the
     * target's. User and group stay.
     *
     * @return whether it named any
     */
    boolean nameSupervisor() {
        if (credentials == 0 || bytes.get(ValueLayout.JAVA_INT, credentials) == supervisor) {
            return false;
        }
        bytes.set(ValueLayout.JAVA_INT, credentials, supervisor);
        return true;
    }

    long address() {
        return length == 0 ? 0 : bytes.address();
    }

    int length() {
        return length;
    }

    /** Closes the copies of descriptors, and forgets the rest. */
    void release() {
        while (copied > 0) {
            tools.files().close(copies[--copied]);
        }
        length = 0;
        credentials = 0;
    }
}
