package dev.remit.launch;

import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.linux.Syscall;
import dev.remit.linux.landlock.LandlockAbi;
import dev.remit.linux.process.Capabilities;
import java.lang.foreign.Arena;

/** What of this process and kernel a policy is compiled for. */
public final class Host {
    private Host() {}

    /**
     * The filter's options: changes of identity matter only to a supervisor that has a privilege to give up, and signals
     * are supervised only where Landlock does not confine them.
     */
    public static FilterOptions filterOptions() {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            boolean privileged = new Capabilities(sys, arena).effective() != 0;
            return new FilterOptions(privileged, LandlockAbi.query(sys).scopes() != 0, false);
        }
    }
}
