package dev.remit.handlers;

import dev.remit.linux.Syscall;
import dev.remit.linux.ipc.SharedMemory;
import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * The segments of System V shared memory that a run has made: a name space of its own. The kernel knows them by number
 * and as private; the keys by which the program finds them exist here only. Shared by all workers of a run.
 */
public final class SharedSegments {
    private static final int FIRST_ROOM = 16;
    private static final int NONE = -1;

    private int[] keys = new int[FIRST_ROOM];
    private int[] numbers = new int[FIRST_ROOM];
    private int count;

    /** The number of the segment that was made with a key; -1 when there was none. */
    synchronized int find(int key) {
        for (int i = 0; i < count && key != SharedMemory.PRIVATE; i++) {
            if (keys[i] == key) {
                return numbers[i];
            }
        }
        return NONE;
    }

    synchronized boolean has(int number) {
        return indexOf(number) >= 0;
    }

    synchronized void add(int key, int number) {
        if (count == numbers.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        keys[count] = key;
        numbers[count++] = number;
    }

    /** No longer lets a segment be found by its key, as the kernel does once it is removed. */
    synchronized void dropKey(int number) {
        int index = indexOf(number);
        if (index >= 0) {
            keys[index] = SharedMemory.PRIVATE;
        }
    }

    synchronized void forget(int number) {
        int index = indexOf(number);
        if (index >= 0) {
            count--;
            keys[index] = keys[count];
            numbers[index] = numbers[count];
        }
    }

    private int indexOf(int number) {
        for (int i = 0; i < count; i++) {
            if (numbers[i] == number) {
                return i;
            }
        }
        return NONE;
    }

    /** Removes what is left: with the run ends its name space, and nobody else finds these segments. */
    public synchronized void removeAll(Syscall sys, Arena arena) {
        SharedMemory memory = new SharedMemory(sys, arena);
        int self = (int) ProcessHandle.current().pid();
        while (count > 0) {
            int number = numbers[--count];
            if (memory.look(number) == 0 && memory.creator() == self) {
                memory.remove(number);
            }
        }
    }
}
