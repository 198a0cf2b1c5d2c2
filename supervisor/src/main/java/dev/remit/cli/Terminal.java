package dev.remit.cli;

import java.io.Console;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The person at the terminal, if there is one. */
final class Terminal {
    private Terminal() {}

    /** Whether somebody can be asked: both standard input and standard output are a terminal. */
    static boolean isInteractive() {
        return console() != null;
    }

    /** Asks a question that is to be answered by yes; anything else, also the end of the input, is no. */
    static boolean confirms(String question) {
        Console console = console();
        String answer = console == null ? null : console.readLine("%s [y/N] ", question);
        String word = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }

    /** Asks for something that is not shown while it is typed; null where nobody can be asked. */
    static char @Nullable [] secret(String prompt) {
        Console console = console();
        return console == null ? null : console.readPassword("%s: ", prompt);
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again where nobody is there, since JDK 25 makes its own console
    private static @Nullable Console console() {
        Console console = System.console();
        return console != null && console.isTerminal() ? console : null;
    }
}
