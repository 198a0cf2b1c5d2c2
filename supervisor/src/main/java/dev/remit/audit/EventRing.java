package dev.remit.audit;

import dev.remit.policy.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A ring of binary events off the heap, for one producer and one consumer. Hot side: the producer's methods allocate
 * nothing, take no lock and make no system call, except when the ring is full or has become half full.
 *
 * <pre>
 *        0        8                128      136               256
 *       +--------+-----------------+--------+-----------------+--------------------+----------------+
 *       | tail   | (own cache line)| head   | (own cache line)| events: capacity   | overhang:      |
 *       | int64  |                 | int64  |                 | bytes              | one event      |
 *       +--------+-----------------+--------+-----------------+--------------------+----------------+
 * </pre>
 *
 * {@code tail} is where the producer will write next and {@code head} is where the consumer will read next; both only
 * ever grow, and their low bits are the index. Events begin at multiples of 8. An event that begins before the end of
 * the ring is never split: it reaches into the overhang, and the next one begins at the ring's start. {@link EventView}
 * draws the layout of one event.
 *
 * <p>The producer calls {@link #begin}, then what it knows of {@link #path}, {@link #secondPath} or {@link #endpoint}, {@link #decision} and
 * {@link #detail}, then {@link #commit}. An event that was begun and not committed leaves no trace.
 */
public final class EventRing {
    /** Longest path kept, in bytes: {@code PATH_MAX}; what exceeds it is cut off. */
    public static final int MAX_PATH = 4096;
    /** Smallest capacity in bytes: holds two events of the greatest size. */
    public static final int MIN_CAPACITY = 1 << 15;

    private static final long TAIL = 0;
    private static final long HEAD = 128;
    private static final long EVENTS = 256;
    private static final int LARGEST_EVENT = EventView.PATHS + 2 * MAX_PATH;
    private static final int SPINS_BEFORE_PARKING = 200;
    private static final long PARK_NANOS = 20_000;
    private static final VarHandle POSITION = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment memory;
    private final int capacity;

    // The producer's own.
    private long tail;
    private long knownHead;
    private long event;
    private int pathLength;
    private int secondPathLength;
    private boolean consumerWoken;

    // The consumer's own.
    private long head;
    private long knownTail;

    private volatile @Nullable Thread consumer;

    private EventRing(MemorySegment memory, int capacity) {
        this.memory = memory;
        this.capacity = capacity;
    }

    /**
     * Makes an empty ring.
     *
     * @param arena owner of the memory; must be accessible to the producer's and the consumer's thread
     * @param capacityBytes a power of two, at least {@link #MIN_CAPACITY}
     * @throws IllegalArgumentException for another capacity
     */
    public static EventRing allocate(Arena arena, int capacityBytes) {
        if (Integer.bitCount(capacityBytes) != 1 || capacityBytes < MIN_CAPACITY) {
            throw new IllegalArgumentException("not a power of two from " + MIN_CAPACITY + " on: " + capacityBytes);
        }
        return new EventRing(arena.allocate(EVENTS + capacityBytes + LARGEST_EVENT, HEAD), capacityBytes);
    }

    /** Makes an empty ring whose memory lasts as long as the ring is in use. */
    public static EventRing allocate(int capacityBytes) {
        return allocate(Arena.ofAuto(), capacityBytes);
    }

    /**
     * Begins an event; waits while the ring has no room for the greatest one.
     *
     * @param nr number of the system call in the target's architecture
     * @param tid thread that made the call
     * @param startNanos {@link System#nanoTime()} when the notification was received
     */
    public void begin(int nr, int tid, long startNanos) {
        if (tail + LARGEST_EVENT - knownHead > capacity) {
            awaitRoom();
        }
        long at = EVENTS + (tail & capacity - 1);
        event = at;
        pathLength = 0;
        secondPathLength = 0;
        memory.set(ValueLayout.JAVA_INT, at + EventView.NR, nr);
        memory.set(ValueLayout.JAVA_INT, at + EventView.TID, tid);
        memory.set(ValueLayout.JAVA_LONG, at + EventView.START, startNanos);
        memory.set(ValueLayout.JAVA_LONG, at + EventView.DETAIL, 0L);
        memory.set(ValueLayout.JAVA_BYTE, at + EventView.BLAMED, (byte) 0);
        memory.set(ValueLayout.JAVA_BYTE, at + EventView.SUBJECT, (byte) 0);
        decision(0, 0, 0, Verdict.NOTHING);
    }

    /**
     * The path that the call is about; discards a second path given before.
     *
     * @param bytes memory that holds the path, without a terminating NUL
     * @param offset of its first byte
     * @param length in bytes; what exceeds {@link #MAX_PATH} is cut off
     */
    public void path(MemorySegment bytes, long offset, int length) {
        pathLength = Math.min(length, MAX_PATH);
        secondPathLength = 0;
        MemorySegment.copy(bytes, offset, memory, event + EventView.PATHS, pathLength);
    }

    /** The other path of a call that has two, such as the new name of a rename; given after {@link #path}. */
    public void secondPath(MemorySegment bytes, long offset, int length) {
        secondPathLength = Math.min(length, MAX_PATH);
        MemorySegment.copy(bytes, offset, memory, event + EventView.PATHS + pathLength, secondPathLength);
    }

    /**
     * The endpoint of the network that the call is about, in place of paths. Given in two steps: what kind of flow it is,
     * then {@link #address}.
     *
     * @param flow code of {@link dev.remit.policy.Flow}
     * @param transport code of {@link dev.remit.policy.Transport}
     */
    public void endpoint(int flow, int transport) {
        pathLength = EventView.ENDPOINT_SIZE;
        secondPathLength = 0;
        memory.set(ValueLayout.JAVA_BYTE, event + EventView.SUBJECT, EventView.ABOUT_ENDPOINT);
        memory.set(ValueLayout.JAVA_BYTE, event + EventView.ENDPOINT_FLOW, (byte) flow);
        memory.set(ValueLayout.JAVA_BYTE, event + EventView.ENDPOINT_TRANSPORT, (byte) transport);
    }

    /** The address of the endpoint: the two halves of an IPv6 one, or 0 and the 32 bits of an IPv4 one. */
    public void address(boolean ipv6, long high, long low, int port) {
        memory.set(ValueLayout.JAVA_BYTE, event + EventView.ENDPOINT_IPV6, (byte) (ipv6 ? 1 : 0));
        memory.set(ValueLayout.JAVA_INT, event + EventView.ENDPOINT_PORT, port);
        memory.set(ValueLayout.JAVA_LONG, event + EventView.ENDPOINT_HIGH, high);
        memory.set(ValueLayout.JAVA_LONG, event + EventView.ENDPOINT_LOW, low);
    }

    /**
     * How the call was decided.
     *
     * @param outcomeCode of {@link dev.remit.policy.Outcome}
     * @param reasonCode of {@link dev.remit.policy.Reason}
     * @param neededAccess {@link dev.remit.policy.Access} bits that the call asked for
     * @param verdict packed {@link dev.remit.policy.Verdict}
     */
    public void decision(int outcomeCode, int reasonCode, int neededAccess, long verdict) {
        memory.set(ValueLayout.JAVA_BYTE, event + EventView.OUTCOME, (byte) outcomeCode);
        memory.set(ValueLayout.JAVA_BYTE, event + EventView.REASON, (byte) reasonCode);
        memory.set(ValueLayout.JAVA_INT, event + EventView.NEEDED, neededAccess);
        memory.set(ValueLayout.JAVA_LONG, event + EventView.VERDICT, verdict);
    }

    /** Says that the decision speaks of the second path; of the first one otherwise. */
    public void blameSecondPath() {
        memory.set(ValueLayout.JAVA_BYTE, event + EventView.BLAMED, (byte) 1);
    }

    /** A number that the kind of call gives a meaning to: a refused ioctl command, a socket's family. */
    public void detail(long value) {
        memory.set(ValueLayout.JAVA_LONG, event + EventView.DETAIL, value);
    }

    /**
     * Completes the event and shows it to the consumer.
     *
     * @param errno positive errno that the call was answered with, 0 for success or when the kernel goes on with it
     * @param durationNanos from receipt to answer
     */
    public void commit(int errno, long durationNanos) {
        memory.set(ValueLayout.JAVA_INT, event + EventView.ERRNO, errno);
        memory.set(ValueLayout.JAVA_LONG, event + EventView.DURATION, durationNanos);
        memory.set(ValueLayout.JAVA_SHORT, event + EventView.PATH_LENGTH, (short) pathLength);
        memory.set(ValueLayout.JAVA_SHORT, event + EventView.SECOND_LENGTH, (short) secondPathLength);
        int length = EventView.PATHS + pathLength + secondPathLength + 7 & -8;
        memory.set(ValueLayout.JAVA_INT, event + EventView.LENGTH, length);
        tail = after(tail, length);
        POSITION.setRelease(memory, TAIL, tail);
        if (tail - knownHead > capacity >> 1) {
            wakeConsumerOnce();
        }
    }

    /**
     * Names the thread to unpark when the ring becomes half full, so that the consumer may sleep meanwhile.
     *
     * @param thread the one that calls {@link #drain}
     */
    public void consumedBy(Thread thread) {
        consumer = thread;
    }

    /**
     * Hands complete events to {@code reader} in the order of their commits and frees their room. To be called by one
     * thread only.
     *
     * @param limit most events to hand over
     * @return how many were handed over
     */
    public int drain(Reader reader, int limit) {
        EventView view = new EventView(memory);
        int count = 0;
        while (count < limit && (head < knownTail || head < refreshTail())) {
            view.moveTo(EVENTS + (head & capacity - 1));
            int length = view.length();
            try {
                reader.read(view);
            } finally {
                head = after(head, length);
                POSITION.setRelease(memory, HEAD, head);
            }
            count++;
        }
        return count;
    }

    /** Takes in one event; the view is valid only during the call. */
    @FunctionalInterface
    public interface Reader {
        void read(EventView event);
    }

    private long refreshTail() {
        knownTail = (long) POSITION.getAcquire(memory, TAIL);
        return knownTail;
    }

    private long refreshHead() {
        knownHead = (long) POSITION.getAcquire(memory, HEAD);
        return knownHead;
    }

    /** The position behind an event: the next multiple of 8, or the ring's start when the event reached its end. */
    private long after(long position, int length) {
        long endOfLap = (position & -capacity) + capacity;
        return Math.min(position + length, endOfLap);
    }

    private void awaitRoom() {
        for (int spins = 0; tail + LARGEST_EVENT - refreshHead() > capacity; spins++) {
            if (spins < SPINS_BEFORE_PARKING) {
                Thread.onSpinWait();
            } else {
                LockSupport.unpark(consumer);
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
    }

    private void wakeConsumerOnce() {
        boolean halfFull = tail - refreshHead() > capacity >> 1;
        if (halfFull && !consumerWoken) {
            LockSupport.unpark(consumer);
        }
        consumerWoken = halfFull;
    }
}
