package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import dev.remit.policy.DeviceCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ioctl commands of devices, and which classes include them: {@code device-commands.table}. Immutable. */
public final class CommandTable {
    private static final String RESOURCE = "device-commands.table";
    private static final String SPACE = "space";
    private static final String ANY = "any";
    private static final String PERFORMED = ":performed";
    private static final int COLUMNS = 5;

    private final List<DeviceCommand> harmless = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    /**
     * One line.
     *
     * @param dialect whose command it is
     * @param classes that include it; empty for what merely belongs to the space
     * @param together whether all the classes that a node carries must be granted
     * @param reason one clause of English that says why
     */
    public record Line(DeviceInterface dialect, Set<DeviceClass> classes, boolean together, DeviceCommand command,
            String reason) {}

    private CommandTable() {}

    /**
     * Reads the built-in table.
     *
     * @throws IllegalStateException if it is malformed, which is a bug
     */
    public static CommandTable load() {
        try (InputStream stream = CommandTable.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("the resource " + RESOURCE + " is missing");
            }
            return read(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static CommandTable read(String text) {
        CommandTable table = new CommandTable();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isEmpty() && line.charAt(0) != '#') {
                try {
                    table.add(line.split(" +", COLUMNS));
                } catch (IllegalArgumentException problem) {
                    throw new IllegalStateException(RESOURCE + ":" + number + ": " + problem.getMessage(), problem);
                }
            }
        }
        return table;
    }

    private void add(String[] columns) {
        if (columns.length < COLUMNS) {
            throw new IllegalArgumentException("a column is missing");
        }
        boolean performed = columns[1].endsWith(PERFORMED);
        DeviceCommand command = command(columns[3], columns[2], performed);
        if (columns[0].equals(ANY)) {
            harmless.add(command);
            return;
        }
        DeviceInterface dialect = DeviceInterface.of(columns[0]);
        if (dialect == null) {
            throw new IllegalArgumentException("there is no interface " + columns[0]);
        }
        String spelled = performed ? columns[1].substring(0, columns[1].length() - PERFORMED.length()) : columns[1];
        boolean together = spelled.indexOf('+') >= 0;
        lines.add(new Line(dialect, spelled.equals(SPACE) ? Set.of() : classes(spelled, together ? "\\+" : ","),
                together, command, columns[4]));
    }

    private static Set<DeviceClass> classes(String spelled, String separator) {
        Set<DeviceClass> classes = EnumSet.noneOf(DeviceClass.class);
        for (String name : spelled.split(separator, -1)) {
            DeviceClass device = DeviceClass.of(name);
            if (device == null) {
                throw new IllegalArgumentException("there is no class " + name);
            }
            classes.add(device);
        }
        return classes;
    }

    private static DeviceCommand command(String name, String value, boolean performed) {
        int slash = value.indexOf('/');
        return slash < 0
                ? new DeviceCommand(name, number(value), DeviceCommand.SINGLE, performed)
                : new DeviceCommand(name, number(value.substring(0, slash)), number(value.substring(slash + 1)),
                        performed);
    }

    private static int number(String text) {
        if (!text.startsWith("0x")) {
            throw new IllegalArgumentException("not a hexadecimal number: " + text);
        }
        return Integer.parseUnsignedInt(text, 2, text.length(), 16);
    }

    /** Commands that may be used on whatever a program has open. */
    public List<DeviceCommand> harmless() {
        return List.copyOf(harmless);
    }

    /** All lines but those of {@link #harmless}, in the order of the table. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** All that the drivers behind a node know. */
    public List<DeviceCommand> space(DeviceInterface dialect) {
        List<DeviceCommand> space = new ArrayList<>();
        for (Line line : lines) {
            if (line.dialect() == dialect && line.classes().isEmpty()) {
                space.add(line.command());
            }
        }
        return space;
    }

    /**
     * The commands of a node.
     *
     * @param carried all classes that it carries
     * @param granted those of them that are granted
     */
    DeviceCommands commands(DeviceInterface dialect, Set<DeviceClass> carried, Set<DeviceClass> granted) {
        List<DeviceCommand> permitted = new ArrayList<>();
        for (Line line : lines) {
            if (line.dialect() == dialect && includes(line, carried, granted)) {
                permitted.add(line.command());
            }
        }
        return new DeviceCommands(space(dialect), permitted);
    }

    private static boolean includes(Line line, Set<DeviceClass> carried, Set<DeviceClass> granted) {
        boolean any = false;
        for (DeviceClass device : line.classes()) {
            any |= granted.contains(device);
        }
        return any && (!line.together() || granted.containsAll(carried));
    }

    /** The line that a command of an interface stands in, those that a class includes first; null for an unknown one. */
    public @Nullable Line find(DeviceInterface dialect, int command) {
        Line found = null;
        for (Line line : lines) {
            boolean better = found == null || found.classes().isEmpty();
            if (line.dialect() == dialect && better && line.command().matches(command)) {
                found = line;
            }
        }
        return found;
    }

    /** How the kernel's headers spell a command, whatever knows it; null when the table does not name it. */
    public @Nullable String nameOf(int command) {
        for (Line line : lines) {
            if (!line.classes().isEmpty() && line.command().matches(command)) {
                return line.command().name();
            }
        }
        return null;
    }
}
