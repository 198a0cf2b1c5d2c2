package dev.remit.limits;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A control group for one program and all its descendants, below Remit's own.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
final class ProgramCgroup implements AutoCloseable {
    static final String MEMORY = "memory";
    static final String PIDS = "pids";

    private static final String PROCESSES = "cgroup.procs";
    private static final String CHILDREN_CONTROLLERS = "cgroup.subtree_control";
    private static final int MOST_NAMES = 100;
    private static final int MOST_ATTEMPTS = 100;
    private static final long ATTEMPT_NANOS = 10_000_000;
    private static final long NANOS_PER_MICROSECOND = 1_000;

    private final Path own;
    private final Path directory;
    /** Where this process moved to; null if it stayed. */
    private final @Nullable Path refuge;
    /** Controllers that were enabled for the children of the own group, to be disabled in the end. */
    private final List<String> enabled;

    private ProgramCgroup(Path own, Path directory, @Nullable Path refuge, List<String> enabled) {
        this.own = own;
        this.directory = directory;
        this.refuge = refuge;
        this.enabled = enabled;
    }

    /**
     * Makes a group with as many of the wanted controllers as can be had.
     *
     * @param place that offers a group
     * @throws IOException when none can be made after all; then nothing has changed
     */
    static ProgramCgroup make(OwnCgroup place, List<String> wanted) throws IOException {
        Path own = place.directory();
        if (own == null) {
            throw new IOException(place.obstacle());
        }
        List<String> missing = new ArrayList<>();
        for (String controller : wanted) {
            if (place.offers(controller) && !place.enabled().contains(controller)) {
                missing.add(controller);
            }
        }
        Path refuge = missing.isEmpty() || place.root() ? null : takeRefuge(own);
        boolean mayEnable = refuge != null || place.root();
        List<String> enabled = new ArrayList<>();
        try {
            for (String controller : missing) {
                if (mayEnable && attempt(own.resolve(CHILDREN_CONTROLLERS), "+" + controller)) {
                    enabled.add(controller);
                }
            }
            return new ProgramCgroup(own, directory(own, "remit-program-"), refuge, enabled);
        } catch (IOException failure) {
            restore(own, refuge, enabled);
            throw failure;
        }
    }

    /** Moves this process to a group of its own, so that the one it is in holds none; null when it may not. */
    private static @Nullable Path takeRefuge(Path own) throws IOException {
        Path refuge = directory(own, "remit-");
        if (attempt(refuge.resolve(PROCESSES), Long.toString(ProcessHandle.current().pid()))) {
            return refuge;
        }
        Files.deleteIfExists(refuge);
        return null;
    }

    private static Path directory(Path parent, String name) throws IOException {
        removeAbandoned(parent, name);
        String full = name + ProcessHandle.current().pid();
        for (int i = 1;; i++) {
            try {
                return Files.createDirectory(parent.resolve(i == 1 ? full : full + "-" + i));
            } catch (FileAlreadyExistsException taken) {
                // Another process of the same number, in another namespace of process ids.
                if (i == MOST_NAMES) {
                    throw taken;
                }
            }
        }
    }

    /** Removes groups of supervisors that were killed before they could. */
    private static void removeAbandoned(Path parent, String name) throws IOException {
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, name + "[0-9]*")) {
            for (Path group : groups) {
                String number = group.getFileName().toString().substring(name.length());
                int end = number.indexOf('-');
                long process = number(end < 0 ? number : number.substring(0, end));
                if (process > 0 && ProcessHandle.of(process).isEmpty()) {
                    // One that is in use in another namespace of process ids holds somebody and stays.
                    remove(group);
                }
            }
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException other) {
            return -1;
        }
    }

    Path directory() {
        return directory;
    }

    /** Whether the group has a controller. */
    boolean has(String controller) {
        List<String> controllers = OwnCgroup.lines(directory.resolve("cgroup.controllers"));
        return !controllers.isEmpty() && List.of(controllers.getFirst().split(" ")).contains(controller);
    }

    /** Bounds memory, swap included; when there is no more, all that is in the group ends. */
    boolean limitMemory(long bytes) {
        // A kernel without swap accounting has no such file, and one without swap needs none.
        attempt(directory.resolve("memory.swap.max"), "0");
        return attempt(directory.resolve("memory.oom.group"), "1")
                && attempt(directory.resolve("memory.max"), Long.toString(bytes));
    }

    /** Bounds the number of processes and threads. */
    boolean limitTasks(long count) {
        return attempt(directory.resolve("pids.max"), Long.toString(count));
    }

    /**
     * Moves a process here.
     *
     * @throws IOException when it may not be moved
     */
    void place(int process) throws IOException {
        write(directory.resolve(PROCESSES), Integer.toString(process));
    }

    /** Processor time of all that is or was here, in nanoseconds; -1 where the kernel does not tell. */
    long cpuNanos() {
        long microseconds = figure("cpu.stat", "usage_usec");
        return microseconds < 0 ? -1 : microseconds * NANOS_PER_MICROSECOND;
    }

    /** Whether processes were killed because this very group had no more memory. */
    boolean ranOutOfMemory() {
        return figure("memory.events", "oom_kill") > 0 && figure("memory.events.local", "oom") > 0;
    }

    /** How often a process or thread was not made because there were as many as there may be. */
    long refusedTasks() {
        return Math.max(0, figure("pids.events", "max"));
    }

    private long figure(String file, String key) {
        for (String line : OwnCgroup.lines(directory.resolve(file))) {
            if (line.startsWith(key + " ")) {
                return number(line.substring(key.length() + 1));
            }
        }
        return -1;
    }

    /** Kills all that is here (since Linux 5.14). */
    void kill() {
        attempt(directory.resolve("cgroup.kill"), "1");
    }

    /** Removes the group, which holds nobody any more, and puts everything back. */
    @Override
    public void close() {
        for (int i = 0; !remove(directory) && i < MOST_ATTEMPTS; i++) {
            // The last of its processes is dying still.
            LockSupport.parkNanos(ATTEMPT_NANOS);
        }
        restore(own, refuge, enabled);
    }

    private static void restore(Path own, @Nullable Path refuge, List<String> enabled) {
        for (String controller : enabled) {
            attempt(own.resolve(CHILDREN_CONTROLLERS), "-" + controller);
        }
        if (refuge != null && attempt(own.resolve(PROCESSES), Long.toString(ProcessHandle.current().pid()))) {
            remove(refuge);
        }
    }

    private static boolean remove(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    private static boolean attempt(Path file, String value) {
        try {
            write(file, value);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** One write, of a file that the kernel has made. */
    private static void write(Path file, String value) throws IOException {
        Files.write(file, value.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
    }
}
