package dev.remit.launch;

import dev.remit.handlers.ProcessTree;
import dev.remit.limits.LimitKeeper;
import dev.remit.linux.Syscall;
import dev.remit.linux.process.DeathSignal;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a run keeps of its processes: the program is given its limits before it runs anything, and every process that is met
 * is to die with the supervisor.
 */
final class RunTree implements ProcessTree {
    private final LimitKeeper limits;
    private final DeathSignal deathSignal;
    private final AtomicBoolean begun = new AtomicBoolean();

    RunTree(LimitKeeper limits, DeathSignal deathSignal) {
        this.limits = limits;
        this.deathSignal = deathSignal;
    }

    @Override
    public boolean begin(Syscall sys, int process) {
        return begun.get() || !begun.compareAndSet(false, true) || limits.place(sys, process);
    }

    @Override
    public void meet(Syscall sys, int process) {
        // One that cannot be taken in is left with calls that fail, like those that are never met.
        deathSignal.add(sys, process);
    }

    @Override
    public void mistake(Syscall sys, int process) {
        deathSignal.remove(sys, process);
    }

    @Override
    public boolean admitsTask(int thread) {
        return limits.admitsTask(thread);
    }
}
