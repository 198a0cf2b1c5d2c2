package dev.remit.compiler;

/**
 * An answer that the machine, or the caller's environment, gave when a policy was made.
 *
 * @param subject a path, or the name of a variable; empty where there is but one thing to ask about
 * @param answer in the words of {@link HostPlaces}
 */
public record Sighting(Question question, String subject, String answer) {
    /** What was asked. */
    public enum Question {
        /** What stands at a path; a link at its end is not followed. */
        KIND,
        /** Where a symbolic link leads. */
        LINK,
        /** Whether the caller may execute what a path leads to. */
        EXECUTABLE,
        /** What is mounted where. */
        MOUNTS,
        /** The value of a variable. */
        VARIABLE
    }
}
