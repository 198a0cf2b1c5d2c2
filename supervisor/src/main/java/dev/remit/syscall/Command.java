package dev.remit.syscall;

import java.util.Comparator;

/**
 * A command, or a set of commands, of a call that is many calls in one.
 *
 * @param call the call's name
 * @param verdict what becomes of the command
 * @param values which values of the command argument's low 32 bits it covers
 * @param name as the kernel headers spell it
 * @param reason one clause of English that says why
 */
public record Command(String call, Verdict verdict, Values values, String name, String reason) {
    /** Numbers and ranges in ascending order, then masks as the table has them, then the rest. */
    static final Comparator<Command> IN_ORDER_OF_TRIAL = new ByTrial();

    /** What becomes of a command. */
    public enum Verdict {
        ALLOW,
        REFUSE,
        /** Refused only where the kernel does not confine signals to the program's own tree. */
        ROAMING,
        /** Allowed; noted by the supervisor where it watches changes of identity. */
        IDENTITY,
        /** Allowed where no class of devices is granted; else the classes say which, and on which devices. */
        DEVICE
    }

    /** Which values, unsigned, a line covers. */
    public sealed interface Values {
        boolean contains(int value);

        /** From {@code low} to {@code high}, both included and within 0 to 2³² − 1. */
        record Range(long low, long high) implements Values {
            @Override
            public boolean contains(int value) {
                long unsigned = Integer.toUnsignedLong(value);
                return low <= unsigned && unsigned <= high;
            }
        }

        /** All values that equal {@code bits} under {@code mask}. */
        record Masked(int bits, int mask) implements Values {
            @Override
            public boolean contains(int value) {
                return (value & mask) == bits;
            }
        }

        /** All values that no other line covers. */
        record Rest() implements Values {
            @Override
            public boolean contains(int value) {
                return true;
            }
        }
    }

    private static final class ByTrial implements Comparator<Command> {
        private static final long AFTER_RANGES = 1L << 32;

        @Override
        public int compare(Command one, Command other) {
            return Long.compare(rank(one), rank(other));
        }

        private static long rank(Command command) {
            if (command.values() instanceof Values.Range(long low, long _)) {
                return low;
            }
            return command.values() instanceof Values.Masked ? AFTER_RANGES : AFTER_RANGES + 1;
        }
    }
}
