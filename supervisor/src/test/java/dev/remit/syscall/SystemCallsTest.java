package dev.remit.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemCallsTest {
    private static final SystemCalls CALLS = SystemCalls.load();

    @ParameterizedTest
    @ValueSource(strings = {"exit", "exit_group", "close", "rt_sigreturn", "futex"})
    void shouldNeverHandOverCallsThatMustWorkWithoutSupervisor(String name) {
        assertThat(call(name).treatment()).isEqualTo(Treatment.ALLOW);
    }

    @Test
    void shouldGiveEveryCallOneNameAndReason() {
        Set<String> names = new HashSet<>();
        for (SystemCall call : CALLS.all()) {
            assertThat(names.add(call.name())).as("%s is new", call.name()).isTrue();
            assertThat(call.name()).matches("[a-z_0-9]+");
            assertThat(call.reason()).as(call.name()).hasSizeGreaterThan(8).doesNotEndWith(".").doesNotContain("  ");
        }
        assertThat(names).hasSizeGreaterThan(380);
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void shouldGiveEveryNumberOneCall(Architecture architecture) {
        Map<Integer, String> names = new HashMap<>();
        for (SystemCall call : CALLS.all()) {
            int number = call.number(architecture);
            if (number != SystemCall.NONE) {
                assertThat(names.put(number, call.name())).as("other call numbered %d", number).isNull();
                assertThat(CALLS.on(architecture).find(number)).isEqualTo(call);
                assertThat(CALLS.on(architecture).nameOf(number)).isEqualTo(call.name());
                assertThat(CALLS.on(architecture).numberOf(call.name())).isEqualTo(number);
            }
        }
    }

    @Test
    void shouldFindCallsByNumber() {
        CallNumbers numbers = CALLS.on(Architecture.X86_64);
        assertThat(numbers.familyOf(257)).isEqualTo(CallFamily.OPEN);
        assertThat(numbers.familyOf(59)).isEqualTo(CallFamily.EXECUTE);
        assertThat(numbers.familyOf(101)).isEqualTo(CallFamily.REFUSED);
        assertThat(CALLS.on(Architecture.AARCH64).familyOf(56)).isEqualTo(CallFamily.OPEN);
        assertThat(CALLS.on(Architecture.AARCH64).numberOf("open")).isEqualTo(SystemCall.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 400, 5000, Integer.MAX_VALUE})
    void shouldRefuseNumbersThatAreNoCall(int number) {
        CallNumbers numbers = CALLS.on(Architecture.X86_64);
        assertThat(numbers.find(number)).isNull();
        assertThat(numbers.familyOf(number)).isEqualTo(CallFamily.REFUSED);
        assertThat(numbers.nameOf(number)).isEqualTo("call " + number);
    }

    @Test
    void shouldHandCallsToTheFamilyOfTheirTreatment() {
        for (SystemCall call : CALLS.all()) {
            CallFamily family = call.family();
            switch (call.treatment()) {
                case ALLOW, ABSENT -> assertThat(family).as(call.name()).isNull();
                case REFUSE -> assertThat(family).as(call.name()).isEqualTo(CallFamily.REFUSED);
                case SUPERVISE -> assertThat(family).as(call.name()).isNotNull().isNotEqualTo(CallFamily.REFUSED);
            }
        }
    }

    /** What the design promises to keep from programs, whatever else changes in the table. */
    @ParameterizedTest
    @ValueSource(strings = {"ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "open_by_handle_at",
        "bpf",
        "perf_event_open", "mount", "umount2", "pivot_root", "chroot", "setns", "move_mount", "open_tree", "fsmount",
        "mount_setattr", "open_tree_attr", "init_module", "finit_module", "delete_module", "kexec_load",
        "kexec_file_load", "reboot", "swapon", "swapoff", "quotactl", "quotactl_fd", "acct", "clock_settime",
        "settimeofday", "adjtimex", "clock_adjtime", "iopl", "ioperm", "fanotify_init", "fanotify_mark", "msgget",
        "semget", "mq_open", "io_uring_setup", "io_uring_enter", "io_uring_register", "clone3",
        "userfaultfd", "keyctl", "add_key", "request_key", "kcmp", "setxattrat", "removexattrat", "file_setattr"})
    void shouldAlwaysKeepFromPrograms(String name) {
        SystemCall call = call(name);
        assertThat(call.treatment()).isIn(Treatment.REFUSE, Treatment.ABSENT);
        assertThat(call.condition()).isEqualTo(Condition.NEVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openat2", "creat", "execve", "execveat", "rename", "renameat", "renameat2", "link",
        "linkat",
        "symlink", "symlinkat", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "truncate",
        "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr",
        "fsetxattr", "removexattr", "lremovexattr", "fremovexattr", "utime", "utimes", "futimesat", "utimensat",
        "connect", "bind", "inotify_add_watch", "shmget", "shmat", "shmctl"})
    void shouldAlwaysHandOver(String name) {
        assertThat(call(name).treatment()).isEqualTo(Treatment.SUPERVISE);
        assertThat(call(name).condition()).isEqualTo(Condition.NEVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ioctl", "fcntl", "prctl"})
    void shouldDecideEveryCommandOnce(String name) {
        List<Command> commands = CALLS.commandsOf(name);
        assertThat(commands.getLast().values()).isInstanceOf(Command.Values.Rest.class);
        long next = 0;
        int rests = 0;
        for (Command command : commands) {
            assertThat(command.reason()).as(command.name()).hasSizeGreaterThan(8);
            if (command.values() instanceof Command.Values.Range(long low, long high)) {
                assertThat(low).as(command.name()).isGreaterThanOrEqualTo(next);
                next = high + 1;
            } else if (command.values() instanceof Command.Values.Rest) {
                rests++;
            }
        }
        assertThat(rests).isEqualTo(1);
        assertThat(call(name).condition()).isEqualTo(Condition.LISTED_COMMAND);
    }

    @Test
    void shouldListCommandsOnlyOfCallsThatHaveThem() {
        for (SystemCall call : CALLS.all()) {
            assertThat(CALLS.commandsOf(call.name()).isEmpty()).as(call.name())
                    .isEqualTo(call.condition() != Condition.LISTED_COMMAND);
        }
        assertThatThrownBy(() -> CALLS.command("read", 0)).hasMessageContaining("read has no listed commands");
    }

    @Test
    void shouldExplainCommands() {
        assertThat(CALLS.command("ioctl", 0x5412).name()).isEqualTo("TIOCSTI");
        assertThat(CALLS.command("ioctl", 0xFFFFFFFF_00005412L).verdict()).isEqualTo(Command.Verdict.REFUSE);
        assertThat(CALLS.command("ioctl", 0x5401).verdict()).isEqualTo(Command.Verdict.DEVICE);
        assertThat(CALLS.command("ioctl", 0x40086602).verdict()).isEqualTo(Command.Verdict.REFUSE);
        assertThat(CALLS.command("ioctl", 0x80086601L).verdict()).isEqualTo(Command.Verdict.ALLOW);
        assertThat(CALLS.command("ioctl", 0x5000940EL).verdict()).isEqualTo(Command.Verdict.REFUSE);
        assertThat(CALLS.command("ioctl", 0x40049409).name()).isEqualTo("FICLONE");
        assertThat(CALLS.command("fcntl", 1024).verdict()).isEqualTo(Command.Verdict.REFUSE);
        assertThat(CALLS.command("prctl", 35).verdict()).isEqualTo(Command.Verdict.REFUSE);
        assertThat(CALLS.command("prctl", 12345).verdict()).isEqualTo(Command.Verdict.REFUSE);
    }

    @Test
    void shouldKnowArchitecturesByTheJdksNames() {
        assertThat(Architecture.named("amd64")).isEqualTo(Architecture.X86_64);
        assertThat(Architecture.named("aarch64")).isEqualTo(Architecture.AARCH64);
        assertThatThrownBy(() -> Architecture.named("riscv64")).isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("this machine is a riscv64; only x86-64 and AArch64 are supported");
    }

    private static SystemCall call(String name) {
        return CALLS.all().stream().filter(call -> call.name().equals(name)).findFirst().orElseThrow();
    }
}
