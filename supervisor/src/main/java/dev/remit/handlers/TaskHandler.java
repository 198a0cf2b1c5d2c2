package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.policy.Reason;

/**
 * Calls that name another process and change it: limits, priorities, scheduling. Within the program's own tree they are
 * left to the kernel: the process is named by a register, which nobody can change behind the decision.
 *
 * <p>The tree is what descends from the supervisor. Orphans are handed to it, as it is the subreaper, so that a chain of
 * parents never leaves the tree before it reaches the supervisor.
 */
final class TaskHandler implements Handler {
    private static final int MOST_GENERATIONS = 10_000;
    private static final int WHO_IS_PROCESS_PRIORITY = 0;
    private static final int WHO_IS_PROCESS_IO_PRIORITY = 1;

    private final int setpriority;
    private final int ioprioSet;
    private final int kill;
    private final int pidfdSendSignal;
    private final TargetStatus status;
    private final int supervisor;

    TaskHandler(Worker worker) {
        this.setpriority = worker.numbers().numberOf("setpriority");
        this.ioprioSet = worker.numbers().numberOf("ioprio_set");
        this.kill = worker.numbers().numberOf("kill");
        this.pidfdSendSignal = worker.numbers().numberOf("pidfd_send_signal");
        this.status = worker.status();
        this.supervisor = (int) ProcessHandle.current().pid();
    }

    @Override
    public void handle(Call call) {
        boolean selects = call.number() == setpriority || call.number() == ioprioSet;
        int process = selects ? call.intArgument(1) : call.intArgument(0);
        int wanted = call.number() == setpriority ? WHO_IS_PROCESS_PRIORITY : WHO_IS_PROCESS_IO_PRIORITY;
        call.note(process);
        if (call.number() == pidfdSendSignal) {
            // Its argument is a descriptor, which says nothing of whose process it is.
            call.deny(Reason.OUTSIDE_TREE, Errno.EPERM);
            return;
        }
        if ((!selects || call.intArgument(0) == wanted) && (meansItself(call, process) || isInTree(process))) {
            call.proceed();
        } else {
            call.deny(Reason.OUTSIDE_TREE, Errno.EPERM);
        }
    }

    /** For most of these calls 0 stands for the caller; for signals it stands for a group, in which others may be. */
    private boolean meansItself(Call call, int process) {
        return process == 0 && call.number() != kill;
    }

    private boolean isInTree(int process) {
        int at = process;
        for (int i = 0; i < MOST_GENERATIONS && at > 1 && status.read(at) == 0; i++) {
            if (status.process() == supervisor) {
                return false;
            }
            at = status.parent();
            if (at == supervisor) {
                return true;
            }
        }
        return false;
    }
}
