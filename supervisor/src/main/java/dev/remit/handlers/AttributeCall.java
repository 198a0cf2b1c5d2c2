package dev.remit.handlers;

import dev.remit.syscall.CallNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Where the arguments of a call that changes a file's attributes are: indices of argument registers, -1 for those that
 * it does not have.
 *
 * @param kind what it changes
 * @param directory descriptor that the path starts from; or, without a path, of the file itself
 * @param path of the file
 * @param first of the arguments that say how to change it
 * @param flags {@code AT_*}
 * @param follows whether a symbolic link at the end is followed unless the flags say otherwise
 */
record AttributeCall(Kind kind, int directory, int path, int first, int flags, boolean follows) {
    enum Kind {
        MODE,
        OWNER,
        /** Two {@code struct timespec}. */
        TIMES,
        /** Two {@code struct timeval}. */
        TIMEVALS,
        /** {@code struct utimbuf}. */
        SECONDS,
        SET_ATTRIBUTE,
        REMOVE_ATTRIBUTE
    }

    private static final int NONE = -1;
    private static final int HIGHEST_NUMBER = 512;

    /** The calls by number. */
    @SuppressWarnings("NullAway") // Only numbers that the filter hands over are looked up.
    static AttributeCall[] table(CallNumbers numbers) {
        @Nullable
        AttributeCall[] table = new AttributeCall[HIGHEST_NUMBER];
        put(table, numbers.numberOf("chmod"), new AttributeCall(Kind.MODE, NONE, 0, 1, NONE, true));
        put(table, numbers.numberOf("fchmod"), new AttributeCall(Kind.MODE, 0, NONE, 1, NONE, true));
        put(table, numbers.numberOf("fchmodat"), new AttributeCall(Kind.MODE, 0, 1, 2, NONE, true));
        put(table, numbers.numberOf("fchmodat2"), new AttributeCall(Kind.MODE, 0, 1, 2, 3, true));
        put(table, numbers.numberOf("chown"), new AttributeCall(Kind.OWNER, NONE, 0, 1, NONE, true));
        put(table, numbers.numberOf("lchown"), new AttributeCall(Kind.OWNER, NONE, 0, 1, NONE, false));
        put(table, numbers.numberOf("fchown"), new AttributeCall(Kind.OWNER, 0, NONE, 1, NONE, true));
        put(table, numbers.numberOf("fchownat"), new AttributeCall(Kind.OWNER, 0, 1, 2, 4, true));
        put(table, numbers.numberOf("utime"), new AttributeCall(Kind.SECONDS, NONE, 0, 1, NONE, true));
        put(table, numbers.numberOf("utimes"), new AttributeCall(Kind.TIMEVALS, NONE, 0, 1, NONE, true));
        put(table, numbers.numberOf("futimesat"), new AttributeCall(Kind.TIMEVALS, 0, 1, 2, NONE, true));
        put(table, numbers.numberOf("utimensat"), new AttributeCall(Kind.TIMES, 0, 1, 2, 3, true));
        put(table, numbers.numberOf("setxattr"), new AttributeCall(Kind.SET_ATTRIBUTE, NONE, 0, 1, NONE, true));
        put(table, numbers.numberOf("lsetxattr"), new AttributeCall(Kind.SET_ATTRIBUTE, NONE, 0, 1, NONE, false));
        put(table, numbers.numberOf("fsetxattr"), new AttributeCall(Kind.SET_ATTRIBUTE, 0, NONE, 1, NONE, true));
        put(table, numbers.numberOf("removexattr"), new AttributeCall(Kind.REMOVE_ATTRIBUTE, NONE, 0, 1, NONE, true));
        put(table, numbers.numberOf("lremovexattr"), new AttributeCall(Kind.REMOVE_ATTRIBUTE, NONE, 0, 1, NONE, false));
        put(table, numbers.numberOf("fremovexattr"), new AttributeCall(Kind.REMOVE_ATTRIBUTE, 0, NONE, 1, NONE, true));
        return table;
    }

    private static void put(@Nullable AttributeCall[] table, int number, AttributeCall call) {
        if (number >= 0) {
            table[number] = call;
        }
    }
}
