package dev.remit.linux.seccomp;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.sock_fprog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A filter program in the memory layout that the kernel takes, ready to be installed on a thread.
 *
 * <p>Made and destroyed on cold paths; {@link #install} itself touches only memory made before, because a thread that
 * carries the filter must not do anything that it does not have to.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompFilter {
    private final MemorySegment program;

    /**
     * @param instructions {@code struct sock_filter[]}, 8 bytes each
     * @param arena owns the copy
     */
    public SeccompFilter(byte[] instructions, Arena arena) {
        MemorySegment code = arena.allocate(instructions.length, 8);
        MemorySegment.copy(MemorySegment.ofArray(instructions), 0, code, 0, instructions.length);
        this.program = sock_fprog.allocate(arena);
        sock_fprog.len(program, (short) (instructions.length / 8));
        // As a word: the first access to a layout of addresses takes a start some milliseconds.
        program.set(ValueLayout.JAVA_LONG, sock_fprog.filter$offset(), code.address());
    }

    /**
     * Installs the filter on the calling thread, which must have set no_new_privs.
     *
     * @param waitKillable whether a received notification may be interrupted by fatal signals only (Linux 5.19)
     * @return the listener's descriptor, or a negative errno: EINVAL for a kernel without the flag, EBUSY when the
     *         thread already has a listener
     */
    public int install(Syscall sys, boolean waitKillable) {
        long flags = Uapi.SECCOMP_FILTER_FLAG_NEW_LISTENER()
                | (waitKillable ? Uapi.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV() : 0);
        return (int) sys.invoke(SyscallNumber.SECCOMP, Uapi.SECCOMP_SET_MODE_FILTER(), flags, program.address());
    }
}
