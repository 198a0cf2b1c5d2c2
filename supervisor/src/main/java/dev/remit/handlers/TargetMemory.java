package dev.remit.handlers;

import dev.remit.linux.process.RemoteMemory;
import java.lang.foreign.MemorySegment;

/** Reads the memory of targets, also of those that have given up privileges. See {@link RemoteMemory}. */
public final class TargetMemory {
    private final RemoteMemory memory;
    private final Privileges privileges;

    TargetMemory(RemoteMemory memory, Privileges privileges) {
        this.memory = memory;
        this.privileges = privileges;
    }

    /** As {@link RemoteMemory#read}. */
    int read(int tid, long address, MemorySegment buffer, int length) {
        return read(tid, address, buffer.address(), length);
    }

    /** As {@link RemoteMemory#read(int, long, long, int)}. */
    int read(int tid, long address, long destination, int length) {
        privileges.raise();
        int result = memory.read(tid, address, destination, length);
        privileges.lower();
        return result;
    }

    /** As {@link RemoteMemory#readString}. */
    int readString(int tid, long address, MemorySegment buffer, int limit) {
        privileges.raise();
        int result = memory.readString(tid, address, buffer, limit);
        privileges.lower();
        return result;
    }
}
