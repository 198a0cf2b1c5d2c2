package dev.remit.audit.report;

/** The names that the kernel's numbers go by. */
public interface Vocabulary {
    /** The name of a system call, such as {@code openat}; {@code call 4711} for one without a name. */
    String call(int nr);

    /** The name of an error, such as {@code EACCES}. */
    String errno(int errno);

    /**
     * Why a call is refused to every program, as a clause.
     *
     * @param nr number of the call
     * @param detail of the event: the command of an ioctl, the family of a socket
     */
    String whyRefused(int nr, long detail);

    /** What there is to say of devices. */
    default DeviceWords devices() {
        return DeviceWords.NONE;
    }
}
