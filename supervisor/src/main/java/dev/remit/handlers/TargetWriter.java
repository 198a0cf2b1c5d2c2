package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.file.ProcPath;
import dev.remit.linux.process.RemoteWriter;

/**
 * Writes the result of a call that the supervisor has performed to where the target wants it: the one place that changes
 * a target's memory.
 *
 * <p>Both files in {@code /proc} are bound to the memory that the thread has when they are opened. If the call still
 * waits after that, it was the right thread's, and stays so whatever becomes of the thread and its number.
 */
final class TargetWriter {
    private final Tools tools;
    private final ProcPath proc;
    private final RemoteWriter writer;

    TargetWriter(Tools tools) {
        this.tools = tools;
        this.proc = new ProcPath(tools.arena());
        this.writer = new RemoteWriter(tools.sys(), tools.arena());
    }

    /** Writes the call's output; makes the call fail where that cannot be done: EFAULT for memory that it may not write. */
    void deliver(Call call) {
        int memory = tools.files().open(FileCalls.AT_CWD, proc.ofMemory(call.tid()), OpenFlags.RDWR, 0);
        int map = memory < 0
                ? memory
                : tools.files().open(FileCalls.AT_CWD, proc.ofMemoryMap(call.tid()), OpenFlags.RDONLY, 0);
        if (map < 0) {
            Judge.unresolved(call, map == -Errno.EACCES ? -Errno.EPERM : map);
        } else if (!tools.listener().isWaiting(call.id())) {
            call.fail(Errno.ESRCH);
        } else if (!write(call, memory, map)) {
            call.fail(Errno.EFAULT);
        }
        close(memory);
        close(map);
    }

    private boolean write(Call call, int memory, int map) {
        int length = call.outputLength();
        for (int i = 0; i < call.outputCount(); i++) {
            if (writer.write(memory, map, call.outputAddress() + (long) i * call.outputStride(),
                    call.output().address() + (long) i * length, length) < 0) {
                return false;
            }
        }
        return true;
    }

    private void close(int descriptor) {
        if (descriptor >= 0) {
            tools.files().close(descriptor);
        }
    }
}
