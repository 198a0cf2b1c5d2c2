package dev.remit.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs several commands in one process, for the Java runtime to learn from what they need: a start-up cache is made from
 * one process, and no single command does all that the others do. For the launcher script; not a part of the command
 * line.
 */
final class Training {
    private static final String NEXT = ",";

    private Training() {}

    /** Arguments: commands, with a comma between them. */
    public static void main(String[] arguments) {
        Console console = new Console(System.out, System.err);
        List<String> command = new ArrayList<>();
        for (String word : arguments) {
            if (word.equals(NEXT)) {
                Main.execute(command.toArray(String[]::new), console);
                command.clear();
            } else {
                command.add(word);
            }
        }
        System.exit(Main.execute(command.toArray(String[]::new), console));
    }
}
