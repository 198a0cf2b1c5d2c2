package dev.remit.linux.seccomp;

import dev.remit.uapi.seccomp_data;
import dev.remit.uapi.seccomp_notif;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Flyweight over one {@code struct seccomp_notif}: hot, mutable, one per worker.
 *
 * <pre>
 *   0        8      12      16   20     24                    32        80
 *  +--------+-------+-------+----+------+---------------------+---------+
 *  | id     | pid   | flags | nr | arch | instruction pointer | args[6] |
 *  +--------+-------+-------+----+------+---------------------+---------+
 * </pre>
 *
 * <p>{@code pid} is the id of the thread that made the call.
 */
public final class Notification {
    private static final long NR = seccomp_notif.data$offset() + seccomp_data.nr$offset();
    private static final long ARGS = seccomp_notif.data$offset() + seccomp_data.args$offset();

    private final MemorySegment memory;

    /**
     * @param arena owns the memory
     * @param size as the kernel reports it, which may exceed the struct known here
     */
    public Notification(Arena arena, int size) {
        this.memory = arena.allocate(Math.max(size, seccomp_notif.sizeof()), 8);
    }

    /** The address that the kernel fills; cleared first, as it demands. */
    long cleared() {
        memory.fill((byte) 0);
        return memory.address();
    }

    /** The kernel's cookie for this call. */
    public long id() {
        return seccomp_notif.id(memory);
    }

    /** The calling thread's id. */
    public int tid() {
        return seccomp_notif.pid(memory);
    }

    /** The call's number. */
    public int number() {
        return memory.get(ValueLayout.JAVA_INT, NR);
    }

    /** An argument register, {@code index} from 0 to 5. */
    public long argument(int index) {
        return memory.get(ValueLayout.JAVA_LONG, ARGS + 8L * index);
    }
}
