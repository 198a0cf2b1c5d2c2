package dev.remit.launch;

/** The supervisor showed a defect while a program ran. The call in question was denied. */
public final class SupervisorDefectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SupervisorDefectException(Throwable cause) {
        super(cause);
    }
}
