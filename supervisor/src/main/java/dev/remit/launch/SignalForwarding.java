package dev.remit.launch;

import dev.remit.linux.Syscall;
import dev.remit.linux.process.Children;
import dev.remit.uapi.Uapi;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;

/**
 * Passes on to the program the signals that are sent to this process. What the terminal sends reaches the program by
 * itself, as it is in the same process group, and is not passed on a second time.
 *
 * <p>What the terminal sends to stop a job is the program's to take: it may want to put the terminal in order first, for
 * which it needs this process. {@link ProgramTree} stops this process once the program has stopped.
 *
 * <p>{@code SIGUSR2} belongs to the Java runtime and cannot be passed on.
 */
final class SignalForwarding {
    private static final String[] FORWARDED = {"HUP", "INT", "TERM", "USR1"};
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final int PROCESS_GROUP = 2;
    private static final int TERMINAL_GROUP = 5;
    private static final int IGNORED = 1;
    private static final List<Integer> STOPPING = List.of(Uapi.SIGTSTP(), Uapi.SIGTTIN(), Uapi.SIGTTOU());

    private final List<Integer> toReset = new ArrayList<>();
    private volatile int program;
    private volatile int pending;

    /**
     * Begins to catch signals; those that arrive before {@link #program} are kept. {@code SIGQUIT}, for which the Java
     * runtime would print a thread dump, is ignored from here on; the program gets it from the terminal.
     */
    static SignalForwarding begin(Syscall sys) {
        SignalForwarding forwarding = new SignalForwarding();
        for (String name : FORWARDED) {
            Signal.handle(new Signal(name), forwarding::forward);
        }
        ignore(sys, Uapi.SIGQUIT());
        forwarding.toReset.add(Uapi.SIGQUIT());
        for (int signal : STOPPING) {
            if (ignore(sys, signal) != IGNORED) {
                forwarding.toReset.add(signal);
            }
        }
        return forwarding;
    }

    /** Answers what was done with the signal before: 0 the usual, 1 nothing. */
    private static int ignore(Syscall sys, int signal) {
        return sys.libc(Syscall.libc("signal"), signal, IGNORED, 0, 0, 0, 0);
    }

    /** Signals that this process ignores and the program does not, unless it chooses to. */
    List<Integer> toReset() {
        return List.copyOf(toReset);
    }

    /** Names the process to pass signals on to, and passes on what came before. */
    void program(int process) {
        program = process;
        int early = pending;
        if (early != 0) {
            send(early);
        }
    }

    private void forward(Signal signal) {
        int number = signal.getNumber();
        if (number == Uapi.SIGINT() && isForeground()) {
            return;
        }
        pending = number;
        if (program != 0) {
            send(number);
        }
    }

    private void send(int number) {
        try (Arena arena = Arena.ofConfined()) {
            new Children(new Syscall(arena), arena).signal(program, number);
        }
    }

    /** Whether this process's group is the one that its terminal sends signals to. */
    private static boolean isForeground() {
        try {
            String stat = Files.readString(STAT, StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", TERMINAL_GROUP + 2);
            return fields[PROCESS_GROUP].equals(fields[TERMINAL_GROUP]);
        } catch (IOException unreadable) {
            return false;
        }
    }
}
