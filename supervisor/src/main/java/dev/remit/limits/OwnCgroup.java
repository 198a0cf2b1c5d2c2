package dev.remit.limits;

import dev.remit.linux.Feature;
import dev.remit.linux.Feature.Need;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where this process is in the hierarchy of control groups, version 2, and what it may do there. Asking changes nothing.
 *
 * <p>A group below this process's own can be made where its directory may be written to. A controller works there once the
 * own group has it for its children, which it can only have as long as it holds no processes itself; so this process must
 * be alone in it, and moves to another child.
 *
 * @param directory of the own group; null where there is none in reach
 * @param available controllers that the own group has
 * @param enabled controllers that its children have already
 * @param movable whether controllers can be enabled for children, perhaps by moving this process away first
 * @param root whether the own group is the root of all, which may hold processes and children with controllers
 * @param obstacle why no child can be made, as a clause; empty if one can
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public record OwnCgroup(@Nullable Path directory, Set<String> available, Set<String> enabled, boolean movable,
        boolean root, String obstacle) {
    /** The means of asking for a group that this process may do with as it likes. */
    public static final String REMEDY = "start Remit in a group of its own that is delegated to it: "
            + "systemd-run --user --scope -p Delegate=yes remit run ...";

    private static final String OWN = "proc/self/cgroup";
    private static final String MOUNTS = "proc/self/mountinfo";
    private static final String UNIFIED = "0::";
    private static final String TYPE = "cgroup2";
    private static final int MOUNT_ROOT = 3;
    private static final int MOUNT_POINT = 4;
    private static final String ESCAPED = "\\";

    public OwnCgroup {
        available = Set.copyOf(available);
        enabled = Set.copyOf(enabled);
    }

    /**
     * Finds out.
     *
     * @param system the root of the file system, which tests replace
     */
    public static OwnCgroup find(Path system) {
        String own = null;
        for (String line : lines(system.resolve(OWN))) {
            own = line.startsWith(UNIFIED) ? line.substring(UNIFIED.length()) : own;
        }
        if (own == null) {
            return unreachable("this kernel has no control groups of version 2");
        }
        if (own.startsWith("/..")) {
            return unreachable("Remit's own control group lies outside of what it can see");
        }
        for (String line : lines(system.resolve(MOUNTS))) {
            Path directory = below(line, own, system);
            if (directory != null && Files.isDirectory(directory)) {
                return of(directory);
            }
        }
        return unreachable("the hierarchy of control groups is not mounted");
    }

    private static OwnCgroup unreachable(String obstacle) {
        return new OwnCgroup(null, Set.of(), Set.of(), false, false, obstacle);
    }

    /** The own group's directory below one mount point, if that mount shows it. */
    private static @Nullable Path below(String mount, String own, Path system) {
        String[] fields = mount.split(" ");
        int end = List.of(fields).indexOf("-");
        if (end < 0 || end + 1 >= fields.length || !fields[end + 1].equals(TYPE)
                || fields[MOUNT_POINT].contains(ESCAPED)) {
            return null;
        }
        String shown = fields[MOUNT_ROOT].equals("/") ? "" : fields[MOUNT_ROOT];
        if (!own.equals(shown) && !own.startsWith(shown + "/")) {
            return null;
        }
        return system.resolve((fields[MOUNT_POINT] + "/" + own.substring(shown.length())).substring(1)).normalize();
    }

    private static OwnCgroup of(Path directory) {
        boolean root = !Files.exists(directory.resolve("cgroup.type"));
        Set<String> available = words(directory.resolve("cgroup.controllers"));
        Set<String> enabled = words(directory.resolve("cgroup.subtree_control"));
        List<String> type = root ? List.of("domain") : lines(directory.resolve("cgroup.type"));
        String obstacle = "";
        if (!type.equals(List.of("domain"))) {
            obstacle = "the control group " + directory + " is of a type that cannot be divided";
        } else if (!Files.isWritable(directory) || !Files.isWritable(directory.resolve("cgroup.procs"))) {
            obstacle = "the control group " + directory + " is not delegated to this user";
        }
        boolean movable = obstacle.isEmpty() && Files.isWritable(directory.resolve("cgroup.subtree_control"))
                && (root || holdsOnlyThisProcess(directory));
        return new OwnCgroup(directory, available, enabled, movable, root, obstacle);
    }

    private static boolean holdsOnlyThisProcess(Path directory) {
        return lines(directory.resolve("cgroup.procs")).equals(List.of(Long.toString(ProcessHandle.current().pid())));
    }

    /** Whether a group for a program can be made. */
    public boolean offersGroup() {
        return obstacle.isEmpty();
    }

    /** Whether a group for a program can have a controller. */
    public boolean offers(String controller) {
        return offersGroup() && (enabled.contains(controller) || movable && available.contains(controller));
    }

    /** Why a group for a program cannot have a controller, as a clause. */
    public String whyNot(String controller) {
        if (!offersGroup()) {
            return obstacle;
        }
        return available.contains(controller)
                ? "the control group " + directory + " holds other processes than Remit"
                : "the control group " + directory + " does not have the controller " + controller;
    }

    /** What of this serves the limits of a manifest, and what is lost where it is missing. */
    public List<Feature> features() {
        return List.of(
                new Feature("control group for a program", offersGroup(),
                        offersGroup() ? directory + " can be divided" : obstacle, Need.CONVENIENCE,
                        "limits.cpuTime may miss the time of short processes that nobody waits for", REMEDY),
                feature(ProgramCgroup.MEMORY,
                        "limits.memory is kept by looking at the processes several times a second"),
                feature(ProgramCgroup.PIDS, "limits.processes is kept by counting, a round trip for every process"));
    }

    private Feature feature(String controller, String loss) {
        boolean present = offers(controller);
        return new Feature("control group with " + controller, present,
                present ? directory + " has the controller" : whyNot(controller), Need.CONVENIENCE, loss, REMEDY);
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static Set<String> words(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || lines.getFirst().isEmpty() ? Set.of() : Set.of(lines.getFirst().split(" "));
    }
}
