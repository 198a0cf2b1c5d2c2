package dev.remit.policies;

import java.util.List;

/**
 * An attack of the program in {@code src/test/races}.
 *
 * @param against the mode of the naive supervisor that it beats
 * @param name of the attack
 */
record Race(String against, String name) {
    static final int SUCCEEDED = 0;
    static final int REFUSED = 3;
    static final int IMPOSSIBLE = 5;

    /**
     * How an attack ended.
     *
     * @param status {@link #SUCCEEDED}, {@link #REFUSED}, or anything else for an attack that could not be tried
     * @param tries how often it was tried
     * @param name of the attack
     */
    record Result(int status, int tries, String name) {
        private static Result of(String line) {
            List<String> words = List.of(line.split(" ", 3));
            return new Result(Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)), words.get(2));
        }

        static List<Result> all(String output) {
            return output.lines().map(Result::of).toList();
        }
    }

    /** Reads what the program lists. */
    static List<Race> all(String output) {
        return output.lines().map(line -> new Race(line.substring(0, line.indexOf(' ')),
                line.substring(line.indexOf(' ') + 1))).toList();
    }

    /** The argument that has the program try this. */
    String argument(int rounds) {
        return name + "=" + rounds;
    }
}
