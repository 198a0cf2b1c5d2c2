package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.file.FileCalls;
import dev.remit.syscall.CallNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Where the arguments of a call that changes names are: indices of argument registers, -1 for those that it does not
 * have.
 *
 * @param kind what it does
 * @param directory of the first path; -1 for the working directory
 * @param path the name that is changed; for renames and links, the existing one
 * @param extra mode, flags, or a link's text, as the kind has it
 * @param secondDirectory of the second path
 * @param secondPath the new name of renames and links
 */
record Mutation(Kind kind, int directory, int path, int extra, int secondDirectory, int secondPath) {
    enum Kind {
        MAKE_DIRECTORY,
        MAKE_NODE,
        MAKE_LINK,
        REMOVE,
        REMOVE_DIRECTORY,
        TRUNCATE,
        RENAME,
        LINK
    }

    private static final int NONE = -1;
    private static final int HIGHEST_NUMBER = 512;

    /** The calls by number. */
    static Mutation[] table(CallNumbers numbers) {
        @Nullable
        Mutation[] table = new Mutation[HIGHEST_NUMBER];
        put(table, numbers.numberOf("mkdir"), one(Kind.MAKE_DIRECTORY, NONE, 0, 1));
        put(table, numbers.numberOf("mkdirat"), one(Kind.MAKE_DIRECTORY, 0, 1, 2));
        put(table, numbers.numberOf("mknod"), one(Kind.MAKE_NODE, NONE, 0, 1));
        put(table, numbers.numberOf("mknodat"), one(Kind.MAKE_NODE, 0, 1, 2));
        put(table, numbers.numberOf("symlink"), one(Kind.MAKE_LINK, NONE, 1, 0));
        put(table, numbers.numberOf("symlinkat"), one(Kind.MAKE_LINK, 1, 2, 0));
        put(table, numbers.numberOf("unlink"), one(Kind.REMOVE, NONE, 0, NONE));
        put(table, numbers.numberOf("unlinkat"), one(Kind.REMOVE, 0, 1, 2));
        put(table, numbers.numberOf("rmdir"), one(Kind.REMOVE_DIRECTORY, NONE, 0, NONE));
        put(table, numbers.numberOf("truncate"), one(Kind.TRUNCATE, NONE, 0, 1));
        put(table, numbers.numberOf("rename"), new Mutation(Kind.RENAME, NONE, 0, NONE, NONE, 1));
        put(table, numbers.numberOf("renameat"), new Mutation(Kind.RENAME, 0, 1, NONE, 2, 3));
        put(table, numbers.numberOf("renameat2"), new Mutation(Kind.RENAME, 0, 1, 4, 2, 3));
        put(table, numbers.numberOf("link"), new Mutation(Kind.LINK, NONE, 0, NONE, NONE, 1));
        put(table, numbers.numberOf("linkat"), new Mutation(Kind.LINK, 0, 1, 4, 2, 3));
        return complete(table);
    }

    private static Mutation one(Kind kind, int directory, int path, int extra) {
        return new Mutation(kind, directory, path, extra, NONE, NONE);
    }

    private static void put(@Nullable Mutation[] table, int number, Mutation mutation) {
        if (number >= 0) {
            table[number] = mutation;
        }
    }

    @SuppressWarnings("NullAway") // Only numbers that the filter hands over are looked up.
    private static Mutation[] complete(@Nullable Mutation[] table) {
        return table;
    }

    int directory(Call call) {
        return directory == NONE ? FileCalls.AT_CWD : call.intArgument(directory);
    }

    long path(Call call) {
        return call.argument(path);
    }

    int secondDirectory(Call call) {
        return secondDirectory == NONE ? FileCalls.AT_CWD : call.intArgument(secondDirectory);
    }

    long secondPath(Call call) {
        return call.argument(secondPath);
    }

    int mode(Call call) {
        return call.intArgument(extra);
    }

    /** The number of the device that a node stands for: the argument after the mode. */
    int device(Call call) {
        return call.intArgument(extra + 1);
    }

    int flags(Call call) {
        return extra == NONE ? 0 : call.intArgument(extra);
    }

    long linkText(Call call) {
        return call.argument(extra);
    }

    /** What the kernel answers where the name is {@code .}, {@code ..} or the root. */
    int errorOnSpecialName() {
        return switch (kind) {
            case REMOVE -> Errno.EISDIR;
            case REMOVE_DIRECTORY -> Errno.EINVAL;
            case RENAME -> Errno.EBUSY;
            default -> Errno.EEXIST;
        };
    }

    boolean removesDirectory() {
        return kind == Kind.REMOVE_DIRECTORY;
    }
}
