package dev.remit.compiler.bpf;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.BpfProgram;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import dev.remit.bpf.SeccompAction;
import dev.remit.bpf.SeccompData;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.CallNumbers;
import dev.remit.syscall.Condition;
import dev.remit.syscall.SystemCall;
import dev.remit.syscall.SystemCalls;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the table of system calls to a seccomp filter.
 *
 * <p>A foreign architecture, or a number of the x32 range, kills the process: only a program made to slip past a filter
 * uses them. Number -1 is no call of any architecture and is answered with ENOSYS as always.
 */
public final class FilterCompiler {
    private static final int ENOSYS = 38;
    private static final long X32 = 0x4000_0000L;

    private final Architecture architecture;
    private final SystemCalls calls;
    private final FilterOptions options;
    private final Assembler assembler = new Assembler();
    private final Label allow = assembler.label("allow");
    private final Label notify = assembler.label("notify");
    private final Label absent = assembler.label("absent");
    private final Label kill = assembler.label("kill");
    /** The code that tests a condition, and one call that has it. Calls with the same condition share it. */
    private final Map<String, Test> tests = new LinkedHashMap<>();

    private record Test(Label label, SystemCall call) {}

    private FilterCompiler(Architecture architecture, SystemCalls calls, FilterOptions options) {
        this.architecture = architecture;
        this.calls = calls;
        this.options = options;
    }

    /** The filter for programs of one architecture. */
    public static BpfProgram compile(Architecture architecture, SystemCalls calls, FilterOptions options) {
        return assembler(architecture, calls, options).assembleOptimized();
    }

    /** The filter before the optimiser, for tests that compare the two. */
    static Assembler assembler(Architecture architecture, SystemCalls calls, FilterOptions options) {
        FilterCompiler compiler = new FilterCompiler(architecture, calls, options);
        compiler.emit();
        return compiler.assembler;
    }

    private void emit() {
        Label number = assembler.label("number");
        assembler.load(SeccompData.ARCHITECTURE);
        assembler.branch(Comparison.EQUAL, architecture.auditValue(), number, kill);
        assembler.mark(number).load(SeccompData.NUMBER);
        tree().emit(assembler);
        for (Test test : tests.values()) {
            assembler.mark(test.label());
            new ConditionLowering(assembler, calls, options, allow, notify).lower(test.call());
        }
        assembler.mark(allow).ret(SeccompAction.ALLOW);
        assembler.mark(notify).ret(SeccompAction.USER_NOTIF);
        assembler.mark(absent).ret(SeccompAction.errno(ENOSYS));
        assembler.mark(kill).ret(SeccompAction.KILL_PROCESS);
    }

    private RangeTree tree() {
        CallNumbers numbers = calls.on(architecture);
        CallWeights weights = new CallWeights();
        RangeTree tree = new RangeTree();
        for (int number = 0; number < numbers.limit(); number++) {
            SystemCall call = numbers.find(number);
            Label target = target(call);
            tree.addUpTo(number, target, call == null ? 0 : weights.of(call, target == allow));
        }
        if (architecture == Architecture.X86_64) {
            tree.addUpTo(X32 - 1, absent, 0);
            tree.addUpTo(RangeTree.LAST - 1, kill, 0);
        }
        tree.addUpTo(RangeTree.LAST, absent, 0);
        return tree;
    }

    /** Where the decision about a call is made. */
    private Label target(@Nullable SystemCall call) {
        if (call == null) {
            return absent;
        }
        return switch (call.treatment()) {
            case ALLOW -> allow;
            case ABSENT -> absent;
            case SUPERVISE, REFUSE -> handedOver(call);
        };
    }

    private Label handedOver(SystemCall call) {
        return switch (call.condition()) {
            case NEVER -> notify;
            case SIGNALS_SCOPED -> options.scopedSignals() ? allow : notify;
            case METADATA_VISIBLE -> options.hideMetadata() ? notify : allow;
            case OPEN_PATH_ONLY, OPENAT_PATH_ONLY -> options.hideMetadata() ? notify : test(call);
            case NO_TCP -> options.sockets().supervisesListening() ? notify : allow;
            case NO_DATAGRAM_SERVER -> options.sockets().serves() ? notify : allow;
            case NO_SENDER -> options.sockets().serves() ? test(call) : allow;
            case NO_DATAGRAMS, NO_DATAGRAM_VECTORS -> message(call);
            case TASKS_UNCOUNTED -> options.countTasks() ? notify : allow;
            case NO_NEW_NAMESPACE -> options.countTasks() ? notify : test(call);
            case CREDENTIALS_UNWATCHED -> options.superviseCredentials() ? notify : allow;
            default -> test(call);
        };
    }

    private Label message(SystemCall call) {
        if (options.sockets().supervisesMessages()) {
            return notify;
        }
        return options.sockets().tcp() ? test(call) : allow;
    }

    private Label test(SystemCall call) {
        Condition condition = call.condition();
        String key = condition == Condition.LISTED_COMMAND ? call.name() : condition.spelling();
        Test test = tests.get(key);
        if (test == null) {
            test = new Test(assembler.label(key), call);
            tests.put(key, test);
        }
        return test.label();
    }
}
