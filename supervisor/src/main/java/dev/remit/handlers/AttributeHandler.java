package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.policy.Access;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Changes mode, owner, times and extended attributes, by path or by descriptor.
 *
 * <p>Landlock does not restrict any of these, so none is ever left to the kernel: the file is pinned, decided, and
 * changed through the pinned descriptor with the supervisor's copy of the arguments. For a call on a descriptor it is
 * that very descriptor that is copied, because what it was opened for matters to the kernel.
 *
 * <p>As in the kernel, the arguments are looked at before the path. That is also when they are copied; whether the caller
 * still waits is asked afterwards, when the file is found.
 *
 * @see <a href="https://docs.kernel.org/userspace-api/landlock.html#current-limitations">Landlock: current
 *      limitations</a>
 */
final class AttributeHandler implements Handler {
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int PATH_FLAGS = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW;
    private static final int ATTRIBUTE_FLAGS = 3;
    private static final int UTIME_OMIT = (1 << 30) - 2;
    private static final int TIMES_SIZE = 32;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_VALUE = 1 << 16;

    private final Tools tools;
    private final Judge judge;
    private final PathResolver resolver;
    private final AttributeCall[] calls;
    private final TargetPath path;
    private final Resolved resolved;
    private final TargetDescriptor descriptors;
    private final MemorySegment times;
    private final MemorySegment name;
    private final MemorySegment value;
    private boolean now;
    private boolean byDescriptor;

    AttributeHandler(Worker worker) {
        this.tools = worker.tools();
        this.judge = worker.judge();
        this.resolver = worker.resolver();
        this.calls = AttributeCall.table(worker.numbers());
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.descriptors = new TargetDescriptor(worker);
        this.times = tools.arena().allocate(TIMES_SIZE, Long.BYTES);
        this.name = tools.arena().allocate(LONGEST_NAME + (long) Long.BYTES);
        this.value = tools.arena().allocate(LONGEST_VALUE);
    }

    @Override
    public void handle(Call call) {
        AttributeCall arguments = calls[call.number()];
        call.needs(Access.WRITE);
        byDescriptor = false;
        int error = readArguments(call, arguments);
        if (error == 0 && arguments.kind() == AttributeCall.Kind.TIMES && leavesTimes()) {
            // As the kernel has it: then not even the path is looked at.
            call.performed(0);
            return;
        }
        error = error < 0 ? error : locate(call, arguments);
        if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            decide(call, arguments);
        }
        resolved.release(tools);
    }

    private int readArguments(Call call, AttributeCall arguments) {
        return switch (arguments.kind()) {
            case MODE, OWNER -> (flags(call, arguments) & ~PATH_FLAGS) == 0 ? 0 : -Errno.EINVAL;
            case TIMES, TIMEVALS, SECONDS -> readTimes(call, arguments);
            case SET_ATTRIBUTE -> readAttribute(call, arguments.first());
            case REMOVE_ATTRIBUTE -> readName(call, arguments.first());
        };
    }

    private static int flags(Call call, AttributeCall arguments) {
        return arguments.flags() < 0 ? 0 : call.intArgument(arguments.flags());
    }

    private int locate(Call call, AttributeCall arguments) {
        if (arguments.path() < 0) {
            return locateDescriptor(call, call.intArgument(arguments.directory()));
        }
        int directory = arguments.directory() < 0 ? FileCalls.AT_CWD : call.intArgument(arguments.directory());
        int flags = flags(call, arguments);
        if (isTimes(arguments) && call.argument(arguments.path()) == 0 && directory != FileCalls.AT_CWD) {
            // utimensat(2) and futimesat: without a path they mean the descriptor itself.
            return flags == 0 ? locateDescriptor(call, directory) : -Errno.EINVAL;
        }
        if ((flags & ~PATH_FLAGS) != 0) {
            return -Errno.EINVAL;
        }
        int error = path.read(call, directory, call.argument(arguments.path()));
        if (error == -Errno.ENOENT && path.raw().isEmpty() && (flags & AT_EMPTY_PATH) != 0) {
            return resolver.resolveDescriptor(call, directory, resolved);
        }
        boolean follow = arguments.follows() && (flags & AT_SYMLINK_NOFOLLOW) == 0;
        return error < 0 ? error : resolver.resolve(call, path, follow ? 0 : OpenFlags.NOFOLLOW, 0, resolved);
    }

    private static boolean isTimes(AttributeCall arguments) {
        return arguments.kind() == AttributeCall.Kind.TIMES || arguments.kind() == AttributeCall.Kind.TIMEVALS;
    }

    private int locateDescriptor(Call call, int number) {
        int copy = descriptors.copy(call, number);
        if (copy < 0) {
            return copy;
        }
        byDescriptor = true;
        return resolver.take(call, copy, resolved);
    }

    private void decide(Call call, AttributeCall arguments) {
        if (resolved.hasPath()) {
            PathBuffer decisive = resolved.decisive();
            call.path().set(decisive);
            call.judged(Access.WRITE, judge.verdictOnChange(decisive));
            if (!Judge.grants(call.verdict(), Access.WRITE)) {
                Judge.deny(call);
                return;
            }
        }
        call.performed(perform(call, arguments));
    }

    private long perform(Call call, AttributeCall arguments) {
        if (byDescriptor) {
            return performOn(resolved.descriptor(), call, arguments);
        }
        long file = tools.files().pathOf(resolved.descriptor());
        int first = arguments.first();
        return switch (arguments.kind()) {
            case MODE -> tools.sys().invoke(SyscallNumber.FCHMODAT, FileCalls.AT_CWD, file, call.intArgument(first));
            case OWNER -> tools.sys().invoke(SyscallNumber.FCHOWNAT, FileCalls.AT_CWD, file, call.intArgument(first),
                    call.intArgument(first + 1), 0);
            case TIMES, TIMEVALS, SECONDS -> tools.sys().invoke(SyscallNumber.UTIMENSAT, FileCalls.AT_CWD, file,
                    newTimes(), 0);
            case SET_ATTRIBUTE -> tools.sys().invoke(SyscallNumber.SETXATTR, file, name.address(), value.address(),
                    call.argument(first + 2), call.intArgument(first + 3));
            case REMOVE_ATTRIBUTE -> tools.sys().invoke(SyscallNumber.REMOVEXATTR, file, name.address());
        };
    }

    private long performOn(int file, Call call, AttributeCall arguments) {
        int first = arguments.first();
        return switch (arguments.kind()) {
            case MODE -> tools.sys().invoke(SyscallNumber.FCHMOD, file, call.intArgument(first));
            case OWNER -> tools.sys().invoke(SyscallNumber.FCHOWN, file, call.intArgument(first),
                    call.intArgument(first + 1));
            case TIMES, TIMEVALS, SECONDS -> tools.sys().invoke(SyscallNumber.UTIMENSAT, file, 0, newTimes(), 0);
            case SET_ATTRIBUTE -> tools.sys().invoke(SyscallNumber.FSETXATTR, file, name.address(), value.address(),
                    call.argument(first + 2), call.intArgument(first + 3));
            case REMOVE_ATTRIBUTE -> tools.sys().invoke(SyscallNumber.FREMOVEXATTR, file, name.address());
        };
    }

    /** The address of the times to set; 0 stands for the time of the call. */
    private long newTimes() {
        return now ? 0 : times.address();
    }

    private int readTimes(Call call, AttributeCall arguments) {
        long pointer = call.argument(arguments.first());
        now = pointer == 0;
        if (now) {
            return 0;
        }
        int size = arguments.kind() == AttributeCall.Kind.SECONDS ? TIMES_SIZE / 2 : TIMES_SIZE;
        int error = tools.memory().read(call.tid(), pointer, times, size);
        if (error < 0) {
            return error;
        }
        return convertTimes(arguments.kind()) ? 0 : -Errno.EINVAL;
    }

    /** Brings a pair of times into the form of two {@code struct timespec}; false when they make no sense. */
    private boolean convertTimes(AttributeCall.Kind kind) {
        if (kind == AttributeCall.Kind.SECONDS) {
            long accessed = times.get(ValueLayout.JAVA_LONG, 0);
            long modified = times.get(ValueLayout.JAVA_LONG, 8);
            setTime(0, accessed, 0);
            setTime(16, modified, 0);
        } else if (kind == AttributeCall.Kind.TIMEVALS) {
            for (int at = 0; at < TIMES_SIZE; at += 16) {
                long micros = nanos(at);
                if (micros < 0 || micros >= 1_000_000) {
                    return false;
                }
                setTime(at, times.get(ValueLayout.JAVA_LONG, at), micros * 1_000);
            }
        }
        return true;
    }

    private boolean leavesTimes() {
        return !now && nanos(0) == UTIME_OMIT && nanos(16) == UTIME_OMIT;
    }

    private long nanos(int at) {
        return times.get(ValueLayout.JAVA_LONG, at + 8L);
    }

    private void setTime(int at, long seconds, long nanos) {
        times.set(ValueLayout.JAVA_LONG, at, seconds);
        times.set(ValueLayout.JAVA_LONG, at + 8L, nanos);
    }

    private int readAttribute(Call call, int first) {
        if ((call.intArgument(first + 3) & ~ATTRIBUTE_FLAGS) != 0) {
            return -Errno.EINVAL;
        }
        int error = readName(call, first);
        if (error < 0) {
            return error;
        }
        long size = call.argument(first + 2);
        if (size < 0 || size > LONGEST_VALUE) {
            return -Errno.E2BIG;
        }
        return Math.min(0, tools.memory().read(call.tid(), call.argument(first + 1), value, (int) size));
    }

    private int readName(Call call, int first) {
        int length = tools.memory().readString(call.tid(), call.argument(first), name, LONGEST_NAME);
        return length == 0 || length == -Errno.ENAMETOOLONG ? -Errno.ERANGE : Math.min(0, length);
    }
}
