package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Lets a privileged supervisor act with the credentials of a target that has given some up: file system user and group,
 * supplementary groups, effective capabilities. These belong to a thread, so that each worker changes only itself.
 *
 * <p>A target's credentials can differ from the supervisor's only after it changed them; the filter hands those calls
 * over, and until the first of them this does nothing at all. An ordinary user's supervisor never needs it: its targets
 * have nothing to give up and, with no_new_privs, nothing to gain.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/credentials.7.html">credentials(7)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/capset.2.html">capset(2)</a>
 */
final class TargetCredentials {
    private static final int MOST_GROUPS = 1 << 13;
    private static final int KEEP = -1;

    private final Tools tools;
    private final TargetStatus status;
    private final CredentialChanges changes;
    private final OwnCredentials own;
    private final MemorySegment groups;
    private final MemorySegment ownGroups;
    private boolean assumed;
    private boolean effectiveAssumed;

    TargetCredentials(Tools tools, TargetStatus status, CredentialChanges changes) {
        this.tools = tools;
        this.status = status;
        this.changes = changes;
        this.groups = tools.arena().allocate(ValueLayout.JAVA_INT, MOST_GROUPS);
        this.own = changes.own();
        this.ownGroups = own.groups(tools.arena());
    }

    /**
     * Takes on the credentials of {@code tid} until {@link #restore}.
     *
     * @return 0, or a negative errno; then nothing may be done for the target
     */
    int assume(int tid) {
        if (!changes.any()) {
            return 0;
        }
        int error = status.read(tid);
        if (error < 0) {
            return error;
        }
        int count = status.groups(groups);
        if (count < 0) {
            return -Errno.ENOMEM;
        }
        assumed = true;
        error = take(SyscallNumber.SETGROUPS, count, groups.address());
        error = error < 0 ? error : become(SyscallNumber.SETFSGID, status.fileSystemGroup());
        error = error < 0 ? error : become(SyscallNumber.SETFSUID, status.fileSystemUser());
        error = error < 0 ? error : tools.privileges().reduceTo(status.capabilities());
        if (error < 0) {
            restore();
        }
        return error;
    }

    /** Whether the calling thread acts with the target's credentials. */
    boolean assumed() {
        return assumed;
    }

    /**
     * Takes on the real ids of {@code tid} where {@link #assume} has taken on the others, and the capabilities that
     * access(2) reckons with: those permitted for root, none for anybody else.
     *
     * @return 0, or a negative errno
     */
    int assumeReal(int tid) {
        int error = status.read(tid);
        error = error < 0 ? error : tools.privileges().restore();
        error = error < 0 ? error : become(SyscallNumber.SETFSGID, status.realGroup());
        error = error < 0 ? error : become(SyscallNumber.SETFSUID, status.realUser());
        return error < 0
                ? error
                : tools.privileges().reduceTo(status.realUser() == 0 ? status.permittedCapabilities() : 0);
    }

    /**
     * Takes on the effective user and group as well, which others are told of who is connected to them. To be called
     * after {@link #assume}; ends with {@link #restore}, too.
     *
     * @return 0, or a negative errno; then nothing may be done for the target
     */
    int assumeEffective(Call call) {
        if (!assumed) {
            return 0;
        }
        int error = status.read(call.tid());
        if (error < 0) {
            return error;
        }
        if (!tools.listener().isWaiting(call.id())) {
            return -Errno.ESRCH;
        }
        effectiveAssumed = true;
        // Changing ids takes the supervisor's own capabilities, and changes the file system ids and capabilities again.
        error = tools.privileges().restore();
        error = error < 0 ? error : setEffective(SyscallNumber.SETRESGID, status.effectiveGroup());
        error = error < 0 ? error : setEffective(SyscallNumber.SETRESUID, status.effectiveUser());
        error = error < 0 ? error : become(SyscallNumber.SETFSGID, status.fileSystemGroup());
        error = error < 0 ? error : become(SyscallNumber.SETFSUID, status.fileSystemUser());
        return error < 0 ? error : tools.privileges().reduceTo(status.capabilities());
    }

    /** Takes back the supervisor's own credentials. */
    void restore() {
        if (!assumed) {
            return;
        }
        int error = 0;
        if (effectiveAssumed) {
            error = setEffective(SyscallNumber.SETRESUID, own.user().effective());
            error = error < 0 ? error : setEffective(SyscallNumber.SETRESGID, own.group().effective());
            effectiveAssumed = false;
        }
        error = error < 0 ? error : tools.privileges().restore();
        error = error < 0 ? error : become(SyscallNumber.SETFSUID, own.user().fileSystem());
        error = error < 0 ? error : become(SyscallNumber.SETFSGID, own.group().fileSystem());
        error = error < 0 ? error : tools.privileges().restore();
        error = error < 0 ? error : take(SyscallNumber.SETGROUPS, own.groups().size(), ownGroups.address());
        if (error < 0) {
            throw new IllegalStateException("cannot take back own credentials: " + Errno.describe(-error));
        }
        assumed = false;
    }

    /** setresuid(2) and setresgid(2) as the kernel has them: for the calling thread. */
    private int setEffective(int number, int id) {
        return (int) tools.sys().invoke(number, KEEP, id, KEEP);
    }

    private int take(int number, long a, long b) {
        return (int) tools.sys().invoke(number, a, b);
    }

    /** setfsuid(2) and setfsgid(2) answer the previous id whatever happens; asking again tells whether it worked. */
    private int become(int number, int id) {
        tools.sys().invoke(number, id);
        return (int) tools.sys().invoke(number, KEEP) == id ? 0 : -Errno.EPERM;
    }
}
