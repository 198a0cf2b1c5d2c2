package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Changes mode, owner, times and extended attributes, by path or by descriptor.
 *
 * <p>Landlock does not restrict any of these, so none is ever left to the kernel: the file is pinned, decided, and
 * changed through the pinned descriptor with the supervisor's copy of the arguments.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/landlock.html#current-limitations">Landlock: current
 *      limitations</a>
 */
final class AttributeHandler implements Handler {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int TIMES_SIZE = 32;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_VALUE = 1 << 16;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final AttributeCall[] calls;
    private final TargetPath path;
    private final Resolved resolved;
    private final MemorySegment times;
    private final MemorySegment name;

    AttributeHandler(Worker worker) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.calls = AttributeCall.table(worker.numbers());
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.times = tools.arena().allocate(TIMES_SIZE, Long.BYTES);
        this.name = tools.arena().allocate(LONGEST_NAME + (long) Long.BYTES);
    }

    @Override
    public void handle(Call call) {
        AttributeCall arguments = calls[call.number()];
        call.needs(Access.WRITE);
        int error = locate(call, arguments);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            decide(call, arguments);
        }
        resolved.release(tools);
    }

    private int locate(Call call, AttributeCall arguments) {
        if (arguments.path() < 0) {
            return resolver.resolveDescriptor(call, call.intArgument(arguments.directory()), resolved);
        }
        int directory = arguments.directory() < 0 ? FileCalls.AT_CWD : call.intArgument(arguments.directory());
        int flags = arguments.flags() < 0 ? 0 : call.intArgument(arguments.flags());
        if (call.argument(arguments.path()) == 0 && arguments.kind() == AttributeCall.Kind.TIMES && directory >= 0) {
            // utimensat(2) and futimesat: without a path they mean the descriptor itself.
            return resolver.resolveDescriptor(call, directory, resolved);
        }
        int error = path.read(call, directory, call.argument(arguments.path()));
        if (error == -Errno.ENOENT && path.raw().isEmpty() && (flags & AT_EMPTY_PATH) != 0) {
            return resolver.resolveDescriptor(call, directory, resolved);
        }
        boolean follow = arguments.follows() && (flags & AT_SYMLINK_NOFOLLOW) == 0;
        return error < 0 ? error : resolver.resolve(call, path, follow ? 0 : OpenFlags.NOFOLLOW, 0, resolved);
    }

    private void decide(Call call, AttributeCall arguments) {
        if (resolved.hasPath()) {
            PathBuffer decisive = resolved.decisive();
            call.path().set(decisive);
            call.judged(Access.WRITE, judge.verdict(decisive));
            if (!Judge.grants(call.verdict(), Access.WRITE)) {
                Judge.deny(call);
                return;
            }
        }
        call.performed(perform(call, arguments));
    }

    private long perform(Call call, AttributeCall arguments) {
        long file = tools.files().pathOf(resolved.descriptor());
        int first = arguments.first();
        return switch (arguments.kind()) {
            case MODE -> tools.sys().invoke(SyscallNumber.FCHMODAT, FileCalls.AT_CWD, file, call.intArgument(first));
            case OWNER -> tools.sys().invoke(SyscallNumber.FCHOWNAT, FileCalls.AT_CWD, file, call.intArgument(first),
                    call.intArgument(first + 1), 0);
            case TIMES, TIMEVALS, SECONDS -> setTimes(call, arguments, file);
            case SET_ATTRIBUTE -> setAttribute(call, first, file);
            case REMOVE_ATTRIBUTE -> removeAttribute(call, first, file);
        };
    }

    private long setTimes(Call call, AttributeCall arguments, long file) {
        long pointer = call.argument(arguments.first());
        if (pointer != 0) {
            int size = arguments.kind() == AttributeCall.Kind.SECONDS ? TIMES_SIZE / 2 : TIMES_SIZE;
            int error = copied(call, tools.memory().read(call.tid(), pointer, times, size));
            if (error < 0) {
                return error;
            }
            if (!convertTimes(arguments.kind())) {
                return -Errno.EINVAL;
            }
        }
        return tools.sys().invoke(SyscallNumber.UTIMENSAT, FileCalls.AT_CWD, file, pointer == 0 ? 0 : times.address(),
                0);
    }

    /** Brings older forms of a pair of times into that of two {@code struct timespec}. */
    private boolean convertTimes(AttributeCall.Kind kind) {
        if (kind == AttributeCall.Kind.SECONDS) {
            long accessed = times.get(ValueLayout.JAVA_LONG, 0);
            long modified = times.get(ValueLayout.JAVA_LONG, 8);
            setTime(0, accessed, 0);
            setTime(16, modified, 0);
        } else if (kind == AttributeCall.Kind.TIMEVALS) {
            for (int at = 0; at < TIMES_SIZE; at += 16) {
                long micros = times.get(ValueLayout.JAVA_LONG, at + 8L);
                if (micros < 0 || micros >= 1_000_000) {
                    return false;
                }
                setTime(at, times.get(ValueLayout.JAVA_LONG, at), micros * 1_000);
            }
        }
        return true;
    }

    private void setTime(int at, long seconds, long nanos) {
        times.set(ValueLayout.JAVA_LONG, at, seconds);
        times.set(ValueLayout.JAVA_LONG, at + 8L, nanos);
    }

    private long setAttribute(Call call, int first, long file) {
        int length = tools.memory().readString(call.tid(), call.argument(first), name, LONGEST_NAME);
        if (length < 0) {
            return length == -Errno.ENAMETOOLONG ? -Errno.ERANGE : length;
        }
        long size = call.argument(first + 2);
        if (size < 0 || size > LONGEST_VALUE) {
            return -Errno.E2BIG;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(Math.max(1, size));
            int error = copied(call, size == 0
                    ? 0
                    : tools.memory().read(call.tid(), call.argument(first + 1), value, (int) size));
            return error < 0
                    ? error
                    : tools.sys().invoke(SyscallNumber.SETXATTR, file, name.address(), value.address(), size,
                            call.intArgument(first + 3));
        }
    }

    private long removeAttribute(Call call, int first, long file) {
        int length = tools.memory().readString(call.tid(), call.argument(first), name, LONGEST_NAME);
        if (length < 0) {
            return length == -Errno.ENAMETOOLONG ? -Errno.ERANGE : length;
        }
        return tools.listener().isWaiting(call.id())
                ? tools.sys().invoke(SyscallNumber.REMOVEXATTR, file, name.address())
                : -Errno.ESRCH;
    }

    /** What was copied is the caller's only if it still waits; else another process may have got its number. */
    private int copied(Call call, int error) {
        return error < 0 || tools.listener().isWaiting(call.id()) ? error : -Errno.ESRCH;
    }
}
