package dev.remit.devices;

import dev.remit.machine.Machine;
import dev.remit.machine.Question;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a machine's file system that tell of its devices: {@code /sys}, {@code /dev}, {@code /run} and
 * {@code /proc/self}. All paths are absolute, as programs on that machine see them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/sysfs.5.html">sysfs(5)</a>
 */
public final class SystemTree {
    /** Numbers at the end of names count as numbers: {@code event9} stands before {@code event10}. */
    private static final Comparator<String> BY_NAME = Comparator.comparing(SystemTree::withoutNumber)
            .thenComparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final Machine machine;
    private final boolean substitute;

    private SystemTree(Machine machine, boolean substitute) {
        this.machine = machine;
        this.substitute = substitute;
    }

    /** Those of a machine. */
    public static SystemTree of(Machine machine) {
        return new SystemTree(machine, false);
    }

    /**
     * Those of a machine that was written down: device nodes are files that hold their numbers, such as {@code 13:64}.
     *
     * @param root canonical
     */
    public static SystemTree below(Path root) {
        return new SystemTree(Machine.below(root), true);
    }

    private static String withoutNumber(String name) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(0, end);
    }

    /** The names in a directory, in order; none when it cannot be read. */
    List<String> names(String directory) {
        List<String> names = new ArrayList<>();
        for (StringTokenizer all = new StringTokenizer(machine.ask(Question.NAMES, directory), "/"); all
                .hasMoreTokens();) {
            names.add(all.nextToken());
        }
        names.sort(BY_NAME);
        return names;
    }

    /** A file's text without white space around it; empty when it cannot be read. */
    String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8).strip();
    }

    /** A file's content; empty when it cannot be read. */
    byte[] bytes(String file) {
        return machine.ask(Question.CONTENT, file).getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean exists(String path) {
        return machine.ask(Question.EXISTS, path).equals(Machine.YES);
    }

    boolean isDirectory(String path) {
        return machine.ask(Question.DIRECTORY, path).equals(Machine.YES);
    }

    /** The canonical path of what a path leads to; null when that does not exist. */
    @Nullable
    String canonical(String path) {
        String canonical = machine.ask(Question.CANONICAL, path);
        return canonical.isEmpty() ? null : canonical;
    }

    /** The numbers of the character device that stands at a path, as {@code major:minor}; empty when none does. */
    String numberAt(String node) {
        return substitute ? text(node) : machine.ask(Question.DEVICE_NUMBER, node);
    }

    /** The number of the terminal of the caller's session, empty or 0 without one. */
    String terminal() {
        return machine.ask(Question.TERMINAL, "");
    }
}
