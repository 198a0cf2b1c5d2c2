package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks about files on the target's behalf, where what is not granted is hidden: attributes, links, access, extended
 * attributes, file systems.
 *
 * <p>The file is pinned, and looked at through the pinned descriptor with the supervisor's copy of the arguments; the
 * answer is written into the target's memory by {@link TargetWriter}. What a target may not know of does not exist for
 * it. That is no refusal: programs ask for many files that are not there, and a record of them would hide what matters.
 *
 * <p>{@code chdir} cannot be performed for another process and is left to the kernel for places that are visible. What it
 * or an {@code O_PATH} open is led to by a path that changes meanwhile, is not told of here.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/stat.2.html">stat(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/access.2.html">access(2)</a>
 */
final class MetadataHandler implements Handler {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EACCESS = 0x200;
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_STATX_SYNC_TYPE = 0x6000;
    private static final int AT_HANDLE_ANY = 0x203;
    private static final int STATX_RESERVED = 1 << 31;
    private static final int STATUS_FLAGS = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH
            | AT_STATX_SYNC_TYPE;
    private static final int F_GETFL = 3;
    private static final int ACCESS_MODES = 7;

    private static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));
    private static final int STATUS_SIZE = AARCH64 ? 128 : 144;
    private static final int EXTENDED_STATUS_SIZE = 256;
    private static final int FILE_SYSTEM_SIZE = 120;
    private static final int LONGEST_NAME = 256;
    /** {@code XATTR_SIZE_MAX} and {@code XATTR_LIST_MAX}: more is never asked for. */
    private static final int LONGEST_VALUE = 1 << 16;

    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROC_SELF = "/proc/self".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROC_THREAD_SELF = "/proc/thread-self".getBytes(StandardCharsets.US_ASCII);

    private final Tools tools;
    private final PathResolver resolver;
    private final TargetStatus status;
    private final TargetCredentials credentials;
    private final TargetDescriptor descriptors;
    private final MetadataCall[] calls;
    private final TargetPath path;
    private final Resolved resolved;
    private final PathBuffer text;
    private final MemorySegment result;
    private final MemorySegment name;
    private final MemorySegment empty;
    private @Nullable MemorySegment longResult;

    MetadataHandler(Worker worker, TargetCredentials credentials) {
        this.tools = worker.tools();
        this.resolver = worker.resolver();
        this.status = worker.status();
        this.credentials = credentials;
        this.descriptors = new TargetDescriptor(worker);
        this.calls = MetadataCall.table(worker.numbers());
        this.path = new TargetPath(tools);
        this.resolved = new Resolved(tools);
        this.text = new PathBuffer(tools.arena());
        this.result = tools.arena().allocate(EXTENDED_STATUS_SIZE, Long.BYTES);
        this.name = tools.arena().allocate(LONGEST_NAME + (long) Long.BYTES);
        this.empty = tools.arena().allocate(1);
    }

    @Override
    public void handle(Call call) {
        MetadataCall arguments = calls[call.number()];
        int error = check(call, arguments);
        if (error == 0) {
            error = locate(call, arguments);
        }
        if (error == -Errno.ENOENT) {
            call.fail(Errno.ENOENT);
        } else if (error < 0) {
            Judge.unresolved(call, error);
        } else {
            call.path().set(resolved.hasPath() ? resolved.decisive() : resolved.canonical());
            perform(call, arguments);
        }
        resolved.release(tools);
    }

    /** What the kernel finds wrong with the arguments before it looks at the path. */
    private int check(Call call, MetadataCall arguments) {
        int flags = arguments.flags(call);
        boolean valid = switch (arguments.kind()) {
            case STATUS -> (flags & ~STATUS_FLAGS) == 0;
            case EXTENDED_STATUS -> (flags & ~STATUS_FLAGS) == 0
                    && (flags & AT_STATX_SYNC_TYPE) != AT_STATX_SYNC_TYPE
                    && (call.intArgument(arguments.extra()) & STATX_RESERVED) == 0;
            case ACCESS -> (call.intArgument(arguments.extra()) & ~ACCESS_MODES) == 0
                    && (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EACCESS | AT_EMPTY_PATH)) == 0;
            case READ_LINK -> call.intArgument(arguments.extra()) > 0;
            case HANDLE -> (flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH | AT_HANDLE_ANY)) == 0;
            default -> true;
        };
        if (!valid) {
            return -Errno.EINVAL;
        }
        if (arguments.kind() == MetadataCall.Kind.UNAVAILABLE) {
            return -Errno.ENOSYS;
        }
        return arguments.kind() == MetadataCall.Kind.GET_ATTRIBUTE
                ? readName(call, call.argument(arguments.extra()))
                : 0;
    }

    private int readName(Call call, long pointer) {
        int length = tools.memory().readString(call.tid(), pointer, name, LONGEST_NAME);
        if (length < 0) {
            return length == -Errno.ENAMETOOLONG ? -Errno.ERANGE : length;
        }
        return length == 0 ? -Errno.ERANGE : 0;
    }

    private int locate(Call call, MetadataCall arguments) {
        int directory = arguments.directory(call);
        if (arguments.path() < 0) {
            return locateDescriptor(call, directory);
        }
        int flags = arguments.flags(call);
        long pointer = call.argument(arguments.path());
        boolean mayBeEmpty = (flags & AT_EMPTY_PATH) != 0;
        boolean stats = arguments.kind() == MetadataCall.Kind.STATUS
                || arguments.kind() == MetadataCall.Kind.EXTENDED_STATUS;
        if (pointer == 0 && mayBeEmpty && stats) {
            return locateDescriptor(call, directory);
        }
        int error = path.read(call, directory, pointer);
        boolean isEmpty = error == -Errno.ENOENT && path.raw().isEmpty();
        if (isEmpty && (mayBeEmpty || arguments.kind() == MetadataCall.Kind.READ_LINK && directory >= 0)) {
            return locateDescriptor(call, directory);
        }
        if (error < 0) {
            return error;
        }
        boolean follow = arguments.kind() == MetadataCall.Kind.HANDLE
                ? (flags & AT_SYMLINK_FOLLOW) != 0
                : arguments.follows() && (flags & AT_SYMLINK_NOFOLLOW) == 0;
        int pinFlags = arguments.kind() == MetadataCall.Kind.CHANGE_DIRECTORY ? OpenFlags.DIRECTORY : 0;
        return resolver.resolve(call, path, follow ? pinFlags : OpenFlags.NOFOLLOW, 0, resolved);
    }

    /**
     * What is open was opened under the policy, or by whoever started the program. But a descriptor that only names a file
     * may have been got by a race, and so may the working directory.
     */
    private int locateDescriptor(Call call, int descriptor) {
        if (descriptor != FileCalls.AT_CWD) {
            int error = resolver.resolveDescriptor(call, descriptor, resolved);
            return error < 0 || resolver.isVisible(resolved) ? error : locateOpen(call, descriptor);
        }
        text.clear();
        text.append((byte) '.');
        int error = path.take(call, text);
        return error < 0 ? error : resolver.resolve(call, path, 0, 0, resolved);
    }

    /** Takes a copy of a descriptor in place of what was pinned, unless it only names a file. */
    private int locateOpen(Call call, int descriptor) {
        resolved.release(tools);
        int copy = descriptors.copy(call, descriptor);
        if (copy < 0) {
            return copy;
        }
        resolved.pin(copy);
        long flags = tools.sys().invoke(SyscallNumber.FCNTL, copy, F_GETFL);
        return flags < 0 || (flags & OpenFlags.PATH) != 0 ? -Errno.ENOENT : 0;
    }

    private void perform(Call call, MetadataCall arguments) {
        int pinned = resolved.descriptor();
        switch (arguments.kind()) {
            case STATUS -> answer(call, arguments, tools.sys().invoke(SyscallNumber.FSTAT, pinned, result.address()),
                    STATUS_SIZE);
            case EXTENDED_STATUS -> answer(call, arguments,
                    tools.sys().invoke(SyscallNumber.STATX, pinned, empty.address(),
                            arguments.flags(call) & ~AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH,
                            call.intArgument(arguments.extra()), result.address()),
                    EXTENDED_STATUS_SIZE);
            case FILE_SYSTEM -> answer(call, arguments,
                    tools.sys().invoke(SyscallNumber.FSTATFS, pinned, result.address()), FILE_SYSTEM_SIZE);
            case ACCESS -> access(call, call.intArgument(arguments.extra()), arguments.flags(call));
            case READ_LINK -> readLink(call, arguments);
            case GET_ATTRIBUTE -> readAttributes(call, arguments, SyscallNumber.GETXATTR);
            case LIST_ATTRIBUTES -> readAttributes(call, arguments, SyscallNumber.LISTXATTR);
            // Handles are of no use where opening by handle is refused, and programs expect file systems without them.
            case HANDLE -> call.fail(Errno.EOPNOTSUPP);
            case CHANGE_DIRECTORY -> call.proceed();
            case UNAVAILABLE -> call.fail(Errno.ENOSYS);
        }
    }

    private void answer(Call call, MetadataCall arguments, long error, int size) {
        call.performed(error, call.argument(arguments.result()), result, size);
    }

    /** {@code access} asks for the real user, whose place the effective one takes in the supervisor's own question. */
    private void access(Call call, int mode, int flags) {
        int effective = flags & AT_EACCESS;
        if (effective == 0 && credentials.assumed()) {
            int error = credentials.assumeReal(call.tid());
            if (error < 0) {
                Judge.unresolved(call, error);
                return;
            }
            effective = AT_EACCESS;
        }
        call.performed(tools.sys().invoke(SyscallNumber.FACCESSAT2, resolved.descriptor(), empty.address(), mode,
                AT_EMPTY_PATH | effective));
    }

    private void readLink(Call call, MetadataCall arguments) {
        boolean link = tools.files().stat(resolved.descriptor()) == 0
                && (tools.files().mode() & FileKind.MASK) == FileKind.SYMLINK;
        if (!link) {
            call.fail(path.raw().isEmpty() ? Errno.ENOENT : Errno.EINVAL);
            return;
        }
        if (isOtherProcess()) {
            call.fail(Errno.EACCES);
            return;
        }
        int length = isOwnProcess() ? ownProcess(call) : linkText();
        int size = Math.min(length, call.intArgument(arguments.extra()));
        call.performed(size, call.argument(arguments.result()), text.bytes(), size);
    }

    private int linkText() {
        text.clear();
        int length = tools.files().readLink(resolved.descriptor(), empty.address(), text.address(), text.room());
        text.setLength(Math.max(0, length));
        return length;
    }

    /** Whether the link belongs to a process other than the target, which the kernel would keep from it. */
    private boolean isOtherProcess() {
        PathBuffer place = resolved.decisive();
        return place.startsWith(PROC) && place.length() > PROC.length && Character.isDigit(place.at(PROC.length));
    }

    /** Whether the link is one of those in /proc that mean the supervisor when the supervisor reads them. */
    private boolean isOwnProcess() {
        return isAt(PROC_SELF) || isAt(PROC_THREAD_SELF);
    }

    private boolean isAt(byte[] place) {
        return resolved.canonical().length() == place.length && resolved.canonical().startsWith(place);
    }

    private int ownProcess(Call call) {
        int error = status.read(call.tid());
        if (error < 0) {
            return error;
        }
        String thread = isAt(PROC_THREAD_SELF) ? "/task/" + call.tid() : "";
        text.clear();
        text.append((status.process() + thread).getBytes(StandardCharsets.US_ASCII));
        return text.length();
    }

    /** A size of 0 asks for the size. */
    private void readAttributes(Call call, MetadataCall arguments, int number) {
        long wanted = call.argument(arguments.result() + 1);
        long size = wanted < 0 || wanted > LONGEST_VALUE ? LONGEST_VALUE : wanted;
        long file = tools.files().pathOf(resolved.descriptor());
        MemorySegment buffer = longResult();
        long length = number == SyscallNumber.GETXATTR
                ? tools.sys().invoke(number, file, name.address(), size == 0 ? 0 : buffer.address(), size)
                : tools.sys().invoke(number, file, size == 0 ? 0 : buffer.address(), size);
        call.performed(length, call.argument(arguments.result()), buffer, size == 0 ? 0 : (int) length);
    }

    private MemorySegment longResult() {
        MemorySegment known = longResult;
        if (known == null) {
            known = tools.arena().allocate(LONGEST_VALUE);
            longResult = known;
        }
        return known;
    }
}
