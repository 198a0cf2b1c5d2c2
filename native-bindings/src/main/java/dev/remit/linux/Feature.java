package dev.remit.linux;

/**
 * Something that Remit wants of a kernel, and whether it is there.
 *
 * @param name for people, such as {@code Landlock truncation}
 * @param present whether it can be used
 * @param cause what the kernel answered that shows it, such as {@code openat2 answered ENOSYS}
 * @param need what its absence means for a run
 * @param loss what is lost without it, as a sentence without full stop
 * @param remedy how to get it, such as {@code Linux 5.19 or newer}
 */
public record Feature(String name, boolean present, String cause, Need need, String loss, String remedy) {
    /** What the absence of a feature means for a run. */
    public enum Need {
        /** Nothing can be supervised: a run must refuse. */
        REQUIRED,
        /** A promise cannot be kept in full: a run goes on only when told to. */
        PROTECTION,
        /** Some calls are refused or slower, but nothing that the manifest denies becomes possible. */
        CONVENIENCE
    }

    /** The whole of it in one line: the name, whether it is there, and the cause. */
    @Override
    public String toString() {
        return name + (present ? ": present (" : ": missing (") + cause + ")";
    }
}
