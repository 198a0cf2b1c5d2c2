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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
     * @param image what is executed
     * @param environment entries {@code NAME=value}
     * @param workingDirectory null to keep the caller's
     * @param resetSignals numbers
     * @param memory owns what the call will read; and the gateway to prepare it with
     * @throws LinuxException when libc has no memory
     */
    public Spawn(Image image, List<String> environment, @Nullable String workingDirectory,
            List<Integer> resetSignals, Memory memory) {
        Arena arena = memory.arena();
        this.pid = arena.allocate(ValueLayout.JAVA_INT);
        this.path = CString.of(arena, image.path);
        this.argv = CString.vector(arena, image.argv);
        this.envp = CString.vector(arena, CString.bytes(environment));
        this.actions = posix_spawn_file_actions_t.allocate(arena);
        this.attributes = posix_spawnattr_t.allocate(arena);
        prepareActions(memory, workingDirectory, image.needed);
        prepareAttributes(memory, resetSignals);
    }

    /** What is executed, and as what. */
    public static final class Image {
        private final byte[] path;
        private final List<byte[]> argv;
        private final Set<Integer> needed;

        /**
         * @param path of the executable
         * @param argv with the program's own name first
         * @param needed descriptors that the path leads through, each close-on-exec, so that the program gets none of
         *        them
         */
        public Image(byte[] path, List<byte[]> argv, Set<Integer> needed) {
            this.path = path.clone();
            this.argv = List.copyOf(argv);
            this.needed = Set.copyOf(needed);
        }

        /** A file that a path leads to. */
        public static Image of(String path, List<String> argv) {
            return new Image(path.getBytes(StandardCharsets.UTF_8), CString.bytes(argv), Set.of());
        }
    }

    /** Where a {@link Spawn} lays out its memory, and the gateway for doing so. */
    public record Memory(Arena arena, Syscall sys) {}

    private void prepareActions(Memory memory, @Nullable String workingDirectory, Set<Integer> needed) {
        libc(memory, "posix_spawn_file_actions_init", actions.address(), 0);
        if (workingDirectory != null) {
            libc(memory, "posix_spawn_file_actions_addchdir_np", actions.address(),
                    CString.of(memory.arena(), workingDirectory).address());
        }
        int behind = FIRST_INHERITABLE;
        for (int descriptor : new TreeSet<>(needed)) {
            for (; behind < descriptor; behind++) {
                libc(memory, "posix_spawn_file_actions_addclose", actions.address(), behind);
            }
            behind = Math.max(behind, descriptor + 1);
        }
        libc(memory, "posix_spawn_file_actions_addclosefrom_np", actions.address(), behind);
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
