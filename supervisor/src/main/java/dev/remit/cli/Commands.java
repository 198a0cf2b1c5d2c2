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
        if (type == ValidateCommand.class) {
            return type.cast(new ValidateCommand(console));
        }
        if (type == ExplainCommand.class) {
            return type.cast(new ExplainCommand(console));
        }
        if (type == DevicesCommand.class) {
            return type.cast(new DevicesCommand(console));
        }
        if (type == CheckCommand.class) {
            return type.cast(new CheckCommand(console));
        }
        if (type == CompletionCommand.class) {
            return type.cast(new CompletionCommand(console));
        }
        try {
            return CommandLine.defaultFactory().create(type);
        } catch (InvocationTargetException wrapped) {
            throw new IllegalStateException(wrapped.getCause());
        }
    }
}
