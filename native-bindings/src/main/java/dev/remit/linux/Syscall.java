package dev.remit.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The gateway of one thread to the kernel and to libc: every foreign call of Remit passes through here.
 *
 * <p>All calls have one shape, seven machine words in and one out. Both supported calling conventions pass integers
 * and pointers alike in such words, and a callee ignores those it does not take. One shape means one downcall stub,
 * which is most of what foreign calls cost a start. Errno is captured into memory that belongs to this object, so an
 * instance must stay with one thread at a time.
 *
 * <p>Nothing here allocates after construction, provided that {@link #invoke(long, long, long, long, long, long, long)} is
 * compiled by itself: its callers are run with {@code -XX:CompileCommand=dontinline,dev/remit/linux/Syscall.invoke}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
public final class Syscall {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final MemorySegment SYSCALL = libc("syscall");
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));

    private final MemorySegment state;

    /** A gateway whose errno lives in {@code arena}. */
    public Syscall(Arena arena) {
        this.state = arena.allocate(Linker.Option.captureStateLayout());
    }

    /** The address of a libc function, for {@link #libc(MemorySegment, long, long, long, long, long, long)}. */
    public static MemorySegment libc(String name) {
        return LIBC.find(name).orElseThrow(() -> new LinuxException("dlsym", name, Errno.ENOSYS));
    }

    /**
     * Makes a system call.
     *
     * @param number from {@link SyscallNumber}
     * @return what the kernel answers, or a negative errno
     */
    public long invoke(long number, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) CALL.invokeExact(SYSCALL, state, number, a, b, c, d, e, f);
            return result == -1 ? -state.get(ValueLayout.JAVA_INT, 0) : result;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    public long invoke(long number, long a) {
        return invoke(number, a, 0, 0, 0, 0, 0);
    }

    public long invoke(long number, long a, long b) {
        return invoke(number, a, b, 0, 0, 0, 0);
    }

    public long invoke(long number, long a, long b, long c) {
        return invoke(number, a, b, c, 0, 0, 0);
    }

    public long invoke(long number, long a, long b, long c, long d) {
        return invoke(number, a, b, c, d, 0, 0);
    }

    public long invoke(long number, long a, long b, long c, long d, long e) {
        return invoke(number, a, b, c, d, e, 0);
    }

    /**
     * Calls a libc function that takes integers and pointers and answers an {@code int}.
     *
     * @return that int; errno is not looked at
     */
    public int libc(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (int) (long) CALL.invokeExact(function, state, a, b, c, d, e, f, 0L);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }
}
