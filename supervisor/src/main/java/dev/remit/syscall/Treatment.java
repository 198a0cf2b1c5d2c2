package dev.remit.syscall;

/** What becomes of a call whose condition does not hold, or that has none. */
public enum Treatment {
    /** The kernel does it, and the supervisor never hears of it. */
    ALLOW,
    /** Handed to the supervisor, which decides as the call's family demands. */
    SUPERVISE,
    /** Handed to the supervisor, which refuses it with EPERM, records and explains it. */
    REFUSE,
    /** Answered with ENOSYS in the kernel. */
    ABSENT
}
