package dev.remit.launch;

import dev.remit.compiler.landlock.LandlockGrant;
import dev.remit.compiler.landlock.LandlockPlan;
import dev.remit.handlers.PinnedFiles;
import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.Fd;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.FileKind;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.landlock.LandlockAbi;
import dev.remit.linux.landlock.LandlockRights;
import dev.remit.linux.landlock.Ruleset;
import dev.remit.policy.Access;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns a Landlock plan into a ruleset of the running kernel, and remembers the identity of each file that is granted by
 * itself.
 */
final class KernelRuleset implements AutoCloseable {
    private static final int IDENTITY = 3;

    private final Ruleset ruleset;
    private final @Nullable ProgramImage program;
    private long[] identities = new long[0];

    private KernelRuleset(Ruleset ruleset, @Nullable ProgramImage program) {
        this.ruleset = ruleset;
        this.program = program;
    }

    /**
     * Builds the ruleset.
     *
     * @param program its file, which the grant on its path means whatever the path leads to by now; null where any content
     *        is accepted
     * @throws LinuxException when the kernel refuses a rule
     */
    static KernelRuleset build(Syscall sys, LandlockAbi abi, LandlockPlan plan, @Nullable ProgramImage program) {
        KernelRuleset built = new KernelRuleset(Ruleset.create(sys, abi), program);
        try (Arena arena = Arena.ofConfined()) {
            FileCalls files = new FileCalls(sys, arena);
            for (LandlockGrant grant : plan.grants()) {
                built.add(sys, files, grant);
            }
        } catch (RuntimeException failure) {
            built.close();
            throw failure;
        }
        return built;
    }

    private void add(Syscall sys, FileCalls files, LandlockGrant grant) {
        try (Arena arena = Arena.ofConfined()) {
            int pinned = pin(files, arena, grant);
            if (pinned == -Errno.ENOENT) {
                return;
            }
            LinuxException.check(pinned, "open", grant.path());
            try (Fd place = new Fd(sys, pinned)) {
                LinuxException.check(files.stat(place.value()), "statx", grant.path());
                boolean directory = (files.mode() & FileKind.MASK) == FileKind.DIRECTORY;
                if (directory && !grant.tree()) {
                    return;
                }
                ruleset.grant(place.value(), rights(grant, directory), grant.path());
                if (!grant.tree()) {
                    identify(files, grant.access());
                }
            }
        }
    }

    /** A path that became a symbolic link since it was looked at is not what the rule speaks of. */
    private int pin(FileCalls files, Arena arena, LandlockGrant grant) {
        if (program != null && !program.isCopy() && !grant.tree()
                && Arrays.equals(program.canonical(), CString.bytes(grant.path()))) {
            return files.reopen(program.descriptor(), OpenFlags.PATH, 0);
        }
        return files.pin(FileCalls.AT_CWD, CString.of(arena, grant.path()).address(), OpenFlags.NOFOLLOW, 0);
    }

    private static long rights(LandlockGrant grant, boolean directory) {
        int access = grant.access();
        long rights = (access & Access.READ) != 0 ? LandlockRights.READ : 0;
        rights |= (access & Access.WRITE) != 0 ? LandlockRights.WRITE : 0;
        rights |= (access & Access.EXECUTE) != 0 ? LandlockRights.EXECUTE : 0;
        rights |= grant.device() && !grant.tree() ? LandlockRights.IOCTL_DEV : 0;
        return directory ? rights : rights & LandlockRights.ON_FILES;
    }

    private void identify(FileCalls files, int access) {
        int at = identities.length;
        identities = Arrays.copyOf(identities, at + IDENTITY);
        identities[at] = files.device();
        identities[at + 1] = files.inode();
        identities[at + 2] = access;
    }

    Ruleset ruleset() {
        return ruleset;
    }

    PinnedFiles pinned() {
        return new PinnedFiles(identities);
    }

    @Override
    public void close() {
        ruleset.close();
    }
}
