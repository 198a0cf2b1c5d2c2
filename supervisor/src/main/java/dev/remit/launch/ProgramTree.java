package dev.remit.launch;

import dev.remit.linux.Syscall;
import dev.remit.linux.process.Children;
import dev.remit.linux.process.Children.Change;
import dev.remit.uapi.Uapi;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program and all its descendants: waits for the one, reaps the others, and ends what is left. This process is their
 * subreaper, so that whatever loses its parent becomes its child.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/PR_SET_CHILD_SUBREAPER.2const.html">PR_SET_CHILD_SUBREAPER(2const)</a>
 */
final class ProgramTree {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Children children;
    private final int self;

    ProgramTree(Syscall sys, Arena arena) {
        this.children = new Children(sys, arena);
        this.self = (int) ProcessHandle.current().pid();
    }

    /** Waits until the program ends. When the terminal stops the program, this process stops with it, so that the shell
     * takes notice; whoever continues the job continues both. */
    Ending await(int program) {
        while (true) {
            Change change = children.await(true);
            if (change.pid() != program && !(change instanceof Change.None)) {
                continue;
            }
            switch (change) {
                case Change.Exited exited -> {
                    return new Ending.Exited(exited.code());
                }
                case Change.Killed killed -> {
                    return new Ending.Killed(killed.signal(), killed.coreDumped());
                }
                case Change.Stopped stopped -> stopLike(stopped.signal(), program);
                case Change.None _ -> throw new IllegalStateException("the program was reaped by somebody else");
            }
        }
    }

    /**
     * What the terminal sends stops this process as well, often before it hears of the program's stop: then both have been
     * continued by now, and to stop once more would leave the job stopped behind its user's back.
     */
    private void stopLike(int signal, int program) {
        boolean terminal = signal == Uapi.SIGTSTP() || signal == Uapi.SIGTTIN() || signal == Uapi.SIGTTOU();
        if (terminal && isStopped(program)) {
            children.signal(self, Uapi.SIGSTOP());
        }
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
     * Kills whatever is left of the tree and reaps it.
     *
     * @return whether nothing is left
     */
    boolean end() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < deadline) {
            List<Integer> left = left();
            if (left.isEmpty()) {
                return true;
            }
            for (int process : left) {
                children.signal(process, Uapi.SIGKILL());
            }
            // Killing one may hand over others; those that are dying still are looked at again.
            for (int i = 0; i < left.size() && !(children.await(true) instanceof Change.None); i++) {
            }
        }
        return false;
    }

    /** The children of this process, whichever of its threads the kernel lists them under. */
    private static List<Integer> left() {
        List<Integer> left = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                addChildren(task.resolve("children"), left);
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("cannot list own threads", unreadable);
        }
        return left;
    }

    private static void addChildren(Path list, List<Integer> left) {
        String text;
        try {
            text = Files.readString(list, StandardCharsets.US_ASCII);
        } catch (IOException gone) {
            // The thread ended; its children are listed under another one now.
            return;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + c - '0';
            } else if (number > 0) {
                left.add(number);
                number = 0;
            }
        }
    }
}
