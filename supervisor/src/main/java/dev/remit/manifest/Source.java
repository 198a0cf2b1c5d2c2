package dev.remit.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * A text that manifests come from: a file, a base fragment, or the options of a command line.
 *
 * @param name as diagnostics show it
 * @param lines the text without its line breaks
 */
public record Source(String name, List<String> lines) {
    /** The name of the source that the options of a command line are. */
    public static final String COMMAND_LINE = "command line";

    public Source {
        lines = List.copyOf(lines);
    }

    /** Splits a text at the line breaks of YAML 1.2: LF, CR LF and CR. */
    public static Source of(String name, String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\n' && c != '\r') {
                continue;
            }
            lines.add(text.substring(start, at));
            if (c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at++;
            }
            start = at + 1;
        }
        lines.add(text.substring(start));
        return new Source(name, lines);
    }

    /** Whether this is no file, but the options of a command line. */
    public boolean isCommandLine() {
        return name.equals(COMMAND_LINE);
    }

    /** The line with this 1-based number, or an empty string when there is none. */
    public String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }
}
