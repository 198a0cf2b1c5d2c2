package dev.remit.cli;

import dev.remit.display.Visible;
import java.io.PrintStream;

/** Where Remit's own words go. */
final class Console {
    private static final String PREFIX = "remit: ";

    private final PrintStream out;
    private final PrintStream err;

    Console(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** A result that was asked for; to standard output. */
    void print(String line) {
        out.println(Visible.lines(line));
    }

    /** Standard output, for what writes by itself. */
    PrintStream out() {
        return out;
    }

    /** Words of Remit; the prefix stands before the first line. */
    void say(String text) {
        err.println(PREFIX + Visible.lines(text));
    }

    /** Text that is to be copied or has a form of its own, such as diagnostics: no prefix. */
    void show(String text) {
        err.println(text);
    }
}
