package dev.remit.compiler.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.bpf.BpfProgram;
import dev.remit.bpf.BpfSimulator;
import dev.remit.bpf.SeccompAction;
import dev.remit.bpf.SeccompData;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Spawn;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.CallNumbers;
import dev.remit.syscall.Condition;
import dev.remit.syscall.SystemCall;
import dev.remit.syscall.SystemCalls;
import dev.remit.syscall.Treatment;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The filter on a thread of this very process: the kernel must do what the simulator says. */
class FilterInKernelTest {
    private static final SystemCalls CALLS = SystemCalls.load();
    private static final Architecture HERE = Architecture.current();
    private static final CallNumbers NUMBERS = CALLS.on(HERE);
    private static final BpfProgram FILTER = FilterCompiler.compile(HERE, CALLS, FilterOptions.standard());
    private static final int ENOSYS = 38;
    private static final int SIGSYS = 31;
    private static final int O_PATH = 010000000;
    private static final long HIGH = 1L << 32;

    /** Allowed calls that do something even with senseless arguments: they end, fork, suspend or change the test. */
    private static final Set<String> NOT_TO_BE_TRIED = Set.of("exit", "exit_group", "rt_sigreturn", "uretprobe",
            "uprobe",
            "fork", "vfork", "pause", "umask", "alarm", "setsid", "set_tid_address", "sync", "kill");

    /** A call to make: the number and six arguments. */
    private record Call(String name, List<Long> words) {
        static Call of(String name, long... arguments) {
            return numbered(name, NUMBERS.numberOf(name), arguments);
        }

        static Call numbered(String name, long number, long... arguments) {
            List<Long> words = new ArrayList<>(List.of(number));
            for (int i = 0; i < 6; i++) {
                words.add(i < arguments.length ? arguments[i] : 0L);
            }
            return new Call(name, words);
        }

        int expectedAction() {
            long[] arguments = words.subList(1, 7).stream().mapToLong(Long::longValue).toArray();
            SeccompData data = SeccompData.call(HERE.auditValue(), words.getFirst().intValue(), arguments);
            return BpfSimulator.run(FILTER, data).action();
        }

        @Override
        public String toString() {
            return name + words;
        }
    }

    private static List<Call> senselessCalls() {
        List<Call> calls = new ArrayList<>();
        for (SystemCall call : CALLS.all()) {
            if (call.number(HERE) != SystemCall.NONE && !NOT_TO_BE_TRIED.contains(call.name())) {
                calls.add(Call.of(call.name(), -1, -1, -1, -1, -1, -1));
            }
        }
        for (int unknown : new int[]{NUMBERS.limit(), NUMBERS.limit() + 1, 1000, 0x3FFFFFFF, -1}) {
            calls.add(Call.numbered("call " + unknown, unknown, -1, -1, -1, -1, -1, -1));
        }
        return calls;
    }

    private static List<Call> callsWithConditions() {
        List<Call> calls = new ArrayList<>(List.of(Call.of("openat", -1, -1, O_PATH),
                Call.of("openat", -1, -1, O_PATH >> 1),
                Call.of("openat", -1, -1, O_PATH * HIGH), Call.of("kill", Integer.MAX_VALUE, 0),
                Call.of("sendto", -1, -1, -1, -1, 0, 0), Call.of("sendto", -1, -1, -1, -1, 1, 0),
                Call.of("sendto", -1, -1, -1, -1, HIGH, 0), Call.of("socket", 1, 1, -1),
                Call.of("socket", 1, 0x80805, -1),
                Call.of("socket", 1, 2, 0), Call.of("socket", 1, 3, 0), Call.of("socket", 2, 1, 0),
                Call.of("socket", HIGH | 1, HIGH | 1, -1), Call.of("socketpair", 1, 1, -1, 0),
                Call.of("socketpair", 1, 2, 0, 0), Call.of("clone", 0x10000), Call.of("clone", 0x10000 | 0x10000000),
                Call.of("clone", HIGH | 0x10000), Call.of("unshare", 0), Call.of("unshare", HIGH),
                Call.of("unshare", 0x10000000), Call.of("unshare", 0x80), Call.of("prlimit64", 0, -1),
                Call.of("prlimit64", HIGH, -1), Call.of("prlimit64", 1, -1), Call.of("setpriority", 0, 1, 0),
                Call.of("setpriority", 1, 0, 0), Call.of("ioprio_set", 1, 0, -1), Call.of("ioprio_set", 2, 0, -1),
                Call.of("seccomp", -1, 0, 0), Call.of("seccomp", 1, 8, 0), Call.of("seccomp", 1, 9 | HIGH, 0),
                Call.of("memfd_create", -1, 8), Call.of("memfd_create", -1, 0), Call.of("memfd_create", -1, 0x18),
                Call.of("move_pages", 0, 1, -1, -1, -1, -1), Call.of("move_pages", 1, 1, -1, -1, -1, -1)));
        for (long command : new long[]{0x5401, 0x5412, 0x541C, 0xFFFFFFFF_00005412L, 0x5411, 0x5413, 0x40086602,
            0x80086601L, 0x40049409, 0x5000940E, 0x401C5820, 0x8914, 0x8913, 0x8B01, 0x8B00, 0x8901, 0}) {
            calls.add(Call.of("ioctl", -1, command, -1));
        }
        for (long command : new long[]{3, 8, 1024, HIGH | 1024, 1030}) {
            calls.add(Call.of("fcntl", -1, command, -1));
        }
        for (long option : new long[]{1, 35, HIGH | 35, 62, 82, 12345}) {
            calls.add(Call.of("prctl", option, -1, -1, -1, -1));
        }
        return calls;
    }

    @Test
    void shouldAnswerSenselessCallsAsSimulatorSays() {
        check(senselessCalls());
    }

    @Test
    void shouldTestArgumentsAsSimulatorSays() {
        check(callsWithConditions());
    }

    @Test
    void shouldTryEveryCallOrSayWhyNot() {
        for (String name : NOT_TO_BE_TRIED) {
            assertThat(CALLS.all().stream().filter(call -> call.name().equals(name)))
                    .allMatch(call -> call.treatment() == Treatment.ALLOW || name.equals("kill")
                            || call.condition() == Condition.TASKS_UNCOUNTED)
                    .hasSize(1);
        }
    }

    private static void check(List<Call> calls) {
        long[] results = make(calls);
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            switch (call.expectedAction()) {
                case SeccompAction.USER_NOTIF -> assertThat(results[i]).as("%s", call)
                        .isEqualTo(-FilteredThread.EUCLEAN);
                case SeccompAction.ERRNO | ENOSYS -> assertThat(results[i]).as("%s", call).isEqualTo(-ENOSYS);
                case SeccompAction.ALLOW -> {
                    boolean missing = makeUnfiltered(call) == -ENOSYS;
                    assertThat(results[i]).as("%s", call).isNotEqualTo(-FilteredThread.EUCLEAN);
                    assertThat(results[i] == -ENOSYS).as("%s is missing", call).isEqualTo(missing);
                }
                default -> throw new AssertionError(call);
            }
        }
    }

    private static long[] make(List<Call> calls) {
        long[][] words = calls.stream().map(call -> call.words().stream().mapToLong(Long::longValue).toArray())
                .toArray(long[][]::new);
        long[] results = new long[words.length];
        FilteredThread.runRefused(FILTER, sys -> {
            for (int i = 0; i < words.length; i++) {
                long[] w = words[i];
                results[i] = sys.invoke(w[0], w[1], w[2], w[3], w[4], w[5], w[6]);
            }
        });
        closeWhatWasOpened(calls, results);
        return results;
    }

    /** What the kernel answers to a call that the filter allows, when there is no filter. */
    private static long makeUnfiltered(Call call) {
        long[] w = call.words().stream().mapToLong(Long::longValue).toArray();
        long[] result = new long[1];
        try (Arena arena = Arena.ofShared()) {
            Syscall sys = new Syscall(arena);
            Thread thread = Thread.ofPlatform()
                    .start(() -> result[0] = sys.invoke(w[0], w[1], w[2], w[3], w[4], w[5], w[6]));
            thread.join();
        } catch (InterruptedException interruption) {
            throw new AssertionError(interruption);
        }
        closeWhatWasOpened(List.of(call), result);
        return result[0];
    }

    private static void closeWhatWasOpened(List<Call> calls, long[] results) {
        Set<String> openers = Set.of("eventfd", "inotify_init");
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            for (int i = 0; i < results.length; i++) {
                if (openers.contains(calls.get(i).name()) && results[i] >= 0) {
                    sys.invoke(SyscallNumber.CLOSE, results[i]);
                }
            }
        }
    }

    @Test
    void shouldKillProgramThatUsesX32Numbers() {
        if (HERE == Architecture.X86_64) {
            assertThat(statusOf("syscall(0x40000000 | 39); exit 3")).isEqualTo(SIGSYS);
        }
        assertThat(statusOf("exit(syscall(-1) == -1 && $! == 38 ? 7 : 8)")).isEqualTo(7 << 8);
    }

    /** The wait status of Perl running a script under the filter. */
    private static int statusOf(String script) {
        Path perl = Path.of("/usr/bin/perl");
        assertThat(Files.isExecutable(perl)).as("%s, with which the test makes calls", perl).isTrue();
        try (Arena arena = Arena.ofShared()) {
            Spawn spawn = new Spawn(Spawn.Image.of(perl.toString(), List.of("perl", "-e", script)), List.of(), null,
                    List.of(),
                    new Spawn.Memory(arena, new Syscall(arena)));
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            long wait = NUMBERS.numberOf("wait4");
            FilteredThread.runAllowed(FILTER, sys -> {
                int pid = spawn.start(sys);
                status.set(ValueLayout.JAVA_INT, 0, pid);
                if (pid > 0) {
                    sys.invoke(wait, pid, status.address(), 0, 0);
                }
            });
            return status.get(ValueLayout.JAVA_INT, 0) & 0xFF7F;
        }
    }
}
