package dev.remit.syscall;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables' lines: columns separated by spaces, the last one running to the end of the line; {@code #} starts a
 * comment line. On the way to the program's start, therefore split by hand.
 */
final class TableReader {
    private static final long MAX_VALUE = 0xFFFF_FFFFL;

    private final String source;
    private final String text;
    private int lineNumber;
    private int lineEnd;
    private int position;

    TableReader(String source, String text) {
        this.source = source;
        this.text = text;
    }

    static TableReader ofResource(String name) {
        try (InputStream stream = TableReader.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new TableReader(name, new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<SystemCall> readCalls() {
        List<SystemCall> calls = new ArrayList<>(400);
        while (nextLine()) {
            String name = column();
            int x86Number = callNumber(column());
            int armNumber = callNumber(column());
            SystemCall.Ruling ruling = ruling(column(), column());
            calls.add(new SystemCall(name, x86Number, armNumber, ruling, remainder()));
        }
        return calls;
    }

    List<Command> readCommands() {
        List<Command> commands = new ArrayList<>(200);
        while (nextLine()) {
            String call = column();
            Command.Verdict verdict = verdict(column());
            Command.Values values = values(column());
            String name = column();
            commands.add(new Command(call, verdict, values, name, remainder()));
        }
        return commands;
    }

    /** Moves to the next line that is neither empty nor a comment. */
    private boolean nextLine() {
        int start = lineNumber == 0 ? 0 : lineEnd + 1;
        while (start < text.length()) {
            lineNumber++;
            int end = text.indexOf('\n', start);
            lineEnd = end < 0 ? text.length() : end;
            if (lineEnd > start && text.charAt(start) != '#') {
                position = start;
                return true;
            }
            start = lineEnd + 1;
        }
        return false;
    }

    private String column() {
        skipSpaces();
        int start = position;
        int end = text.indexOf(' ', start);
        position = end < 0 || end > lineEnd ? lineEnd : end;
        if (start == position) {
            throw malformed("a column is missing");
        }
        return text.substring(start, position);
    }

    private String remainder() {
        skipSpaces();
        if (position == lineEnd) {
            throw malformed("the reason is missing");
        }
        return text.substring(position, lineEnd);
    }

    private void skipSpaces() {
        while (position < lineEnd && text.charAt(position) == ' ') {
            position++;
        }
    }

    private int callNumber(String column) {
        return column.equals("-") ? SystemCall.NONE : (int) number(column, 0, column.length());
    }

    private SystemCall.Ruling ruling(String treatment, String condition) {
        Condition when = condition(condition);
        return switch (treatment) {
            case "allow" -> ruling(Treatment.ALLOW, null, when);
            case "absent" -> ruling(Treatment.ABSENT, null, when);
            case "refuse" -> ruling(Treatment.REFUSE, CallFamily.REFUSED, when);
            default -> ruling(Treatment.SUPERVISE, family(treatment), when);
        };
    }

    private SystemCall.Ruling ruling(Treatment treatment, @Nullable CallFamily family, Condition condition) {
        boolean handedOver = family != null;
        if (!handedOver && condition != Condition.NEVER) {
            throw malformed("a condition is of use only where the call is handed over otherwise");
        }
        return new SystemCall.Ruling(treatment, family, condition);
    }

    private CallFamily family(String treatment) {
        String prefix = "supervise:";
        for (CallFamily family : CallFamily.values()) {
            if (family != CallFamily.REFUSED && treatment.startsWith(prefix)
                    && treatment.substring(prefix.length()).equals(family.spelling())) {
                return family;
            }
        }
        throw malformed("there is no treatment " + treatment);
    }

    private Condition condition(String spelling) {
        for (Condition condition : Condition.values()) {
            if (condition.spelling().equals(spelling)) {
                return condition;
            }
        }
        throw malformed("there is no condition " + spelling);
    }

    private Command.Verdict verdict(String spelling) {
        return switch (spelling) {
            case "allow" -> Command.Verdict.ALLOW;
            case "refuse" -> Command.Verdict.REFUSE;
            case "roaming" -> Command.Verdict.ROAMING;
            default -> throw malformed("there is no verdict " + spelling);
        };
    }

    private Command.Values values(String column) {
        if (column.equals("*")) {
            return new Command.Values.Rest();
        }
        int slash = column.indexOf('/');
        if (slash > 0) {
            int mask = (int) number(column, slash + 1, column.length());
            int bits = (int) number(column, 0, slash);
            if ((bits & ~mask) != 0) {
                throw malformed("a value has bits outside its mask");
            }
            return new Command.Values.Masked(bits, mask);
        }
        int dash = column.indexOf('-');
        long low = number(column, 0, dash < 0 ? column.length() : dash);
        long high = dash < 0 ? low : number(column, dash + 1, column.length());
        if (high < low) {
            throw malformed("a range ends before it starts");
        }
        return new Command.Values.Range(low, high);
    }

    private long number(String column, int start, int end) {
        try {
            boolean hexadecimal = column.startsWith("0x", start);
            long value = Long.parseLong(column, hexadecimal ? start + 2 : start, end, hexadecimal ? 16 : 10);
            if (value >= 0 && value <= MAX_VALUE) {
                return value;
            }
        } catch (NumberFormatException failure) {
            throw malformed("not a number: " + column);
        }
        throw malformed("not a 32-bit number: " + column);
    }

    private IllegalStateException malformed(String what) {
        return new IllegalStateException(source + ":" + lineNumber + ": " + what);
    }
}
