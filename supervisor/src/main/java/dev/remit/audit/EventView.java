package dev.remit.audit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A flyweight over one event in an {@link EventRing}.
 *
 * <pre>
 *    0           4           8                       16
 *   +-----------+-----------+-----------------------+
 *   | length    | nr        | start, ns             |
 *   +-----------+-----------+-----------------------+ 16
 *   | duration, ns          | verdict               |
 *   +-----------------------+-----------+-----------+ 32
 *   | detail                | tid       | errno     |
 *   +-----+-----+-----+-----+-----------+-----------+ 48
 *   |outc.|reas.|blame|subj.| needed    | path len. | ...
 *   +-----+-----+-----+-----+-----------+-----------+ 64
 *   | path bytes, then second path's bytes, then 0 to 7 bytes of padding
 *   +-----------------------------------------------
 * </pre>
 *
 * The byte "blame" is 1 when the decision speaks of the second path. The byte "subj." is 1 when the event is about an
 * endpoint of the network; then these bytes stand in place of a path:
 *
 * <pre>
 *    0     1     2     3     4           8                       16                      24
 *   +-----+-----+-----+-----+-----------+-----------------------+-----------------------+
 *   |flow |prot.|IPv6 | 0   | port      | address, first half   | second half, or IPv4  |
 *   +-----+-----+-----+-----+-----------+-----------------------+-----------------------+
 * </pre>
 *
 * The word "path len." holds two 16-bit lengths, the
 * first path's and the second's. {@code length} counts the whole event, padding included. Numbers are in the machine's
 * byte order: an event never leaves the process.
 */
public final class EventView {
    static final int LENGTH = 0;
    static final int NR = 4;
    static final int START = 8;
    static final int DURATION = 16;
    static final int VERDICT = 24;
    static final int DETAIL = 32;
    static final int TID = 40;
    static final int ERRNO = 44;
    static final int OUTCOME = 48;
    static final int REASON = 49;
    static final int BLAMED = 50;
    static final int SUBJECT = 51;
    static final int NEEDED = 52;
    static final int PATH_LENGTH = 56;
    static final int SECOND_LENGTH = 58;
    static final int PATHS = 64;

    static final byte ABOUT_ENDPOINT = 1;
    static final int ENDPOINT_FLOW = PATHS;
    static final int ENDPOINT_TRANSPORT = PATHS + 1;
    static final int ENDPOINT_IPV6 = PATHS + 2;
    static final int ENDPOINT_PORT = PATHS + 4;
    static final int ENDPOINT_HIGH = PATHS + 8;
    static final int ENDPOINT_LOW = PATHS + 16;
    static final int ENDPOINT_SIZE = 24;

    private final MemorySegment memory;
    private long at;

    EventView(MemorySegment memory) {
        this.memory = memory;
    }

    void moveTo(long offset) {
        at = offset;
    }

    int length() {
        return memory.get(ValueLayout.JAVA_INT, at + LENGTH);
    }

    /** Number of the system call. */
    public int nr() {
        return memory.get(ValueLayout.JAVA_INT, at + NR);
    }

    /** Thread that made the call. */
    public int tid() {
        return memory.get(ValueLayout.JAVA_INT, at + TID);
    }

    /** {@link System#nanoTime()} of receipt. */
    public long startNanos() {
        return memory.get(ValueLayout.JAVA_LONG, at + START);
    }

    /** Nanoseconds from receipt to answer. */
    public long durationNanos() {
        return memory.get(ValueLayout.JAVA_LONG, at + DURATION);
    }

    /** Packed {@link dev.remit.policy.Verdict}. */
    public long verdict() {
        return memory.get(ValueLayout.JAVA_LONG, at + VERDICT);
    }

    public long detail() {
        return memory.get(ValueLayout.JAVA_LONG, at + DETAIL);
    }

    /** Positive errno of the answer, or 0. */
    public int errno() {
        return memory.get(ValueLayout.JAVA_INT, at + ERRNO);
    }

    /** Code of the {@link dev.remit.policy.Outcome}. */
    public int outcome() {
        return memory.get(ValueLayout.JAVA_BYTE, at + OUTCOME);
    }

    /** Code of the {@link dev.remit.policy.Reason}. */
    public int reason() {
        return memory.get(ValueLayout.JAVA_BYTE, at + REASON);
    }

    /** Whether the decision speaks of the second path. */
    public boolean secondPathBlamed() {
        return memory.get(ValueLayout.JAVA_BYTE, at + BLAMED) != 0;
    }

    /** {@link dev.remit.policy.Access} bits that the call asked for. */
    public int neededAccess() {
        return memory.get(ValueLayout.JAVA_INT, at + NEEDED);
    }

    /** Whether the call was about an endpoint of the network; the methods on endpoints have a meaning only then. */
    public boolean isAboutEndpoint() {
        return memory.get(ValueLayout.JAVA_BYTE, at + SUBJECT) == ABOUT_ENDPOINT;
    }

    /** Code of the {@link dev.remit.policy.Flow}. */
    public int endpointFlow() {
        return memory.get(ValueLayout.JAVA_BYTE, at + ENDPOINT_FLOW);
    }

    /** Code of the {@link dev.remit.policy.Transport}. */
    public int endpointTransport() {
        return memory.get(ValueLayout.JAVA_BYTE, at + ENDPOINT_TRANSPORT);
    }

    public boolean isEndpointIpv6() {
        return memory.get(ValueLayout.JAVA_BYTE, at + ENDPOINT_IPV6) != 0;
    }

    public int endpointPort() {
        return memory.get(ValueLayout.JAVA_INT, at + ENDPOINT_PORT);
    }

    /** The first 64 bits of an IPv6 address; 0 for IPv4. */
    public long endpointHigh() {
        return memory.get(ValueLayout.JAVA_LONG, at + ENDPOINT_HIGH);
    }

    /** The last 64 bits of an IPv6 address, or the 32 bits of an IPv4 address. */
    public long endpointLow() {
        return memory.get(ValueLayout.JAVA_LONG, at + ENDPOINT_LOW);
    }

    /** Length of the first path in bytes; 0 when there is none. */
    public int pathLength() {
        return isAboutEndpoint() ? 0 : memory.get(ValueLayout.JAVA_SHORT, at + PATH_LENGTH);
    }

    /** Length of the second path in bytes; 0 when there is none. */
    public int secondPathLength() {
        return memory.get(ValueLayout.JAVA_SHORT, at + SECOND_LENGTH);
    }

    /** A copy of the first path's bytes. */
    public byte[] path() {
        return bytes(at + PATHS, pathLength());
    }

    /** A copy of the second path's bytes. */
    public byte[] secondPath() {
        return bytes(at + PATHS + pathLength(), secondPathLength());
    }

    private byte[] bytes(long offset, int length) {
        byte[] copy = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, copy, 0, length);
        return copy;
    }
}
