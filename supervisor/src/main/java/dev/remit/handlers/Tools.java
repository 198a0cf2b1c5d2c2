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
 * @param memory its reader of targets' memory
 * @param listener its access to the listener, here only to ask whether a call still waits
 */
public record Tools(Arena arena, Syscall sys, FileCalls files, RemoteMemory memory, Listener listener) {
    /** Tools for the calling thread. */
    public static Tools of(Arena arena, Syscall sys, int listener) {
        return new Tools(arena, sys, new FileCalls(sys, arena), new RemoteMemory(sys, arena),
                new Listener(sys, listener, arena));
    }
}
