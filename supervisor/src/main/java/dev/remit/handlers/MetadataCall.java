package dev.remit.handlers;

import dev.remit.linux.file.FileCalls;
import dev.remit.syscall.CallNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Where the arguments of a call that asks about a file are: indices of argument registers, -1 for those that it does not
 * have.
 *
 * @param kind what it asks for
 * @param directory descriptor that the path starts from; or, without a path, of the file itself
 * @param path of the file
 * @param result where the answer is to be written
 * @param extra what else the kind needs: a mask, a mode, a size, an attribute's name
 * @param flags {@code AT_*}
 * @param follows whether a symbolic link at the end is followed unless the flags say otherwise
 */
record MetadataCall(Kind kind, int directory, int path, int result, int extra, int flags, boolean follows) {
    enum Kind {
        /** {@code struct stat}. */
        STATUS,
        /** {@code struct statx}. */
        EXTENDED_STATUS,
        ACCESS,
        READ_LINK,
        GET_ATTRIBUTE,
        LIST_ATTRIBUTES,
        /** {@code struct statfs}. */
        FILE_SYSTEM,
        HANDLE,
        CHANGE_DIRECTORY,
        /** Tells of mounts by number: there is no such call where metadata is hidden. */
        UNAVAILABLE
    }

    private static final int NONE = -1;
    private static final int HIGHEST_NUMBER = 512;

    /** The calls by number. */
    @SuppressWarnings("NullAway") // Only numbers that the filter hands over are looked up.
    static MetadataCall[] table(CallNumbers numbers) {
        @Nullable
        MetadataCall[] table = new MetadataCall[HIGHEST_NUMBER];
        put(table, numbers.numberOf("stat"), new MetadataCall(Kind.STATUS, NONE, 0, 1, NONE, NONE, true));
        put(table, numbers.numberOf("lstat"), new MetadataCall(Kind.STATUS, NONE, 0, 1, NONE, NONE, false));
        put(table, numbers.numberOf("fstat"), new MetadataCall(Kind.STATUS, 0, NONE, 1, NONE, NONE, true));
        put(table, numbers.numberOf("fstatfs"), new MetadataCall(Kind.FILE_SYSTEM, 0, NONE, 1, NONE, NONE, true));
        put(table, numbers.numberOf("newfstatat"), new MetadataCall(Kind.STATUS, 0, 1, 2, NONE, 3, true));
        put(table, numbers.numberOf("statx"), new MetadataCall(Kind.EXTENDED_STATUS, 0, 1, 4, 3, 2, true));
        put(table, numbers.numberOf("access"), new MetadataCall(Kind.ACCESS, NONE, 0, NONE, 1, NONE, true));
        put(table, numbers.numberOf("faccessat"), new MetadataCall(Kind.ACCESS, 0, 1, NONE, 2, NONE, true));
        put(table, numbers.numberOf("faccessat2"), new MetadataCall(Kind.ACCESS, 0, 1, NONE, 2, 3, true));
        put(table, numbers.numberOf("readlink"), new MetadataCall(Kind.READ_LINK, NONE, 0, 1, 2, NONE, false));
        put(table, numbers.numberOf("readlinkat"), new MetadataCall(Kind.READ_LINK, 0, 1, 2, 3, NONE, false));
        put(table, numbers.numberOf("getxattr"), new MetadataCall(Kind.GET_ATTRIBUTE, NONE, 0, 2, 1, NONE, true));
        put(table, numbers.numberOf("lgetxattr"), new MetadataCall(Kind.GET_ATTRIBUTE, NONE, 0, 2, 1, NONE, false));
        put(table, numbers.numberOf("listxattr"), new MetadataCall(Kind.LIST_ATTRIBUTES, NONE, 0, 1, NONE, NONE, true));
        put(table, numbers.numberOf("llistxattr"),
                new MetadataCall(Kind.LIST_ATTRIBUTES, NONE, 0, 1, NONE, NONE, false));
        put(table, numbers.numberOf("statfs"), new MetadataCall(Kind.FILE_SYSTEM, NONE, 0, 1, NONE, NONE, true));
        put(table, numbers.numberOf("name_to_handle_at"), new MetadataCall(Kind.HANDLE, 0, 1, NONE, NONE, 4, false));
        put(table, numbers.numberOf("chdir"),
                new MetadataCall(Kind.CHANGE_DIRECTORY, NONE, 0, NONE, NONE, NONE, true));
        put(table, numbers.numberOf("statmount"),
                new MetadataCall(Kind.UNAVAILABLE, NONE, NONE, NONE, NONE, NONE, false));
        put(table, numbers.numberOf("listmount"),
                new MetadataCall(Kind.UNAVAILABLE, NONE, NONE, NONE, NONE, NONE, false));
        return table;
    }

    private static void put(@Nullable MetadataCall[] table, int number, MetadataCall call) {
        if (number >= 0) {
            table[number] = call;
        }
    }

    /** The target's descriptor that the path starts from, or {@code AT_FDCWD}. */
    int directory(Call call) {
        return directory == NONE ? FileCalls.AT_CWD : call.intArgument(directory);
    }

    int flags(Call call) {
        return flags == NONE ? 0 : call.intArgument(flags);
    }
}
