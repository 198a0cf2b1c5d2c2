package dev.remit.launch;

import dev.remit.linux.Syscall;
import dev.remit.linux.landlock.Ruleset;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.process.Spawn;
import dev.remit.linux.seccomp.SeccompFilter;
import java.lang.foreign.Arena;

/**
 * The one thread that takes the restrictions on and starts the program. Its work is laid out before; from the filter on
 * it makes no call but the spawn, allocates nothing and logs nothing, because it is supervised itself.
 */
final class Confinement implements Runnable {
    /** The thread has not come that far. */
    static final int PENDING = Integer.MIN_VALUE;

    private final Ruleset ruleset;
    private final SeccompFilter filter;
    private final Spawn spawn;
    private final Syscall sys;
    private final boolean waitKillable;

    private volatile int listener = PENDING;
    private volatile int process = PENDING;

    /** @param arena shared between threads */
    Confinement(Ruleset ruleset, SeccompFilter filter, Spawn spawn, boolean waitKillable, Arena arena) {
        this.ruleset = ruleset;
        this.filter = filter;
        this.spawn = spawn;
        this.waitKillable = waitKillable;
        this.sys = new Syscall(arena);
        // Links the calls that run() makes, so that nothing is linked or loaded once the filter is on.
        Prctl.hasNoNewPrivileges(sys);
    }

    @Override
    public void run() {
        int error = Prctl.setNoNewPrivileges(sys);
        error = error < 0 ? error : ruleset.restrictSelf(sys);
        if (error < 0) {
            listener = error;
            process = error;
            return;
        }
        int descriptor = filter.install(sys, waitKillable);
        listener = descriptor;
        process = descriptor < 0 ? descriptor : spawn.start(sys);
    }

    /** The listener, a negative errno, or {@link #PENDING}. */
    int listener() {
        return listener;
    }

    /** The program's process id, a negative errno, or {@link #PENDING}. */
    int process() {
        return process;
    }
}
