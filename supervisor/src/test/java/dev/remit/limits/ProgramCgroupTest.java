package dev.remit.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.remit.policy.Limit;
import dev.remit.policy.Limits;
import dev.remit.policy.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Groups in a made-up hierarchy, whose files keep what was written last; and one of this machine's own. */
@Timeout(60)
class ProgramCgroupTest {
    private static final List<String> BOTH = List.of("memory", "pids");

    @Test
    void shouldEnableNothingWhereThisProcessCannotMoveAway(@TempDir Path directory) throws IOException {
        MadeUpCgroups groups = new MadeUpCgroups(directory).mounted("/").own("/scope");
        Path own = groups.group("/scope", "cpu memory pids", "", MadeUpCgroups.thisProcess());

        // Nobody makes the files of a made-up group, so that it cannot be entered.
        try (ProgramCgroup made = ProgramCgroup.make(OwnCgroup.find(groups.system()), BOTH)) {
            assertThat(made.has("memory")).isFalse();
            assertThat(subdirectories(own)).containsExactly(made.directory());
        }
        assertThat(own.resolve("cgroup.subtree_control")).content().isBlank();
        assertThat(subdirectories(own)).isEmpty();
    }

    @Test
    void shouldEnableControllersOfRootWithoutMoving(@TempDir Path directory) throws IOException {
        MadeUpCgroups groups = new MadeUpCgroups(directory).mounted("/").own("/");
        Path own = groups.root("", "memory pids", "", "1\n2\n");

        try (ProgramCgroup made = ProgramCgroup.make(OwnCgroup.find(groups.system()), BOTH)) {
            assertThat(Files.readString(own.resolve("cgroup.subtree_control"))).startsWith("+pids");
            assertThat(made.directory()).isDirectory().hasParent(own);
            assertThat(subdirectories(own)).hasSize(1);
            assertThat(made.has("memory")).isFalse();
            Files.writeString(made.directory().resolve("cgroup.controllers"), "cpu memory\n");
            assertThat(made.has("memory")).isTrue();
            assertThat(made.has("mem")).isFalse();
            Files.delete(made.directory().resolve("cgroup.controllers"));
        }

        assertThat(Files.readString(own.resolve("cgroup.subtree_control"))).startsWith("-pids");
        assertThat(subdirectories(own)).isEmpty();
    }

    @Test
    void shouldRemoveWhatKilledSupervisorsLeft(@TempDir Path directory) throws IOException {
        MadeUpCgroups groups = new MadeUpCgroups(directory).mounted("/").own("/");
        Path own = groups.root("", "memory", "memory", "1\n");
        Path abandoned = Files.createDirectory(own.resolve("remit-program-999999999"));
        Path second = Files.createDirectory(own.resolve("remit-program-999999999-2"));
        Path ofOther = Files.createDirectory(own.resolve("remit-program-1"));
        Path foreign = Files.createDirectory(own.resolve("remit-program-mine"));

        try (ProgramCgroup made = ProgramCgroup.make(OwnCgroup.find(groups.system()), List.of())) {
            assertThat(subdirectories(own)).containsExactlyInAnyOrder(made.directory(), ofOther, foreign);
        }
        assertThat(abandoned).doesNotExist();
        assertThat(second).doesNotExist();
    }

    @Test
    void shouldWriteLimitsAndReadEvents(@TempDir Path directory) throws IOException {
        MadeUpCgroups groups = new MadeUpCgroups(directory).mounted("/").own("/");
        groups.root("", "memory pids", "memory pids", "1\n");
        ProgramCgroup made = ProgramCgroup.make(OwnCgroup.find(groups.system()), BOTH);
        Path group = made.directory();
        for (String file : List.of("memory.max", "memory.swap.max", "memory.oom.group", "pids.max", "cgroup.procs",
                "cgroup.kill")) {
            Files.createFile(group.resolve(file));
        }

        assertThat(made.limitMemory(1 << 20)).isTrue();
        assertThat(made.limitTasks(7)).isTrue();
        made.place(4711);
        made.kill();

        assertThat(group.resolve("memory.max")).hasContent("1048576");
        assertThat(group.resolve("memory.swap.max")).hasContent("0");
        assertThat(group.resolve("memory.oom.group")).hasContent("1");
        assertThat(group.resolve("pids.max")).hasContent("7");
        assertThat(group.resolve("cgroup.procs")).hasContent("4711");
        assertThat(group.resolve("cgroup.kill")).hasContent("1");
        assertThat(made.cpuNanos()).isEqualTo(-1);
        assertThat(made.refusedTasks()).isZero();
        Files.writeString(group.resolve("cpu.stat"), "usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n");
        Files.writeString(group.resolve("pids.events"), "max 12\n");
        assertThat(made.cpuNanos()).isEqualTo(1_500_000);
        assertThat(made.refusedTasks()).isEqualTo(12);
    }

    @Test
    void shouldTellOwnLackOfMemoryFromThatOfOthers(@TempDir Path directory) throws IOException {
        MadeUpCgroups groups = new MadeUpCgroups(directory).mounted("/").own("/");
        groups.root("", "memory", "memory", "1\n");
        ProgramCgroup made = ProgramCgroup.make(OwnCgroup.find(groups.system()), List.of("memory"));
        assertThat(made.ranOutOfMemory()).isFalse();

        Files.writeString(made.directory().resolve("memory.events"), "low 0\nhigh 0\nmax 4\noom 2\noom_kill 3\n");
        Files.writeString(made.directory().resolve("memory.events.local"), "max 0\noom 0\noom_kill 3\n");
        assertThat(made.ranOutOfMemory()).as("a limit further up").isFalse();

        Files.writeString(made.directory().resolve("memory.events.local"), "max 4\noom 2\noom_kill 3\n");
        assertThat(made.ranOutOfMemory()).isTrue();
    }

    @Test
    void shouldAccountAndKillInGroupOfThisMachine() throws Exception {
        OwnCgroup place = OwnCgroup.find(Path.of("/"));
        assumeTrue(place.offersGroup(), place.obstacle());
        Process process = new ProcessBuilder("sh", "-c", "read -r go; while :; do :; done").start();
        Path group;
        try (ProgramCgroup made = ProgramCgroup.make(place, List.of())) {
            made.place((int) process.pid());
            assertThat(made.cpuNanos()).isNotNegative();
            process.outputWriter().write("go\n");
            process.outputWriter().flush();
            while (made.cpuNanos() < 100_000_000) {
                Thread.sleep(20);
            }
            made.kill();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(128 + 9);
            group = made.directory();
        } finally {
            process.destroyForcibly();
        }
        assertThat(group).doesNotExist();
    }

    /** In a group of its own, as a service manager would delegate it. */
    @Test
    void shouldMoveAwayBeforeControllersAreEnabledAndComeBackInTheEnd() throws Exception {
        OwnCgroup outer = OwnCgroup.find(Path.of("/"));
        assumeTrue(outer.root() && outer.movable() && !outer.available().isEmpty() && outer.directory() != null,
                "this machine's root group has no controllers to give, or is not ours");
        Path root = outer.directory();
        String controller = outer.available().iterator().next();
        String self = Long.toString(ProcessHandle.current().pid());
        Path delegated = Files.createDirectory(root.resolve("remit-test-" + self));
        Files.writeString(root.resolve("cgroup.subtree_control"), "+" + controller);
        try {
            Files.writeString(delegated.resolve("cgroup.procs"), self);
            OwnCgroup place = OwnCgroup.find(Path.of("/"));
            assertThat(place.directory()).isEqualTo(delegated);
            assertThat(place.offers(controller)).isTrue();
            try (ProgramCgroup made = ProgramCgroup.make(place, List.of(controller))) {
                assertThat(made.has(controller)).isTrue();
                assertThat(OwnCgroup.find(Path.of("/")).directory()).isEqualTo(delegated.resolve("remit-" + self));
            }
            assertThat(OwnCgroup.find(Path.of("/")).directory()).isEqualTo(delegated);
            assertThat(delegated.resolve("cgroup.subtree_control")).content().isBlank();
        } finally {
            Files.writeString(root.resolve("cgroup.procs"), self);
            if (!outer.enabled().contains(controller)) {
                Files.writeString(root.resolve("cgroup.subtree_control"), "-" + controller);
            }
            Files.delete(delegated);
        }
    }

    @Test
    void shouldFallBackWhereGroupCannotBeMadeAfterAll(@TempDir Path directory) throws IOException {
        MadeUpCgroups groups = new MadeUpCgroups(directory).mounted("/").own("/scope");
        groups.group("/scope", "memory pids", "", MadeUpCgroups.thisProcess());
        Limits limits = new Limits(List.of(new Limits.Bound(Limit.PROCESSES, 5, new Origin("app.yml", 3, 1, ""))));

        try (LimitKeeper keeper = LimitKeeper.prepare(limits, groups.system())) {
            assertThat(keeper.countsTasks()).isTrue();
        }
    }

    @Test
    void shouldNeedNothingWithoutLimits(@TempDir Path directory) {
        try (LimitKeeper keeper = LimitKeeper.prepare(Limits.NONE, directory)) {
            assertThat(keeper.countsTasks()).isFalse();
            assertThat(keeper.usesResourceLimits()).isFalse();
            assertThat(keeper.admitsTask(1)).isTrue();
            keeper.end(0);
            assertThat(keeper.reached()).isNull();
            assertThat(keeper.remarks()).isEmpty();
        }
    }

    private static List<Path> subdirectories(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory).toList();
        }
    }
}
