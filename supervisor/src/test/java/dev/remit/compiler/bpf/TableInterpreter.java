package dev.remit.compiler.bpf;

import dev.remit.bpf.SeccompAction;
import dev.remit.syscall.Architecture;
import dev.remit.syscall.SystemCall;
import dev.remit.syscall.SystemCalls;
import dev.remit.syscall.Treatment;

/**
 * What the table says of one call, worked out directly and on its own: the second way to the answer that the compiled
 * filter must give. Constants are written out again on purpose.
 */
final class TableInterpreter {
    private final Architecture architecture;
    private final SystemCalls calls;
    private final FilterOptions options;

    TableInterpreter(Architecture architecture, SystemCalls calls, FilterOptions options) {
        this.architecture = architecture;
        this.calls = calls;
        this.options = options;
    }

    int answer(int auditValue, int number, long... given) {
        long[] arguments = java.util.Arrays.copyOf(given, 6);
        if (auditValue != architecture.auditValue()) {
            return SeccompAction.KILL_PROCESS;
        }
        if (architecture == Architecture.X86_64 && number != -1 && (number & 0xC000_0000) != 0) {
            return SeccompAction.KILL_PROCESS;
        }
        for (SystemCall call : calls.all()) {
            if (call.number(architecture) == number && number >= 0) {
                return answer(call, arguments);
            }
        }
        return SeccompAction.errno(38);
    }

    private int answer(SystemCall call, long[] arguments) {
        if (call.treatment() == Treatment.ABSENT) {
            return SeccompAction.errno(38);
        }
        boolean allowed = call.treatment() == Treatment.ALLOW || holds(call, arguments);
        return allowed ? SeccompAction.ALLOW : SeccompAction.USER_NOTIF;
    }

    private boolean holds(SystemCall call, long[] a) {
        return switch (call.condition()) {
            case NEVER -> false;
            case METADATA_VISIBLE -> !options.hideMetadata();
            case OPEN_PATH_ONLY -> !options.hideMetadata() && (a[1] & 010000000L) != 0;
            case OPENAT_PATH_ONLY -> !options.hideMetadata() && (a[2] & 010000000L) != 0;
            case PID_ZERO -> (int) a[0] == 0;
            case PRIORITY_OF_CALLER -> (int) a[0] == 0 && (int) a[1] == 0;
            case IO_PRIORITY_OF_CALLER -> (int) a[0] == 1 && (int) a[1] == 0;
            case UNIX_CONNECTED -> (int) a[0] == 1 && ((a[1] & 15) == 1 || (a[1] & 15) == 5);
            case NO_ADDRESS -> a[4] == 0;
            case NO_NEW_NAMESPACE ->
                (a[0] & (0x20000L | 0x2000000L | 0x4000000L | 0x8000000L | 0x10000000L | 0x20000000L
                        | 0x40000000L)) == 0;
            case SHARES_LESS -> (a[0] & ~(0x200L | 0x400L | 0x40000L)) == 0;
            case LISTED_COMMAND ->
                switch (calls.command(call.name(), a[call.name().equals("prctl") ? 0 : 1]).verdict()) {
                    case ALLOW -> true;
                    case REFUSE -> false;
                    case ROAMING -> options.scopedSignals();
                    case IDENTITY -> !options.superviseCredentials();
                };
            case NO_LISTENER -> (a[1] & 8) == 0;
            case SEALED_AGAINST_EXECUTION -> (a[1] & 8) != 0 && (a[1] & 16) == 0;
            case SIGNALS_SCOPED -> options.scopedSignals();
            case CREDENTIALS_UNWATCHED -> !options.superviseCredentials();
        };
    }
}
