package dev.remit.compiler.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.bpf.BpfProgram;
import dev.remit.bpf.BpfSimulator;
import dev.remit.bpf.SeccompAction;
import dev.remit.bpf.SeccompData;
import dev.remit.policy.CommandBounds;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import dev.remit.policy.DeviceCommands;
import dev.remit.policy.DeviceGrant;
import dev.remit.policy.DeviceNode;
import dev.remit.policy.DeviceRules;
import dev.remit.policy.Origin;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.Command;
import dev.remit.syscall.Condition;
import dev.remit.syscall.SystemCall;
import dev.remit.syscall.SystemCalls;
import dev.remit.syscall.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilterCompilerTest {
    private static final SystemCalls CALLS = SystemCalls.load();
    private static final int I386 = 0x40000003;
    private static final int ARM = 0x40000028;

    record Variant(Architecture architecture, FilterOptions options) {
        BpfProgram compile() {
            return FilterCompiler.compile(architecture, CALLS, options);
        }

        BpfProgram compileUnoptimized() {
            return FilterCompiler.assembler(architecture, CALLS, options).assemble();
        }

        int expected(int number, long... arguments) {
            return new TableInterpreter(architecture, CALLS, options).answer(architecture.auditValue(), number,
                    arguments);
        }
    }

    /** Of no devices; of input devices that do not all include the same; of one device with a set of commands. */
    private static CommandBounds commands(int bits) {
        return switch (bits & 3) {
            case 1 -> new CommandBounds(new DeviceRules(
                    List.of(grant(1, single(0x80044501), single(0x40044590), masked(0x80004506, 0xC000FFFF)),
                            grant(2, single(0x80044501), masked(0x80004506, 0xC000FFFF))),
                    List.of(single(0x541B)), List.of(), List.of(), List.of()));
            case 2 -> new CommandBounds(new DeviceRules(List.of(grant(1, masked(0x4540, 0xFFC0))),
                    List.of(single(0x5401), single(0x541B)), List.of(masked(0x4500, 0xFF00)), List.of(), List.of()));
            default -> CommandBounds.NONE;
        };
    }

    private static DeviceGrant grant(int minor, DeviceCommand... permitted) {
        return new DeviceGrant(new DeviceNode("/dev/input/event" + minor, 13, 64 + minor), List.of(DeviceClass.MOUSE),
                new DeviceCommands(List.of(masked(0x4500, 0xFF00)), List.of(permitted)), new Origin("m.yml", 1, 1, ""));
    }

    private static DeviceCommand single(int value) {
        return new DeviceCommand("one", value, DeviceCommand.SINGLE, false);
    }

    private static DeviceCommand masked(int bits, int mask) {
        return new DeviceCommand("some", bits, mask, false);
    }

    static Stream<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        for (Architecture architecture : Architecture.values()) {
            for (int bits = 0; bits < 16; bits++) {
                SocketUse sockets = new SocketUse((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 10) == 2,
                        (bits & 8) != 0);
                variants.add(new Variant(architecture,
                        new FilterOptions((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, sockets,
                                commands(bits))));
                variants.add(new Variant(architecture,
                        new FilterOptions((bits & 2) == 0, (bits & 4) == 0, (bits & 8) == 0, (bits & 1) == 0, sockets,
                                commands(bits))));
            }
        }
        return variants.stream();
    }

    private static BpfSimulator.Outcome run(Variant variant, BpfProgram program, int number, long... arguments) {
        return BpfSimulator.run(program,
                SeccompData.call(variant.architecture().auditValue(), number, arguments));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldAnswerAsTableSaysForEveryNumber(Variant variant) {
        BpfProgram program = variant.compile();
        for (int number = -2; number < 1100; number++) {
            assertThat(run(variant, program, number).action()).as("call %d", number)
                    .isEqualTo(variant.expected(number));
        }
        int[] distant = {Integer.MIN_VALUE, Integer.MAX_VALUE, 0x3FFFFFFF, 0x40000000, 0x40000001, 0x400001FF,
            0x80000000 + 2, -1, -38};
        for (int number : distant) {
            assertThat(run(variant, program, number).action()).as("call %d", number)
                    .isEqualTo(variant.expected(number));
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldAnswerAsTableSaysForBoundaryArguments(Variant variant) {
        BpfProgram program = variant.compile();
        BpfProgram unoptimized = variant.compileUnoptimized();
        for (SystemCall call : CALLS.all()) {
            int number = call.number(variant.architecture());
            if (number < 0 || call.condition() == Condition.NEVER) {
                continue;
            }
            for (long value : boundaries(call)) {
                for (int argument = 0; argument < 6; argument++) {
                    check(variant, program, unoptimized, call, with(argument, value, 0));
                    check(variant, program, unoptimized, call, with(argument, value, 1));
                    check(variant, program, unoptimized, call, with(argument, value, -1));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldAnswerAsTableSaysForRandomArguments(Variant variant) {
        BpfProgram program = variant.compile();
        BpfProgram unoptimized = variant.compileUnoptimized();
        SplittableRandom random = new SplittableRandom(20_250_731);
        for (SystemCall call : CALLS.all()) {
            if (call.number(variant.architecture()) < 0) {
                continue;
            }
            long[] interesting = boundaries(call).stream().mapToLong(Long::longValue).toArray();
            for (int round = 0; round < 40; round++) {
                long[] arguments = new long[6];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = random.nextBoolean()
                            ? interesting[random.nextInt(interesting.length)]
                            : random.nextLong() >>> random.nextInt(64);
                }
                check(variant, program, unoptimized, call, arguments);
            }
        }
    }

    private static void check(Variant variant, BpfProgram program, BpfProgram unoptimized, SystemCall call,
            long[] arguments) {
        int number = call.number(variant.architecture());
        int expected = variant.expected(number, arguments);
        int action = run(variant, program, number, arguments).action();
        if (action != expected || run(variant, unoptimized, number, arguments).action() != expected) {
            assertThat(SeccompAction.describe(action)).as("%s%s", call.name(), java.util.Arrays.toString(arguments))
                    .isEqualTo(SeccompAction.describe(expected));
            assertThat(run(variant, unoptimized, number, arguments).action()).as("unoptimised %s", call.name())
                    .isEqualTo(expected);
        }
    }

    private static long[] with(int argument, long value, long others) {
        long[] arguments = {others, others, others, others, others, others};
        arguments[argument] = value;
        return arguments;
    }

    /** Values at which some condition changes its mind, their neighbours, and the same in the other half. */
    private static List<Long> boundaries(SystemCall call) {
        List<Long> values = new ArrayList<>(List.of(0L, 1L, 2L, 5L, 6L, 10L, 17L, 41L, 57L, 58L, 59L, 65L,
                200L, -1L, 0xFFFFFFFFL, 1L << 32, 1L << 63));
        for (int bit = 0; bit < 64; bit++) {
            values.add(1L << bit);
        }
        for (long socket = 0; socket < 16; socket++) {
            values.add(socket | 0x80800L);
        }
        for (Command command : CALLS.commandsOf(call.name())) {
            switch (command.values()) {
                case Command.Values.Range(long low, long high) -> values
                        .addAll(List.of(low - 1, low, low + 1, high - 1, high, high + 1, low | 1L << 32,
                                low | 3L << 62));
                case Command.Values.Masked(int bits, int mask) -> values.addAll(List.of(bits & 0xFFFFFFFFL,
                        (bits & 0xFFFFFFFFL) | (0xABCDL << 48), (bits | ~mask) & 0xFFFFFFFFL, (long) bits - 1,
                        (bits ^ (mask & -mask)) & 0xFFFFFFFFL));
                case Command.Values.Rest _ -> values.add(0x12345678L);
            }
        }
        if (call.name().equals("ioctl")) {
            values.addAll(List.of(0x80044501L, 0x80044502L, 0x40044590L, 0xA0084506L, 0xC0004506L, 0x80004507L, 0x4540L,
                    0x4580L, 0x12344577L, 0x4501L, 0x541BL, 0x541CL, 0x5401L, 0x4600L));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldKillForeignArchitecturesAndX32(Variant variant) {
        BpfProgram program = variant.compile();
        for (int audit : new int[]{I386, ARM, 0, -1, variant.architecture().auditValue() ^ 1,
            variant.architecture() == Architecture.X86_64
                    ? Architecture.AARCH64.auditValue()
                    : Architecture.X86_64.auditValue()}) {
            for (int number : new int[]{0, 1, 231, 472, -1}) {
                assertThat(BpfSimulator.run(program, SeccompData.call(audit, number)).action())
                        .isEqualTo(SeccompAction.KILL_PROCESS);
            }
        }
        if (variant.architecture() == Architecture.X86_64) {
            assertThat(run(variant, program, 0x40000000).action()).isEqualTo(SeccompAction.KILL_PROCESS);
            assertThat(run(variant, program, -2).action()).isEqualTo(SeccompAction.KILL_PROCESS);
            assertThat(run(variant, program, 0x3FFFFFFF).action()).isEqualTo(SeccompAction.errno(38));
        }
        assertThat(run(variant, program, -1).action()).isEqualTo(SeccompAction.errno(38));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldLetKernelRememberEveryCallThatIsAlwaysAllowed(Variant variant) {
        BpfProgram program = variant.compile();
        for (SystemCall call : CALLS.all()) {
            int number = call.number(variant.architecture());
            if (number >= 0 && call.treatment() == Treatment.ALLOW) {
                assertThat(run(variant, program, number).constant()).as(call.name()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("variants")
    void shouldStaySmallAndDecideSoon(Variant variant) {
        BpfProgram program = variant.compile();
        assertThat(program.size()).isBetween(200, 1000).isLessThan(variant.compileUnoptimized().size());
        for (int number = 0; number < 480; number++) {
            assertThat(run(variant, program, number).steps()).as("call %d", number).isLessThan(40);
        }
    }

    @Test
    void shouldFindFrequentCallsEarly() {
        for (Architecture architecture : Architecture.values()) {
            Variant variant = new Variant(architecture, FilterOptions.standard());
            BpfProgram program = variant.compile();
            for (String name : List.of("read", "write", "openat", "newfstatat")) {
                int steps = run(variant, program, CALLS.on(architecture).numberOf(name)).steps();
                assertThat(steps).as("%s on %s", name, architecture).isLessThanOrEqualTo(12);
            }
        }
    }
}
