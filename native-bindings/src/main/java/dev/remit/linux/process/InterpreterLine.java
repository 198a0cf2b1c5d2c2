package dev.remit.linux.process;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a script, read as the kernel reads it: the interpreter, and at most one argument for it, which may
 * hold blanks.
 *
 * <p>What is peculiar to the kernel and kept here: it looks at {@value #LENGTH} bytes only; a line that is longer is cut
 * off, but not within the interpreter's name; a NUL ends a word; blanks before the end of the line are dropped, but blanks
 * before the end of the file are followed by an empty argument.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">execve(2), Interpreter scripts</a>
 */
public final class InterpreterLine {
    /** As many bytes of a file as the kernel looks at. */
    public static final int LENGTH = 256;
    /** As many scripts in a row, each the interpreter of the one before, as the kernel follows. */
    public static final int MOST_SCRIPTS = 5;

    private static final int NONE = -1;
    private static final int AFTER_MARK = 2;

    private final byte[] interpreter;
    private final byte @Nullable [] argument;

    private InterpreterLine(byte[] interpreter, byte @Nullable [] argument) {
        this.interpreter = interpreter;
        this.argument = argument;
    }

    /** Whether a file that begins like this is a script, with an interpreter or without. */
    public static boolean isScript(byte[] head) {
        return head.length >= AFTER_MARK && head[0] == '#' && head[1] == '!';
    }

    /**
     * Reads the line.
     *
     * @param head the first bytes of a file; those from {@link #LENGTH} on do not matter
     * @return null where the kernel answers ENOEXEC
     */
    public static @Nullable InterpreterLine parse(byte[] head) {
        if (!isScript(head)) {
            return null;
        }
        byte[] line = Arrays.copyOf(head, LENGTH);
        int end = end(line);
        if (end == NONE) {
            return null;
        }
        while (isBlank(line[end - 1])) {
            end--;
        }
        int name = skipBlanks(line, AFTER_MARK, end);
        if (name == NONE || name == end) {
            return null;
        }
        int separator = endOfWord(line, name, end);
        int argument = separator != NONE && line[separator] != 0 ? skipBlanks(line, separator, end) : NONE;
        line[end] = 0;
        if (argument != NONE) {
            line[separator] = 0;
        }
        return new InterpreterLine(text(line, name), argument == NONE ? null : text(line, argument));
    }

    /** Where the line ends; {@link #NONE} when that would be within the interpreter's name. */
    private static int end(byte[] line) {
        for (int i = AFTER_MARK; i < line.length; i++) {
            if (line[i] == '\n') {
                return i;
            }
        }
        int name = skipBlanks(line, AFTER_MARK, LENGTH - 1);
        return name == NONE || endOfWord(line, name, LENGTH - 1) == NONE ? NONE : LENGTH - 1;
    }

    private static int skipBlanks(byte[] line, int from, int last) {
        for (int i = from; i <= last; i++) {
            if (!isBlank(line[i])) {
                return i;
            }
        }
        return NONE;
    }

    private static int endOfWord(byte[] line, int from, int last) {
        for (int i = from; i <= last; i++) {
            if (isBlank(line[i]) || line[i] == 0) {
                return i;
            }
        }
        return NONE;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    private static byte[] text(byte[] line, int from) {
        int end = from;
        while (end < line.length && line[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(line, from, end);
    }

    /** The interpreter's path as it is written; empty when a NUL stands there. */
    public byte[] interpreter() {
        return interpreter.clone();
    }

    /** The argument that comes before the script's path; may be empty; null when there is none. */
    public byte @Nullable [] argument() {
        return argument == null ? null : argument.clone();
    }
}
