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
            case SOCKET_USED -> (int) a[0] == 1 ? isUnixKind(a) : isInternetKind(a);
            case PAIR_USED -> (int) a[0] == 1 && isUnixKind(a);
            case NO_TCP -> !options.sockets().tcp() && !options.sockets().inherited();
            case NO_DATAGRAMS -> !supervisesMessages() && !(options.sockets().tcp() && (a[2] & 0x20000000L) != 0);
            case NO_DATAGRAM_VECTORS ->
                !supervisesMessages() && !(options.sockets().tcp() && (a[3] & 0x20000000L) != 0);
            case NO_SENDER -> !options.sockets().serves() || a[4] == 0;
            case NO_DATAGRAM_SERVER -> !options.sockets().serves();
            case HARMLESS_OPTION -> isHarmlessOption((int) a[1], Integer.toUnsignedLong((int) a[2]));
            case NO_ADDRESS -> a[4] == 0;
            case TASKS_UNCOUNTED -> !options.countTasks();
            case NO_NEW_NAMESPACE ->
                !options.countTasks()
                        && (a[0] & (0x20000L | 0x2000000L | 0x4000000L | 0x8000000L | 0x10000000L | 0x20000000L
                                | 0x40000000L)) == 0;
            case SHARES_LESS -> (a[0] & ~(0x200L | 0x400L | 0x40000L)) == 0;
            case LISTED_COMMAND ->
                switch (calls.command(call.name(), a[call.name().equals("prctl") ? 0 : 1]).verdict()) {
                    case ALLOW -> true;
                    case REFUSE -> false;
                    case ROAMING -> options.scopedSignals();
                    case IDENTITY -> !options.superviseCredentials();
                    case DEVICE -> allowsOnDevices((int) a[1]);
                };
            case NO_LISTENER -> (a[1] & 8) == 0;
            case SEALED_AGAINST_EXECUTION -> (a[1] & 8) != 0 && (a[1] & 16) == 0;
            case SIGNALS_SCOPED -> options.scopedSignals();
            case CREDENTIALS_UNWATCHED -> !options.superviseCredentials();
        };
    }

    /** Where no look at the device is needed; sets of commands may be handed over all the same, see the test of bounds. */
    private boolean allowsOnDevices(int command) {
        return options.commands().isEmpty() || switch (options.commands().ruling(command)) {
            case HARMLESS, SHARED -> true;
            case BY_NODE, WITHHELD -> false;
        };
    }

    private boolean supervisesMessages() {
        return options.sockets().udp() || options.sockets().icmp() || options.sockets().inherited();
    }

    private boolean isUnixKind(long[] a) {
        long type = a[1] & 15;
        return type == 1 || type == 5 || type == 2 && supervisesMessages();
    }

    private boolean isInternetKind(long[] a) {
        int family = (int) a[0];
        long type = a[1] & 15;
        int protocol = (int) a[2];
        if (family != 2 && family != 10) {
            return false;
        }
        if (type == 1) {
            return options.sockets().tcp() && (protocol == 0 || protocol == 6);
        }
        return type == 2 && (options.sockets().udp() && (protocol == 0 || protocol == 17)
                || options.sockets().icmp() && protocol == (family == 2 ? 1 : 58));
    }

    private static boolean isHarmlessOption(int level, long option) {
        return switch (level) {
            case 0 -> option != 4 && option != 16 && option != 17 && option < 64;
            case 6 -> option != 19;
            case 17 -> option != 100;
            case 41 -> !java.util.Set.of(1L, 5L, 6L, 34L, 35L, 54L, 55L, 56L, 57L, 59L, 64L, 65L).contains(option)
                    && option < 200;
            default -> true;
        };
    }
}
