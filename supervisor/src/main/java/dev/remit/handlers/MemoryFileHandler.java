package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.MemorySegment;

/**
 * Makes memory files: {@code memfd_create}. The supervisor makes them itself, sealed against execution, so that nothing
 * can be executed that no rule on paths speaks of. A program that asks for the seal by itself never comes here.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
final class MemoryFileHandler implements Handler {
    private static final int MFD_CLOEXEC = 0x1;
    private static final int MFD_NOEXEC_SEAL = 0x8;
    private static final int MFD_EXEC = 0x10;
    private static final int LONGEST_NAME = 256;

    private final Tools tools;
    private final MemorySegment name;

    MemoryFileHandler(Worker worker) {
        this.tools = worker.tools();
        this.name = tools.arena().allocate(LONGEST_NAME + (long) Long.BYTES);
    }

    @Override
    public void handle(Call call) {
        int length = tools.memory().readString(call.tid(), call.argument(0), name, LONGEST_NAME);
        if (length < 0) {
            Judge.unresolved(call, length == -Errno.ENAMETOOLONG
                    ? -Errno.EINVAL
                    : length);
            return;
        }
        int flags = call.intArgument(1);
        int file = (int) tools.sys().invoke(SyscallNumber.MEMFD_CREATE, name.address(),
                flags & ~MFD_EXEC | MFD_NOEXEC_SEAL | MFD_CLOEXEC);
        if (file < 0) {
            Judge.unresolved(call, file);
        } else {
            call.sendDescriptor(file, (flags & MFD_CLOEXEC) != 0, false);
        }
    }
}
