package dev.remit.handlers;

import dev.remit.linux.Syscall;
import java.lang.foreign.Arena;

/**
 * Whether any supervised thread has changed its credentials yet, which are the supervisor's own until then. Shared by all
 * workers of a run.
 */
public final class CredentialChanges {
    private static final int NO_LISTENER = -1;

    private final OwnCredentials own;
    private volatile boolean any;

    /**
     * Takes the calling thread's credentials down as the supervisor's own.
     *
     * @throws dev.remit.linux.LinuxException when they cannot be read
     */
    public CredentialChanges(Syscall sys) {
        try (Arena arena = Arena.ofConfined()) {
            own = OwnCredentials.read(sys, new TargetStatus(Tools.of(arena, sys, NO_LISTENER)));
        }
    }

    /**
     * Gives the calling thread the supervisor's own credentials. A thread that acted for a target may have started it,
     * and then it has inherited what that had taken on. To be called before anything else that acts for targets.
     *
     * @throws IllegalStateException when it cannot have them
     */
    public void takeBackOwn(Syscall sys) {
        try (Arena arena = Arena.ofConfined()) {
            TargetStatus status = new TargetStatus(Tools.of(arena, sys, NO_LISTENER));
            if (!OwnCredentials.read(sys, status).equals(own)) {
                own.assume(sys, arena);
                if (!OwnCredentials.read(sys, status).equals(own)) {
                    throw new IllegalStateException("a worker cannot take back the supervisor's own credentials");
                }
            }
        }
    }

    OwnCredentials own() {
        return own;
    }

    boolean any() {
        return any;
    }

    void happened() {
        any = true;
    }
}
