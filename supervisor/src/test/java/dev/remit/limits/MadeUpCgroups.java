package dev.remit.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system with a hierarchy of control groups, as far as its files can be imitated by ordinary ones. */
final class MadeUpCgroups {
    private static final String UNIFIED = "sys/fs/cgroup";

    private final Path system;

    MadeUpCgroups(Path system) throws IOException {
        this.system = system;
        write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
        write("proc/self/cgroup", "");
    }

    Path system() {
        return system;
    }

    /** Mounts the hierarchy, of which only what is below {@code shown} can be seen. */
    MadeUpCgroups mounted(String shown) throws IOException {
        write("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
                + "30 22 0:26 /memory /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                + "35 22 0:30 " + shown + " /" + UNIFIED + " rw,nosuid shared:9 - cgroup2 cgroup2 rw\n");
        return this;
    }

    /** Puts this process into a group. */
    MadeUpCgroups own(String path) throws IOException {
        write("proc/self/cgroup", "5:memory:/elsewhere\n1:name=systemd:/elsewhere\n0::" + path + "\n");
        return this;
    }

    /** Makes a group other than the root with its files. */
    Path group(String path, String controllers, String enabled, String processes) throws IOException {
        Path group = root(path, controllers, enabled, processes);
        Files.writeString(group.resolve("cgroup.type"), "domain\n");
        return group;
    }

    /** Makes a group that looks like the root of all. */
    Path root(String path, String controllers, String enabled, String processes) throws IOException {
        Path group = Files.createDirectories(system.resolve(UNIFIED + path));
        Files.writeString(group.resolve("cgroup.controllers"), controllers + "\n");
        Files.writeString(group.resolve("cgroup.subtree_control"), enabled + "\n");
        Files.writeString(group.resolve("cgroup.procs"), processes);
        return group;
    }

    private void write(String name, String content) throws IOException {
        Path file = system.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** What a group with no other process than this one lists. */
    static String thisProcess() {
        return ProcessHandle.current().pid() + "\n";
    }
}
