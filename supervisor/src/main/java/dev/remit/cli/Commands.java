package dev.remit.cli;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands, and gives them the console and what stands behind {@code --}. */
final class Commands implements IFactory {
    private final Console console;
    private final List<String> command;
    private final boolean separated;

    /**
     * @param command the words behind {@code --}
     * @param separated whether there was a {@code --}
     */
    Commands(Console console, List<String> command, boolean separated) {
        this.console = console;
        this.command = List.copyOf(command);
        this.separated = separated;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == RunCommand.class) {
            return type.cast(new RunCommand(console, command, separated));
        }
        try {
            return type.getDeclaredConstructor(Console.class).newInstance(console);
        } catch (NoSuchMethodException none) {
            return made(type);
        } catch (InvocationTargetException wrapped) {
            throw new IllegalStateException(wrapped.getCause());
        }
    }

    private static <K> K made(Class<K> type) throws Exception {
        try {
            return CommandLine.defaultFactory().create(type);
        } catch (InvocationTargetException wrapped) {
            throw new IllegalStateException(wrapped.getCause());
        }
    }
}
