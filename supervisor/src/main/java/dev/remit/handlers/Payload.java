package dev.remit.handlers;

import dev.remit.linux.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The bytes of a message, copied from where they lie in a target's memory; of a long stream a piece after the other.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/iovec.3type.html">iovec(3type)</a>
 */
final class Payload {
    /** More than any datagram holds, as the socket's buffers are by default. */
    private static final int CAPACITY = 1 << 18;
    /** {@code MAX_RW_COUNT}: of one longer stretch the kernel takes only as much. */
    private static final long LONGEST = 0x7FFF_F000;
    private static final int VECTOR = 16;
    /** {@code UIO_MAXIOV}. */
    private static final int MOST_VECTORS = 1024;

    private final Tools tools;
    private final MemorySegment bytes;
    private final MemorySegment vectors;
    private int count;
    private long total;
    private int length;

    Payload(Tools tools) {
        this.tools = tools;
        this.bytes = tools.arena().allocate(CAPACITY, Long.BYTES);
        this.vectors = tools.arena().allocate((long) MOST_VECTORS * VECTOR, Long.BYTES);
    }

    /** Takes down one stretch of the target's memory. */
    void describe(long pointer, long size) {
        count = 1;
        total = size < 0 ? LONGEST : Math.min(size, LONGEST);
        vectors.set(ValueLayout.JAVA_LONG, 0, pointer);
        vectors.set(ValueLayout.JAVA_LONG, Long.BYTES, total);
    }

    /**
     * Takes down the stretches that a list in the target's memory names.
     *
     * @return 0, or a negative errno: EMSGSIZE for too many of them, EINVAL, EFAULT
     */
    int describeAll(Call call, long list, long given) {
        count = 0;
        total = 0;
        if (given < 0 || given > MOST_VECTORS) {
            return -Errno.EMSGSIZE;
        }
        int error = tools.memory().read(call.tid(), list, vectors, (int) given * VECTOR);
        if (error < 0) {
            return error;
        }
        count = (int) given;
        for (int i = 0; i < count; i++) {
            long size = size(i);
            total += size;
            if (size < 0 || total < 0) {
                return -Errno.EINVAL;
            }
        }
        return 0;
    }

    /** Whether all of it can be sent at once. */
    boolean fits() {
        return total <= CAPACITY;
    }

    /** How many bytes there are in all. */
    long total() {
        return total;
    }

    /**
     * Copies as much as there is room for, beginning {@code from} bytes behind the start.
     *
     * @return 0, or a negative errno: EFAULT
     */
    int copy(Call call, long from) {
        length = 0;
        long skipped = from;
        for (int i = 0; i < count && length < CAPACITY; i++) {
            long here = size(i);
            if (skipped >= here) {
                skipped -= here;
                continue;
            }
            int part = (int) Math.min(here - skipped, CAPACITY - length);
            int error = tools.memory().read(call.tid(), vectors.get(ValueLayout.JAVA_LONG, (long) i * VECTOR) + skipped,
                    bytes.address() + length, part);
            if (error < 0) {
                return error;
            }
            length += part;
            skipped = 0;
        }
        return 0;
    }

    private long size(int vector) {
        return vectors.get(ValueLayout.JAVA_LONG, (long) vector * VECTOR + Long.BYTES);
    }

    long address() {
        return bytes.address();
    }

    /** How many bytes {@link #copy} has copied. */
    int length() {
        return length;
    }
}
