package dev.remit.linux.process;

import dev.remit.linux.CString;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.uapi.Uapi;
import dev.remit.uapi.posix_spawn_file_actions_t;
import dev.remit.uapi.posix_spawnattr_t;
import dev.remit.uapi.sigset_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program ready to be started: all memory is laid out before, so that the thread that carries the filter only makes
 * the one call.
 *
 * <p>The program gets standard input, output and error as they are and no other descriptor; every signal unblocked; and
 * the signals named in {@code resetSignals} in their default disposition (others that this process ignores stay ignored,
 * as exec has it).
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
public final class Spawn {
    private static final int FIRST_INHERITABLE = 3;

    private final MemorySegment posixSpawn = Syscall.libc("posix_spawn");
    private final MemorySegment pid;
    private final MemorySegment path;
    private final MemorySegment actions;
    private final MemorySegment attributes;
    private final MemorySegment argv;
    private final MemorySegment envp;

    /**
     * @param path of the executable
     * @param argv with the program's own name first
     * @param environment entries {@code NAME=value}
     * @param workingDirectory null to keep the caller's
     * @param resetSignals numbers
     * @param memory owns what the call will read; and the gateway to prepare it with
     * @throws LinuxException when libc has no memory
     */
    public Spawn(String path, List<String> argv, List<String> environment, @Nullable String workingDirectory,
            List<Integer> resetSignals, Memory memory) {
        Arena arena = memory.arena();
        this.pid = arena.allocate(ValueLayout.JAVA_INT);
        this.path = CString.of(arena, path);
        this.argv = CString.vector(arena, argv);
        this.envp = CString.vector(arena, environment);
        this.actions = posix_spawn_file_actions_t.allocate(arena);
        this.attributes = posix_spawnattr_t.allocate(arena);
        prepareActions(memory, workingDirectory);
        prepareAttributes(memory, resetSignals);
    }

    /** Where a {@link Spawn} lays out its memory, and the gateway for doing so. */
    public record Memory(Arena arena, Syscall sys) {}

    private void prepareActions(Memory memory, @Nullable String workingDirectory) {
        libc(memory, "posix_spawn_file_actions_init", actions.address(), 0);
        if (workingDirectory != null) {
            libc(memory, "posix_spawn_file_actions_addchdir_np", actions.address(),
                    CString.of(memory.arena(), workingDirectory).address());
        }
        libc(memory, "posix_spawn_file_actions_addclosefrom_np", actions.address(), FIRST_INHERITABLE);
    }

    private void prepareAttributes(Memory memory, List<Integer> resetSignals) {
        MemorySegment defaults = sigset_t.allocate(memory.arena());
        MemorySegment unblocked = sigset_t.allocate(memory.arena());
        for (int signal : resetSignals) {
            int bit = signal - 1;
            long word = (bit / Long.SIZE) * (long) Long.BYTES;
            defaults.set(ValueLayout.JAVA_LONG, word,
                    defaults.get(ValueLayout.JAVA_LONG, word) | 1L << (bit % Long.SIZE));
        }
        libc(memory, "posix_spawnattr_init", attributes.address(), 0);
        libc(memory, "posix_spawnattr_setsigdefault", attributes.address(), defaults.address());
        libc(memory, "posix_spawnattr_setsigmask", attributes.address(), unblocked.address());
        libc(memory, "posix_spawnattr_setflags", attributes.address(),
                Uapi.POSIX_SPAWN_SETSIGDEF() | Uapi.POSIX_SPAWN_SETSIGMASK());
    }

    private static void libc(Memory memory, String function, long a, long b) {
        int error = memory.sys().libc(Syscall.libc(function), a, b, 0, 0, 0, 0);
        LinuxException.check(-error, function, "");
    }

    /**
     * Starts the program from the calling thread, whose filter and Landlock domain it inherits. Returns when exec has
     * succeeded or failed.
     *
     * @param caller the calling thread's gateway
     * @return the process id, or a negative errno
     */
    public int start(Syscall caller) {
        int error = caller.libc(posixSpawn, pid.address(), path.address(), actions.address(), attributes.address(),
                argv.address(), envp.address());
        return error == 0 ? pid.get(ValueLayout.JAVA_INT, 0) : -error;
    }
}
