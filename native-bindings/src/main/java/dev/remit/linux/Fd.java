package dev.remit.linux;

/**
 * A file descriptor that this process owns and closes once. For cold paths; hot paths carry plain ints.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
 */
public final class Fd implements AutoCloseable {
    private final Syscall sys;
    private int value;

    public Fd(Syscall sys, int value) {
        this.sys = sys;
        this.value = value;
    }

    /** The number; negative after {@link #close()}. */
    public int value() {
        return value;
    }

    /** Closes the descriptor; a second time does nothing. The kernel frees the number whatever close answers. */
    @Override
    public void close() {
        if (value >= 0) {
            sys.invoke(SyscallNumber.CLOSE, value);
            value = -1;
        }
    }
}
