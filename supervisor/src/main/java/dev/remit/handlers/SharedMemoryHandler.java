package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.ipc.SharedMemory;
import dev.remit.policy.Reason;

/**
 * System V shared memory: {@code shmget}, {@code shmat} and {@code shmctl}, in a name space of the run's own.
 *
 * <p>The supervisor makes the segments, without a key, and remembers by which key the program wants to find them.
 * Attaching and the like are left to the kernel once the number is known to be of such a segment: it is a register, which
 * nobody can change behind the decision, and the kernel checks the permission bits. A number could only mean another
 * segment by then if the segment were removed and outsiders made some four million others in between.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/sysvipc.7.html">sysvipc(7)</a>
 */
final class SharedMemoryHandler implements Handler {
    private static final int NONE = -1;
    private static final int IPC_INFO = 3;
    private static final int SHM_STAT = 13;
    private static final int SHM_INFO = 14;
    private static final int SHM_STAT_ANY = 15;

    private final int shmget;
    private final int shmctl;
    private final TargetCredentials credentials;
    private final SharedSegments segments;
    private final SharedMemory memory;
    private final int self;

    SharedMemoryHandler(Worker worker, SharedSegments segments) {
        this.shmget = worker.numbers().numberOf("shmget");
        this.shmctl = worker.numbers().numberOf("shmctl");
        this.credentials = worker.credentials();
        this.segments = segments;
        this.memory = new SharedMemory(worker.tools().sys(), worker.tools().arena());
        this.self = (int) ProcessHandle.current().pid();
    }

    @Override
    public void handle(Call call) {
        if (call.number() == shmget) {
            // One by one: two processes that make a segment with the same key get the same one.
            synchronized (segments) {
                get(call, call.intArgument(0), call.argument(1), call.intArgument(2));
            }
        } else if (call.number() == shmctl && isAboutAll(call.intArgument(1))) {
            decideAboutAll(call, call.intArgument(1));
        } else {
            decideNumber(call, call.intArgument(0));
        }
    }

    private void get(Call call, int key, long size, int flags) {
        int number = segments.find(key);
        if (number >= 0 && (look(number) != 0 || memory.isRemoved())) {
            segments.dropKey(number);
            number = NONE;
        }
        if (number >= 0) {
            getExisting(call, number, size, flags);
        } else if (key != SharedMemory.PRIVATE && (flags & SharedMemory.CREATE) == 0) {
            call.fail(Errno.ENOENT);
        } else {
            make(call, key, size, flags);
        }
    }

    private void getExisting(Call call, int number, long size, int flags) {
        boolean mustBeNew = (flags & SharedMemory.CREATE) != 0 && (flags & SharedMemory.EXCLUSIVE) != 0;
        if (mustBeNew) {
            call.fail(Errno.EEXIST);
        } else if (Long.compareUnsigned(size, memory.size()) > 0) {
            call.fail(Errno.EINVAL);
        } else {
            call.performed(number);
        }
    }

    private void make(Call call, int key, long size, int flags) {
        // The kernel remembers the maker's effective user and group as the owner's.
        credentials.restore();
        int error = credentials.assume(call.tid());
        error = error < 0 ? error : credentials.assumeEffective(call);
        int made = error < 0 ? error : memory.make(size, flags);
        if (made >= 0) {
            segments.add(key, made);
        }
        call.performed(made);
    }

    private static boolean isAboutAll(int command) {
        return command == IPC_INFO || command == SHM_INFO || command == SHM_STAT || command == SHM_STAT_ANY;
    }

    /** Figures of the machine are for everybody; what others have made is not. */
    private static void decideAboutAll(Call call, int command) {
        if (command == IPC_INFO || command == SHM_INFO) {
            call.proceed();
        } else {
            call.deny(Reason.OUTSIDE_TREE, Errno.EACCES);
        }
    }

    private void decideNumber(Call call, int number) {
        call.note(number);
        int looked = look(number);
        if (looked == 0 && segments.has(number)) {
            call.proceed();
        } else if (looked == -Errno.EINVAL || looked == -Errno.EIDRM) {
            call.fail(-looked);
        } else {
            call.deny(Reason.OUTSIDE_TREE, Errno.EACCES);
        }
    }

    /**
     * Looks at a segment, with the supervisor's own rights.
     *
     * @return 0 when this process has made it, or a negative errno: EACCES for what others have made
     */
    private int look(int number) {
        credentials.restore();
        int error = memory.look(number);
        boolean foreign = error == 0 && memory.creator() != self;
        if (foreign || error == -Errno.EINVAL || error == -Errno.EIDRM) {
            // The number is free again, and may be given to others.
            segments.forget(number);
        }
        return foreign ? -Errno.EACCES : error;
    }
}
