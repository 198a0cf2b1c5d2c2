package dev.remit.handlers;

import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.process.Capabilities;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The supervisor's credentials, as the calling thread has them. A thread inherits those that its starter has at that
 * moment, which may be a target's; so they are taken down once for a run, by a thread that never acts for a target.
 *
 * @param user ids
 * @param group ids
 * @param groups supplementary ones
 * @param capabilities the effective ones, a bit each
 * @see <a href="https://man7.org/linux/man-pages/man7/credentials.7.html">credentials(7)</a>
 */
record OwnCredentials(Ids user, Ids group, List<Integer> groups, long capabilities) {
    private static final int KEEP = -1;

    /**
     * Ids of one kind.
     *
     * @param effective which others are told of who is connected to them
     * @param fileSystem by which files are accessed
     * @param sole -1 when the real, effective, saved and file system one are not the same
     */
    record Ids(int effective, int fileSystem, int sole) {}

    /**
     * Those of the calling thread.
     *
     * @param status to read with
     * @throws LinuxException when they cannot be read
     */
    static OwnCredentials read(Syscall sys, TargetStatus status) {
        LinuxException.check(status.read((int) sys.invoke(SyscallNumber.GETTID, 0)), "read", "own status");
        return new OwnCredentials(
                new Ids(status.effectiveUser(), status.fileSystemUser(), status.soleUser()),
                new Ids(status.effectiveGroup(), status.fileSystemGroup(), status.soleGroup()),
                status.groups(), status.capabilities());
    }

    /** The supplementary groups as setgroups(2) takes them. */
    MemorySegment groups(Arena arena) {
        MemorySegment list = arena.allocate(ValueLayout.JAVA_INT, groups.size());
        for (int i = 0; i < groups.size(); i++) {
            list.setAtIndex(ValueLayout.JAVA_INT, i, groups.get(i));
        }
        return list;
    }

    /** Makes these the calling thread's credentials, as far as they can be; what became of it is to be read again. */
    void assume(Syscall sys, Arena arena) {
        Capabilities own = new Capabilities(sys, arena);
        own.setEffective(capabilities);
        sys.invoke(SyscallNumber.SETRESUID, KEEP, user.effective(), KEEP);
        own.setEffective(capabilities);
        sys.invoke(SyscallNumber.SETRESGID, KEEP, group.effective(), KEEP);
        sys.invoke(SyscallNumber.SETGROUPS, groups.size(), groups(arena).address());
        sys.invoke(SyscallNumber.SETFSGID, group.fileSystem());
        sys.invoke(SyscallNumber.SETFSUID, user.fileSystem());
        own.setEffective(capabilities);
    }
}
