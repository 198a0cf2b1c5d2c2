package dev.remit.handlers;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A {@code struct msghdr} of the supervisor's own: a copy of a target's, or one to be handed to the kernel.
 *
 * <pre>
 *   0        8          16        24        32        40        48      56
 *  +--------+----------+---------+---------+---------+---------+-------+
 *  | name   | length, 0| vectors | count   | control | length  | flags |
 *  +--------+----------+---------+---------+---------+---------+-------+
 * </pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">sendmsg(2)</a>
 */
final class MessageHeader {
    static final int SIZE = 56;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int VECTORS = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;

    private final MemorySegment bytes;

    MessageHeader(Arena arena) {
        this.bytes = arena.allocate(SIZE, Long.BYTES);
    }

    MemorySegment bytes() {
        return bytes;
    }

    long address() {
        return bytes.address();
    }

    /** Address of the receiver's address; 0 for none. */
    long name() {
        return bytes.get(ValueLayout.JAVA_LONG, NAME);
    }

    int nameLength() {
        return bytes.get(ValueLayout.JAVA_INT, NAME_LENGTH);
    }

    void name(long address, int length) {
        bytes.set(ValueLayout.JAVA_LONG, NAME, address);
        bytes.set(ValueLayout.JAVA_INT, NAME_LENGTH, length);
    }

    /** Address of the list of stretches of memory that make up the message. */
    long vectors() {
        return bytes.get(ValueLayout.JAVA_LONG, VECTORS);
    }

    long vectorCount() {
        return bytes.get(ValueLayout.JAVA_LONG, VECTOR_COUNT);
    }

    void vectors(long address, long count) {
        bytes.set(ValueLayout.JAVA_LONG, VECTORS, address);
        bytes.set(ValueLayout.JAVA_LONG, VECTOR_COUNT, count);
    }

    /** Address of the ancillary data; 0 for none. */
    long control() {
        return bytes.get(ValueLayout.JAVA_LONG, CONTROL);
    }

    /** In bytes; 0 where there is no address. */
    long controlLength() {
        return control() == 0 ? 0 : bytes.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH);
    }

    void control(long address, long length) {
        bytes.set(ValueLayout.JAVA_LONG, CONTROL, address);
        bytes.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, length);
    }
}
