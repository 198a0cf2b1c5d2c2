package dev.remit.bpf;

import java.util.Arrays;

/**
 * What a filter sees of one call: {@code struct seccomp_data} of {@code linux/seccomp.h} on a little-endian machine.
 *
 * <pre>
 *   0 nr    4 arch    8 instruction_pointer (low, high)    16 + 8 i args[i] (low, high)    64
 * </pre>
 */
public final class SeccompData {
    /** Bytes. */
    public static final int SIZE = 64;
    public static final int NUMBER = 0;
    public static final int ARCHITECTURE = 4;

    private static final int ARGUMENTS = 16;
    private static final int ARGUMENT_COUNT = 6;

    private final int[] words = new int[SIZE / Integer.BYTES];

    private SeccompData() {}

    /** A call with up to six arguments; absent ones are 0. */
    public static SeccompData call(int architecture, int number, long... arguments) {
        if (arguments.length > ARGUMENT_COUNT) {
            throw new IllegalArgumentException("more than six arguments: " + arguments.length);
        }
        SeccompData data = new SeccompData();
        data.words[NUMBER] = number;
        data.words[ARCHITECTURE / Integer.BYTES] = architecture;
        for (int i = 0; i < arguments.length; i++) {
            data.words[low(i) / Integer.BYTES] = (int) arguments[i];
            data.words[high(i) / Integer.BYTES] = (int) (arguments[i] >>> Integer.SIZE);
        }
        return data;
    }

    /** The offset of an argument's low half; arguments count from 0. */
    public static int low(int argument) {
        if (argument < 0 || argument >= ARGUMENT_COUNT) {
            throw new IllegalArgumentException("no argument " + argument);
        }
        return ARGUMENTS + Long.BYTES * argument;
    }

    /** The offset of an argument's high half. */
    public static int high(int argument) {
        return low(argument) + Integer.BYTES;
    }

    /** The word at a byte offset that is a multiple of 4 and less than {@link #SIZE}. */
    public int word(int offset) {
        if (offset % Integer.BYTES != 0) {
            throw new IllegalArgumentException("not aligned: " + offset);
        }
        return words[offset / Integer.BYTES];
    }

    /** For example {@code args[1].low}. */
    static String nameOf(int offset) {
        return switch (offset) {
            case NUMBER -> "nr";
            case ARCHITECTURE -> "arch";
            case 8 -> "ip.low";
            case 12 -> "ip.high";
            default ->
                "args[" + (offset - ARGUMENTS) / Long.BYTES + "]" + (offset % Long.BYTES == 0 ? ".low" : ".high");
        };
    }

    @Override
    public String toString() {
        return Arrays.toString(words);
    }
}
