package dev.remit.syscall;

import java.util.Arrays;
import java.util.List;

/** The commands of a call that have a line of their own in the table. Immutable; a lookup allocates nothing. */
final class CommandSet {
    private final long[] lows;
    private final long[] highs;
    private final int[] bits;
    private final int[] masks;

    /** @param commands in the order in which they are tried */
    CommandSet(List<Command> commands) {
        lows = new long[commands.size()];
        highs = new long[commands.size()];
        int ranges = 0;
        int[] maskBits = new int[commands.size()];
        int[] maskMasks = new int[commands.size()];
        int masked = 0;
        for (Command command : commands) {
            if (command.values() instanceof Command.Values.Range(long low, long high)) {
                lows[ranges] = low;
                highs[ranges++] = high;
            } else if (command.values() instanceof Command.Values.Masked(int value, int mask)) {
                maskBits[masked] = value;
                maskMasks[masked++] = mask;
            }
        }
        Arrays.fill(lows, ranges, lows.length, Long.MAX_VALUE);
        bits = Arrays.copyOf(maskBits, masked);
        masks = Arrays.copyOf(maskMasks, masked);
    }

    boolean contains(int command) {
        int at = Arrays.binarySearch(lows, Integer.toUnsignedLong(command));
        int below = at < 0 ? -at - 2 : at;
        if (below >= 0 && Integer.toUnsignedLong(command) <= highs[below]) {
            return true;
        }
        for (int i = 0; i < bits.length; i++) {
            if ((command & masks[i]) == bits[i]) {
                return true;
            }
        }
        return false;
    }
}
