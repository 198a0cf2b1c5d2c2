package dev.remit.handlers;

import dev.remit.linux.Errno;
import dev.remit.policy.Reason;

/**
 * Makes processes and threads: {@code fork}, {@code vfork} and {@code clone}, where somebody counts them or where they ask
 * for new namespaces. What is allowed is left to the kernel: all that decides it stands in a register.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clone.2.html">clone(2)</a>
 */
final class SpawnHandler implements Handler {
    /** Mount, control group, host name, IPC, user, process and network namespaces. */
    private static final int CLONE_NEW_ANY = 0x7E02_0000;

    private final int clone;
    private final ProcessTree tree;

    SpawnHandler(Worker worker, ProcessTree tree) {
        this.clone = worker.numbers().numberOf("clone");
        this.tree = tree;
    }

    @Override
    public void handle(Call call) {
        if (call.number() == clone && (call.intArgument(0) & CLONE_NEW_ANY) != 0) {
            call.note(call.argument(0));
            call.deny(Reason.CALL_REFUSED, Errno.EPERM);
        } else if (tree.admitsTask(call.tid())) {
            call.proceed();
        } else {
            call.deny(Reason.LIMIT_REACHED, Errno.EAGAIN);
        }
    }
}
