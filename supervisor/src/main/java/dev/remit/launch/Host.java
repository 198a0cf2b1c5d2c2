package dev.remit.launch;

import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.compiler.bpf.SocketUse;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.landlock.LandlockAbi;
import dev.remit.linux.process.Capabilities;
import dev.remit.policy.CommandBounds;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What of this process and kernel a policy is compiled for. */
public final class Host {
    private static final int STANDARD_STREAMS = 3;
    private static final int SOL_SOCKET = 1;
    private static final int SO_DOMAIN = 39;

    private Host() {}

    /**
     * The filter's options: changes of identity matter only to a supervisor that has a privilege to give up, and signals
     * are supervised only where Landlock does not confine them.
     *
     * @param countTasks whether the supervisor counts processes and threads
     */
    public static FilterOptions filterOptions(boolean countTasks) {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            boolean privileged = new Capabilities(sys, arena).effective() != 0;
            return new FilterOptions(privileged, LandlockAbi.query(sys).scopes() != 0, false, countTasks,
                    new SocketUse(false, false, false, false, inheritsSocket(sys, arena)),
                    CommandBounds.NONE);
        }
    }

    /**
     * Whether a standard stream is a socket: it may be of a kind that a program could not make itself, or one through which
     * such a socket comes. Then what the program does with sockets is supervised as if the manifest spoke of them.
     */
    private static boolean inheritsSocket(Syscall sys, Arena arena) {
        MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
        MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
        for (int stream = 0; stream < STANDARD_STREAMS; stream++) {
            if (option(sys, stream, SO_DOMAIN, value, size) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int option(Syscall sys, int socket, int option, MemorySegment value, MemorySegment size) {
        size.set(ValueLayout.JAVA_INT, 0, Integer.BYTES);
        long error = sys.invoke(SyscallNumber.GETSOCKOPT, socket, SOL_SOCKET, option, value.address(), size.address());
        return error < 0 ? (int) error : value.get(ValueLayout.JAVA_INT, 0);
    }
}
