package dev.remit.cli;

import java.lang.reflect.InvocationTargetException;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands that are described by annotations, and gives them the console. */
final class Commands implements IFactory {
    private final Console console;

    Commands(Console console) {
        this.console = console;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
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
