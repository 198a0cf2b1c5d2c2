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
 * comment line. Programs wait for this to start, and most of it runs interpreted: therefore split by hand, byte by byte.
 */
final class TableReader {
    private static final String SUPERVISE = "supervise:";

    private final String source;
    private final byte[] text;
    private int lineNumber;
    private int lineStart;
    private int lineEnd;
    private int columnStart;
    private int columnEnd;

    TableReader(String source, byte[] text) {
        this.source = source;
        this.text = text;
        lineEnd = -1;
    }

    static TableReader ofResource(String name) {
        try (InputStream stream = TableReader.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new TableReader(name, stream.readAllBytes());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Reads a table of calls.
     *
     * @throws IllegalStateException with file and line, if it is malformed
     */
    List<SystemCall> readCalls() {
        List<SystemCall> calls = new ArrayList<>(400);
        while (nextLine()) {
            String name = text();
            int x86Number = callNumber();
            int armNumber = callNumber();
            SystemCall.Ruling ruling = ruling();
            calls.add(new SystemCall(name, x86Number, armNumber, ruling, remainder()));
        }
        return calls;
    }

    /**
     * Reads a table of commands.
     *
     * @throws IllegalStateException with file and line, if it is malformed
     */
    List<Command> readCommands() {
        List<Command> commands = new ArrayList<>(200);
        while (nextLine()) {
            String call = text();
            Command.Verdict verdict = verdict();
            Command.Values values = values();
            String name = text();
            commands.add(new Command(call, verdict, values, name, remainder()));
        }
        return commands;
    }

    /** Moves to the next line that is neither empty nor a comment. */
    private boolean nextLine() {
        byte[] bytes = text;
        while (lineEnd + 1 < bytes.length) {
            lineNumber++;
            lineStart = lineEnd + 1;
            int end = lineStart;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            lineEnd = end;
            if (end > lineStart && bytes[lineStart] != '#') {
                columnEnd = lineStart;
                return true;
            }
        }
        return false;
    }

    /** Moves to the next column of the line. */
    private void nextColumn() {
        byte[] bytes = text;
        int start = columnEnd;
        while (start < lineEnd && bytes[start] == ' ') {
            start++;
        }
        int end = start;
        while (end < lineEnd && bytes[end] != ' ') {
            end++;
        }
        if (start == end) {
            throw malformed("a column is missing");
        }
        columnStart = start;
        columnEnd = end;
    }

    private String text() {
        nextColumn();
        return column();
    }

    private String column() {
        return new String(text, columnStart, columnEnd - columnStart, StandardCharsets.ISO_8859_1);
    }

    /** The rest of the line. */
    private String remainder() {
        nextColumn();
        columnEnd = lineEnd;
        return column();
    }

    private boolean isDash() {
        return columnEnd - columnStart == 1 && text[columnStart] == '-';
    }

    private int callNumber() {
        nextColumn();
        return isDash() ? SystemCall.NONE : (int) number(columnStart, columnEnd);
    }

    private SystemCall.Ruling ruling() {
        String treatment = text();
        Condition condition = condition();
        return switch (treatment) {
            case "allow" -> ruling(Treatment.ALLOW, null, condition);
            case "absent" -> ruling(Treatment.ABSENT, null, condition);
            case "refuse" -> ruling(Treatment.REFUSE, CallFamily.REFUSED, condition);
            default -> ruling(Treatment.SUPERVISE, family(treatment), condition);
        };
    }

    private SystemCall.Ruling ruling(Treatment treatment, @Nullable CallFamily family, Condition condition) {
        if (family == null && condition != Condition.NEVER) {
            throw malformed("a condition is of use only where the call is handed over otherwise");
        }
        return new SystemCall.Ruling(treatment, family, condition);
    }

    private CallFamily family(String treatment) {
        if (treatment.startsWith(SUPERVISE)) {
            String spelling = treatment.substring(SUPERVISE.length());
            for (CallFamily family : CallFamily.values()) {
                if (family != CallFamily.REFUSED && family.spelling().equals(spelling)) {
                    return family;
                }
            }
        }
        throw malformed("there is no treatment " + treatment);
    }

    private Condition condition() {
        nextColumn();
        if (isDash()) {
            return Condition.NEVER;
        }
        String spelling = column();
        for (Condition condition : Condition.values()) {
            if (condition.spelling().equals(spelling)) {
                return condition;
            }
        }
        throw malformed("there is no condition " + spelling);
    }

    private Command.Verdict verdict() {
        String spelling = text();
        return switch (spelling) {
            case "allow" -> Command.Verdict.ALLOW;
            case "refuse" -> Command.Verdict.REFUSE;
            case "roaming" -> Command.Verdict.ROAMING;
            case "identity" -> Command.Verdict.IDENTITY;
            case "device" -> Command.Verdict.DEVICE;
            default -> throw malformed("there is no verdict " + spelling);
        };
    }

    private Command.Values values() {
        nextColumn();
        int separator = columnStart;
        while (separator < columnEnd && text[separator] != '-' && text[separator] != '/') {
            separator++;
        }
        if (separator == columnEnd) {
            if (separator - columnStart == 1 && text[columnStart] == '*') {
                return new Command.Values.Rest();
            }
            long only = number(columnStart, columnEnd);
            return new Command.Values.Range(only, only);
        }
        long left = number(columnStart, separator);
        long right = number(separator + 1, columnEnd);
        return text[separator] == '-' ? range(left, right) : masked((int) left, (int) right);
    }

    private Command.Values range(long low, long high) {
        if (high < low) {
            throw malformed("the range " + column() + " ends before it starts");
        }
        return new Command.Values.Range(low, high);
    }

    private Command.Values masked(int bits, int mask) {
        if ((bits & ~mask) != 0) {
            throw malformed("the value " + column() + " has bits outside its mask");
        }
        return new Command.Values.Masked(bits, mask);
    }

    /** A decimal number, or a hexadecimal one after {@code 0x}, of at most 32 bits. */
    private long number(int start, int end) {
        boolean hexadecimal = end - start > 2 && text[start] == '0' && text[start + 1] == 'x';
        int radix = hexadecimal ? 16 : 10;
        int position = hexadecimal ? start + 2 : start;
        long value = position < end ? 0 : -1;
        while (position < end && value >= 0) {
            int digit = Character.digit(text[position++], radix);
            value = digit < 0 ? -1 : value * radix + digit;
            if (value > 0xFFFF_FFFFL) {
                value = -1;
            }
        }
        if (value < 0) {
            throw malformed("not a 32-bit number: " + column());
        }
        return value;
    }

    private IllegalStateException malformed(String what) {
        return new IllegalStateException(source + ":" + lineNumber + ": " + what);
    }
}
