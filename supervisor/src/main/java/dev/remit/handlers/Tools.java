package dev.remit.handlers;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.process.RemoteMemory;
import dev.remit.linux.seccomp.Listener;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one worker thread works with. Everything in it belongs to that thread.
 *
 * @param arena of the worker
 * @param sys the thread's gateway
 * @param files its file calls
 * @param privileges of the thread
 * @param memory its reader of targets' memory
 * @param listener its access to the listener, here only to ask whether a call still waits
 * @param memoryDevice the number of the device that files in memory are on; 0, which no file is on, where there are none
 */
public record Tools(Arena arena, Syscall sys, FileCalls files, Privileges privileges, TargetMemory memory,
        Listener listener, long memoryDevice) {
    private static final int MFD_CLOEXEC = 0x1;

    /** Tools for the calling thread. */
    public static Tools of(Arena arena, Syscall sys, int listener) {
        Privileges privileges = new Privileges(sys, arena);
        FileCalls files = new FileCalls(sys, arena);
        return new Tools(arena, sys, files, privileges, new TargetMemory(new RemoteMemory(sys, arena), privileges),
                new Listener(sys, listener, arena), memoryDevice(arena, sys, files));
    }

    private static long memoryDevice(Arena arena, Syscall sys, FileCalls files) {
        MemorySegment noName = arena.allocate(1);
        int file = (int) sys.invoke(SyscallNumber.MEMFD_CREATE, noName.address(), MFD_CLOEXEC);
        if (file < 0) {
            return 0;
        }
        long device = files.stat(file) == 0 ? files.device() : 0;
        files.close(file);
        return device;
    }

    /**
     * Whether what {@link FileCalls#stat} has looked at last is memory: {@code memfd_create} and the like. It has no name
     * in any directory, though the kernel shows a path for it that begins with a slash.
     */
    boolean isMemory() {
        return files.device() == memoryDevice;
    }

    /**
     * Pins what a link in the target's own directory in /proc leads to.
     *
     * @param link address of its path
     * @return a descriptor, or a negative errno
     */
    int pinOfTarget(long link) {
        privileges.raise();
        int pinned = files.pin(FileCalls.AT_CWD, link, 0, 0);
        privileges.lower();
        return pinned;
    }
}
