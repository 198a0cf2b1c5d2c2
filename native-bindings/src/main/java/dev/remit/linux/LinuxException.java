package dev.remit.linux;

/**
 * A refusal by the kernel, told in full: which operation, on what, with which errno. Thrown only on cold paths.
 */
public final class LinuxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final String subject;
    private final int errno;

    /**
     * @param operation the system call or library function, as its man page spells it
     * @param subject what it was applied to, or an empty string
     * @param errno the positive errno
     */
    public LinuxException(String operation, String subject, int errno) {
        super(operation + (subject.isEmpty() ? "" : " " + subject) + ": " + Errno.describe(errno));
        this.operation = operation;
        this.subject = subject;
        this.errno = errno;
    }

    public String operation() {
        return operation;
    }

    public String subject() {
        return subject;
    }

    /** The positive errno, as in {@link Errno}. */
    public int errno() {
        return errno;
    }

    /** Passes a result through, or throws when it is a negative errno. */
    public static long check(long result, String operation, String subject) {
        if (result < 0) {
            throw new LinuxException(operation, subject, (int) -result);
        }
        return result;
    }
}
