package dev.remit.launch;

import dev.remit.linux.Syscall;
import dev.remit.linux.process.Children;
import dev.remit.linux.process.Children.Change;
import dev.remit.linux.process.Descendants;
import dev.remit.uapi.Uapi;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The program and all its descendants: waits for the one, reaps the others, and ends what is left. This process is their
 * subreaper, so that whatever loses its parent becomes its child.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html">PR_SET_CHILD_SUBREAPER(2const)</a>
 */
final class ProgramTree {
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long SHORTEST_PAUSE_NANOS = 50_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private final Children children;
    private final Descendants descendants;
    private final int self;

    ProgramTree(Syscall sys, Arena arena) {
        this.children = new Children(sys, arena);
        this.descendants = new Descendants(sys, arena);
        this.self = (int) ProcessHandle.current().pid();
    }

    /** Processor time of what was reaped so far, in nanoseconds; any thread may ask. */
    long reapedCpuNanos() {
        return children.reapedCpuNanos();
    }

    /**
     * Waits until the program ends. When the terminal stops the program, this process stops with it, so that the shell
     * takes notice; whoever continues the job continues both.
     *
     * @param watched whether nothing of the program may go on while this process is stopped
     */
    Ending await(int program, boolean watched) {
        Change change = next(program, true);
        while (true) {
            switch (change) {
                case Change.Exited exited -> {
                    return new Ending.Exited(exited.code());
                }
                case Change.Killed killed -> {
                    return new Ending.Killed(killed.signal(), killed.coreDumped());
                }
                case Change.Stopped stopped -> {
                    if (isOfTerminal(stopped.signal()) && isStopped(program)) {
                        change = stopWith(program, watched);
                        continue;
                    }
                }
                case Change.None _ -> throw new IllegalStateException("the program was reaped by somebody else");
            }
            change = next(program, true);
        }
    }

    /** The program's next change. Others, of orphans, are of no interest. */
    private Change next(int program, boolean block) {
        Change change;
        do {
            change = children.await(block);
        } while (change.pid() != program && !(change instanceof Change.None));
        return change;
    }

    private static boolean isOfTerminal(int signal) {
        return signal == Uapi.SIGTSTP() || signal == Uapi.SIGTTIN() || signal == Uapi.SIGTTOU();
    }

    /**
     * Stops until somebody continues this process, who means the program, too.
     *
     * @return the program's next change; it may have been continued and stopped again by now
     */
    private Change stopWith(int program, boolean watched) {
        Set<Integer> halted = watched ? haltAll() : Set.of();
        children.stopThisProcess();
        // In this order: had it been continued and stopped again before the one, the other would tell.
        boolean stopped = isStopped(program);
        Change change = next(program, false);
        if (stopped && change instanceof Change.None) {
            children.signal(program, Uapi.SIGCONT());
        }
        int count = descendants.find(self);
        for (int i = 0; i < count; i++) {
            if (halted.contains(descendants.process(i))) {
                children.signal(descendants.process(i), Uapi.SIGCONT());
            }
        }
        return change instanceof Change.None ? next(program, true) : change;
    }

    /** Stops all descendants that are not stopped, until there is none left that could make another. */
    private Set<Integer> haltAll() {
        Set<Integer> halted = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            int count = descendants.find(self);
            for (int i = 0; i < count; i++) {
                int process = descendants.process(i);
                if (!halted.contains(process) && !isStopped(process)) {
                    children.signal(process, Uapi.SIGSTOP());
                    more |= halted.add(process);
                }
            }
        }
        return halted;
    }

    private static boolean isStopped(int process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("T", stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return false;
        }
    }

    /**
     * Kills whatever is left of the tree and reaps it. All of it at once, as killing parents one by one would let their
     * children go on meanwhile.
     *
     * @return whether nothing is left
     */
    boolean end() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        long pause = SHORTEST_PAUSE_NANOS;
        while (true) {
            int count = descendants.find(self);
            if (count == 0) {
                return true;
            }
            if (System.nanoTime() >= deadline) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                children.signal(descendants.process(i), Uapi.SIGKILL());
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            while (!(children.await(false) instanceof Change.None)) {
                // Reaped; those whose parents are gone become children of this process and are reaped then.
            }
        }
    }
}
