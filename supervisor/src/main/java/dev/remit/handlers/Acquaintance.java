package dev.remit.handlers;

import dev.remit.linux.process.Pidfd;

/**
 * Makes the run's {@link ProcessTree} acquainted with each process that makes a supervised call. Which threads are known is
 * remembered by a table with one place for many of them: whoever was overwritten is met again, which does no harm.
 */
final class Acquaintance {
    private static final int PLACES = 1 << 10;

    private final Tools tools;
    private final TargetStatus status;
    private final ProcessTree tree;
    private final int[] known = new int[PLACES];

    Acquaintance(Tools tools, TargetStatus status, ProcessTree tree) {
        this.tools = tools;
        this.status = status;
        this.tree = tree;
    }

    /** To be called for each call, with the supervisor's own credentials. */
    void meet(Call call) {
        int thread = call.tid();
        int place = thread & PLACES - 1;
        if (known[place] != thread) {
            known[place] = thread;
            meet(call, thread);
        }
    }

    private void meet(Call call, int thread) {
        int process = process(thread);
        if (process > 0) {
            tree.meet(tools.sys(), process);
            if (!tools.listener().isWaiting(call.id())) {
                tree.mistake(tools.sys(), process);
            }
        }
    }

    private int process(int thread) {
        if (Pidfd.isProcess(tools.sys(), thread) == 1) {
            return thread;
        }
        return status.read(thread) == 0 ? status.process() : 0;
    }
}
