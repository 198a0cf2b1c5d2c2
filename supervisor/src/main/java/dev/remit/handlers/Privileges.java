package dev.remit.handlers;

import dev.remit.linux.Syscall;
import dev.remit.linux.process.Capabilities;
import java.lang.foreign.Arena;

/**
 * The effective capabilities of a worker's thread: its own, or what a target that it acts for has of them.
 *
 * <p>A program that gives up its privileges hides itself by that from everybody who has no more than it is left with: its
 * memory, its descriptors and its working directory. So the worker raises its capabilities again for as long as it looks
 * at the target itself, and lowers them before it touches anything for it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/ptrace.2.html">ptrace(2), access mode checking</a>
 */
public final class Privileges {
    private final Capabilities capabilities;
    private final long own;
    private long reducedTo;
    private boolean reduced;

    Privileges(Syscall sys, Arena arena) {
        this.capabilities = new Capabilities(sys, arena);
        this.own = Math.max(0, capabilities.effective());
    }

    /**
     * Keeps only {@code wanted} until {@link #restore}.
     *
     * @return 0, or a negative errno
     */
    int reduceTo(long wanted) {
        reduced = true;
        reducedTo = wanted & own;
        return capabilities.setEffective(reducedTo);
    }

    /**
     * Takes back all of the thread's own.
     *
     * @return 0, or a negative errno
     */
    int restore() {
        reduced = false;
        return capabilities.setEffective(own);
    }

    /** Begins to look at the target itself. */
    void raise() {
        if (reduced) {
            capabilities.setEffective(own);
        }
    }

    /** Ends it. */
    void lower() {
        if (reduced && capabilities.setEffective(reducedTo) < 0) {
            throw new IllegalStateException("cannot give up capabilities");
        }
    }

    /** Goes without one capability, where the thread has it, until {@link #giveBack}. */
    void withhold(int capability) {
        long all = reduced ? reducedTo : own;
        if ((all & 1L << capability) != 0 && capabilities.setEffective(all & ~(1L << capability)) < 0) {
            throw new IllegalStateException("cannot give up capabilities");
        }
    }

    /** Ends {@link #withhold}. */
    void giveBack(int capability) {
        long all = reduced ? reducedTo : own;
        if ((all & 1L << capability) != 0) {
            capabilities.setEffective(all);
        }
    }

    /** Has more capabilities than the target that it acts for, of those that the thread has, until {@link #giveBackAll}. */
    void lend(long more) {
        if (reduced && capabilities.setEffective(reducedTo | more & own) < 0) {
            throw new IllegalStateException("cannot raise capabilities");
        }
    }

    /** Goes without any capability until {@link #giveBackAll}. */
    void withholdAll() {
        if (own != 0 && capabilities.setEffective(0) < 0) {
            throw new IllegalStateException("cannot give up capabilities");
        }
    }

    /** Ends {@link #withholdAll} and {@link #lend}. */
    void giveBackAll() {
        if (own != 0) {
            capabilities.setEffective(reduced ? reducedTo : own);
        }
    }
}
