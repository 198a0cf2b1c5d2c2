package dev.remit.compiler.bpf;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import dev.remit.bpf.SeccompData;
import dev.remit.syscall.SystemCall;
import dev.remit.syscall.SystemCalls;

/** Lowers one condition to tests of the argument registers. */
final class ConditionLowering {
    private static final int O_PATH = 0x0020_0000;
    private static final int PRIO_PROCESS = 0;
    private static final int IOPRIO_WHO_PROCESS = 1;
    /** Mount, control group, host name, IPC, user, process and network namespaces. */
    private static final int CLONE_NEW_ANY = 0x7E02_0000;
    /** {@code CLONE_FS}, {@code CLONE_FILES}, {@code CLONE_SYSVSEM}. */
    private static final int CLONE_WITHIN_PROCESS = 0x0004_0600;
    private static final int SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3;
    private static final int MSG_FASTOPEN = 0x2000_0000;
    private static final int MFD_NOEXEC_SEAL = 0x8;
    private static final int MFD_EXEC = 0x10;

    private final Assembler assembler;
    private final SystemCalls calls;
    private final FilterOptions options;
    private final Label allowed;
    private final Label otherwise;

    /** Emits code that goes to {@code allowed} or {@code otherwise}. */
    ConditionLowering(Assembler assembler, SystemCalls calls, FilterOptions options, Label allowed, Label otherwise) {
        this.assembler = assembler;
        this.calls = calls;
        this.options = options;
        this.allowed = allowed;
        this.otherwise = otherwise;
    }

    void lower(SystemCall call) {
        switch (call.condition()) {
            case OPEN_PATH_ONLY -> anyBit(1, O_PATH, allowed, otherwise);
            case OPENAT_PATH_ONLY -> anyBit(2, O_PATH, allowed, otherwise);
            case PID_ZERO -> lowIs(0, 0, allowed);
            case PRIORITY_OF_CALLER -> lowAre(PRIO_PROCESS, 0);
            case IO_PRIORITY_OF_CALLER -> lowAre(IOPRIO_WHO_PROCESS, 0);
            case SOCKET_USED -> new SocketLowering(assembler, options.sockets(), allowed, otherwise).lowerSocket();
            case PAIR_USED -> new SocketLowering(assembler, options.sockets(), allowed, otherwise).lowerPair();
            case NO_DATAGRAMS -> anyBit(2, MSG_FASTOPEN, otherwise, allowed);
            case NO_DATAGRAM_VECTORS -> anyBit(3, MSG_FASTOPEN, otherwise, allowed);
            case HARMLESS_OPTION -> new SocketLowering(assembler, options.sockets(), allowed, otherwise).lowerOption();
            case NO_ADDRESS, NO_SENDER -> noAddress();
            case NO_NEW_NAMESPACE -> anyBit(0, CLONE_NEW_ANY, otherwise, allowed);
            case SHARES_LESS -> sharesLess();
            case LISTED_COMMAND -> new CommandLowering(assembler, calls, options, allowed, otherwise).lower(
                    call.name());
            case NO_LISTENER -> anyBit(1, SECCOMP_FILTER_FLAG_NEW_LISTENER, otherwise, allowed);
            case SEALED_AGAINST_EXECUTION -> sealed();
            case NEVER, METADATA_VISIBLE, SIGNALS_SCOPED, TASKS_UNCOUNTED, CREDENTIALS_UNWATCHED, NO_TCP,
                    NO_DATAGRAM_SERVER ->
                throw new IllegalArgumentException(
                        call.name() + " is decided by its number alone");
        }
    }

    private void anyBit(int argument, int bits, Label then, Label not) {
        assembler.load(SeccompData.low(argument)).branch(Comparison.ANY_BIT, bits, then, not);
    }

    private void lowIs(int argument, int value, Label then) {
        assembler.load(SeccompData.low(argument)).branch(Comparison.EQUAL, value, then, otherwise);
    }

    private void lowAre(int first, int second) {
        Label rest = assembler.label("second argument");
        lowIs(0, first, rest);
        assembler.mark(rest);
        lowIs(1, second, allowed);
    }

    private void noAddress() {
        Label high = assembler.label("high half");
        lowIs(4, 0, high);
        assembler.mark(high).load(SeccompData.high(4)).branch(Comparison.EQUAL, 0, allowed, otherwise);
    }

    private void sharesLess() {
        Label high = assembler.label("high half");
        anyBit(0, ~CLONE_WITHIN_PROCESS, otherwise, high);
        assembler.mark(high).load(SeccompData.high(0)).branch(Comparison.EQUAL, 0, allowed, otherwise);
    }

    private void sealed() {
        assembler.load(SeccompData.low(1)).and(MFD_NOEXEC_SEAL | MFD_EXEC);
        assembler.branch(Comparison.EQUAL, MFD_NOEXEC_SEAL, allowed, otherwise);
    }
}
