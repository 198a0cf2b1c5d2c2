package dev.remit.policies;

/**
 * How a process ended.
 *
 * @param exitCode 128+n when signal n ended it
 * @param output what it wrote to standard output
 * @param errors what it wrote to standard error
 */
record Ended(int exitCode, String output, String errors) {
    /** All of it, for the message of a failing test. */
    String describe() {
        return "exit code " + exitCode + "\n--- standard output\n" + output + "--- standard error\n" + errors + "---";
    }
}
