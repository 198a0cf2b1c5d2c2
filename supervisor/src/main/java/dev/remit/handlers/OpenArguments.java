package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;
import dev.remit.syscall.CallNumbers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What an open asks for, whichever of the four calls it is made by. Mutable, used again and again.
 *
 * <p>Whether flags make sense is for the kernel to say, which knows better from version to version: it is asked by the
 * same call without a path, which fails with EFAULT if nothing but the path is wrong. As in the kernel this comes before
 * the path is looked at.
 */
final class OpenArguments {
    /** {@code struct open_how} as first published; longer ones must be zero behind it. */
    private static final int HOW_SIZE = 24;
    private static final int LONGEST_HOW = 4096;
    /** What is never wrong, as long as it creates no directory. */
    private static final int PLAIN = OpenFlags.ACCESS_MODE | OpenFlags.CREAT | OpenFlags.EXCL | OpenFlags.NOCTTY
            | OpenFlags.TRUNC | OpenFlags.APPEND | OpenFlags.NONBLOCK | OpenFlags.DIRECTORY | OpenFlags.NOFOLLOW
            | OpenFlags.CLOEXEC;
    private static final int DIRECTORY_MADE = OpenFlags.CREAT | OpenFlags.DIRECTORY;

    private final int openat;
    private final int openat2;
    private final int creat;
    private final Tools tools;
    private final MemorySegment how;
    private int flags;
    private int mode;
    private long resolve;

    OpenArguments(Tools tools, CallNumbers numbers) {
        this.tools = tools;
        this.openat = numbers.numberOf("openat");
        this.openat2 = numbers.numberOf("openat2");
        this.creat = numbers.numberOf("creat");
        this.how = tools.arena().allocate(LONGEST_HOW, Long.BYTES);
    }

    /** {@code O_*}. */
    int flags() {
        return flags;
    }

    /** Permission bits of a file that is created. */
    int mode() {
        return mode;
    }

    /** {@code RESOLVE_*}. */
    long resolve() {
        return resolve;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    boolean mayWrite() {
        return (flags & OpenFlags.ACCESS_MODE) != OpenFlags.RDONLY;
    }

    /** The access that is needed on a file that exists. */
    int needed() {
        int needed = switch (flags & OpenFlags.ACCESS_MODE) {
            case OpenFlags.RDONLY -> Access.READ;
            case OpenFlags.WRONLY -> Access.WRITE;
            default -> Access.READ | Access.WRITE;
        };
        return has(OpenFlags.TRUNC) || OpenFlags.isTemporaryFile(flags) ? needed | Access.WRITE : needed;
    }

    /**
     * Reads the arguments of {@code call}, and its path.
     *
     * @return 0, or the negative errno that the kernel gives
     */
    int read(Call call, TargetPath path) {
        int number = call.number();
        if (number == openat2) {
            int error = readHow(call, call.argument(2), call.argument(3));
            return error < 0 ? error : path.read(call, call.intArgument(0), call.argument(1));
        }
        if (number == openat) {
            int error = set(call.intArgument(2), call.intArgument(3));
            return error < 0 ? error : path.read(call, call.intArgument(0), call.argument(1));
        }
        int error = number == creat
                ? set(OpenFlags.CREAT | OpenFlags.WRONLY | OpenFlags.TRUNC, call.intArgument(1))
                : set(call.intArgument(1), call.intArgument(2));
        return error < 0 ? error : path.read(call, FileCalls.AT_CWD, call.argument(0));
    }

    private int set(int openFlags, int openMode) {
        flags = openFlags;
        mode = openMode & 07777;
        resolve = 0;
        if ((flags & ~PLAIN) == 0 && (flags & DIRECTORY_MADE) != DIRECTORY_MADE) {
            return 0;
        }
        return verdictWithoutPath(tools.sys().invoke(SyscallNumber.OPENAT, FileCalls.AT_CWD, 0, flags, mode));
    }

    private int readHow(Call call, long pointer, long size) {
        if (size < HOW_SIZE && size >= 0) {
            return -Errno.EINVAL;
        }
        if (size < 0 || size > LONGEST_HOW) {
            return -Errno.E2BIG;
        }
        int error = tools.memory().read(call.tid(), pointer, how, (int) size);
        if (error < 0) {
            return error;
        }
        flags = (int) how.get(ValueLayout.JAVA_LONG, 0);
        mode = (int) how.get(ValueLayout.JAVA_LONG, 8) & 07777;
        resolve = how.get(ValueLayout.JAVA_LONG, 16);
        return verdictWithoutPath(tools.sys().invoke(SyscallNumber.OPENAT2, FileCalls.AT_CWD, 0, how.address(), size));
    }

    private static int verdictWithoutPath(long result) {
        return result == -Errno.EFAULT ? 0 : (int) result;
    }
}
