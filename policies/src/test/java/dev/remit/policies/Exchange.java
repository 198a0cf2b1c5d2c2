package dev.remit.policies;

import java.util.List;

/**
 * An attack of {@code src/test/executed/race.c} on one kind of program.
 *
 * @param program its kind: the ending of its name
 * @param how it is exchanged
 * @param when it is exchanged
 */
record Exchange(String program, String how, String when) {
    static final int SUCCEEDED = 0;
    static final int WITHSTOOD = 3;

    /** What can be done to a program, and to a script also while its interpreter is on the way. */
    static List<Exchange> all() {
        return List.of(new Exchange("elf", "rename", "read"), new Exchange("elf", "link", "read"),
                new Exchange("elf", "write", "closed"), new Exchange("sh", "rename", "read"),
                new Exchange("sh", "link", "read"), new Exchange("sh", "write", "closed"),
                new Exchange("sh", "rename", "opened"), new Exchange("sh", "link", "opened"),
                new Exchange("py", "rename", "read"), new Exchange("py", "write", "closed"),
                new Exchange("py", "rename", "opened"), new Exchange("py", "link", "opened"),
                new Exchange("line", "rename", "read"), new Exchange("line", "link", "read"),
                new Exchange("line", "write", "closed"));
    }

    /**
     * How it went.
     *
     * @param status {@link #SUCCEEDED} or {@link #WITHSTOOD}, or anything else when it could not be tried
     * @param tries how often the program was executed after an exchange
     */
    record Result(int status, int tries) {
        static Result of(Ended ended) {
            String[] words = ended.output().split(" ", 3);
            if (words.length < 3) {
                throw new AssertionError(ended.describe());
            }
            return new Result(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        }
    }

    @Override
    public String toString() {
        return program + ", " + how + " when " + when;
    }
}
