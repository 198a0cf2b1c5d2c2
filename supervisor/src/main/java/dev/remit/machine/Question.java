package dev.remit.machine;

/** What can be asked of a {@link Machine}. */
public enum Question {
    /** What stands at a path, in the words of {@link Machine}; a link at its end is not followed. */
    KIND,
    /** Where a symbolic link leads, as it is written in it. */
    LINK,
    /** Whether the caller may execute the regular file that a path leads to. */
    EXECUTABLE,
    /** The content of {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)), each byte as a character. */
    MOUNTS,
    /** The value of a variable, behind an equals sign. */
    VARIABLE,
    /** The names in a directory, in no order, with a slash behind each. */
    NAMES,
    /** The content of a file, each byte as a character. */
    CONTENT,
    /** Whether something stands where a path leads. */
    EXISTS,
    /** Whether a directory stands where a path leads. */
    DIRECTORY,
    /** The path that is left when all links were followed. */
    CANONICAL,
    /** The numbers of the character device that stands at a path, as {@code major:minor}. */
    DEVICE_NUMBER,
    /**
     * The number of the terminal that the caller's session belongs to; 0 without one: {@code tty_nr} in proc_pid_stat(5).
     */
    TERMINAL
}
