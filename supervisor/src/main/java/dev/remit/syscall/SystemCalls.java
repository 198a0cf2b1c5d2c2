package dev.remit.syscall;

import java.util.ArrayList;
import java.util.List;

/**
 * Every system call that is known, with what becomes of it. Immutable.
 *
 * @see Condition
 */
public final class SystemCalls {
    private final List<SystemCall> calls;
    private final List<Command> commands;

    SystemCalls(List<SystemCall> calls, List<Command> commands) {
        this.calls = List.copyOf(calls);
        this.commands = List.copyOf(commands);
    }

    /**
     * Reads the built-in tables.
     *
     * @throws IllegalStateException if they are malformed, which is a bug
     */
    public static SystemCalls load() {
        TableReader calls = TableReader.ofResource("calls.table");
        TableReader commands = TableReader.ofResource("commands.table");
        return new SystemCalls(calls.readCalls(), commands.readCommands());
    }

    /** All calls in the order of the table. */
    public List<SystemCall> all() {
        return calls;
    }

    /**
     * The commands of a call with {@link Condition#LISTED_COMMAND}, in the order in which they are tried: single numbers
     * and ranges in ascending order, which do not overlap, then masks, then the rest.
     */
    public List<Command> commandsOf(String call) {
        List<Command> found = new ArrayList<>();
        for (Command command : commands) {
            if (command.call().equals(call)) {
                found.add(command);
            }
        }
        found.sort(Command.IN_ORDER_OF_TRIAL);
        return found;
    }

    /** The command that a value of a call's command argument means; its low 32 bits count. */
    public Command command(String call, long value) {
        for (Command command : commandsOf(call)) {
            if (command.values().contains((int) value)) {
                return command;
            }
        }
        throw new IllegalArgumentException(call + " has no listed commands");
    }

    /** The calls of one architecture by their numbers. */
    public CallNumbers on(Architecture architecture) {
        return new CallNumbers(architecture, calls, commandsOf("ioctl"));
    }
}
