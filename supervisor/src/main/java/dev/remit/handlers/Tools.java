package dev.remit.handlers;

import dev.remit.linux.Syscall;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.process.RemoteMemory;
import dev.remit.linux.seccomp.Listener;
import java.lang.foreign.Arena;

/**
 * What one worker thread works with. Everything in it belongs to that thread.
 *
 * @param arena of the worker
 * @param sys the thread's gateway
 * @param files its file calls
 * @param privileges of the thread
 * @param memory its reader of targets' memory
 * @param listener its access to the listener, here only to ask whether a call still waits
 */
public record Tools(Arena arena, Syscall sys, FileCalls files, Privileges privileges, TargetMemory memory,
        Listener listener) {
    /** Tools for the calling thread. */
    public static Tools of(Arena arena, Syscall sys, int listener) {
        Privileges privileges = new Privileges(sys, arena);
        return new Tools(arena, sys, new FileCalls(sys, arena), privileges,
                new TargetMemory(new RemoteMemory(sys, arena), privileges), new Listener(sys, listener, arena));
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
