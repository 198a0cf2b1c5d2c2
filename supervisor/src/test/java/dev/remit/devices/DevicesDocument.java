package dev.remit.devices;

import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes {@code docs/devices.md} from the tables. */
final class DevicesDocument {
    private static final String INTRODUCTION = """
            # The ioctl commands that classes of devices include

            Generated from `supervisor/src/main/resources/dev/remit/devices/device-commands.table` and `device-files.table`; a
            test fails when it is not up to date and says how to write it again.

            Where a manifest grants classes of devices, a command that the drivers behind the granted nodes know can be used on
            those nodes whose classes include it; [manifest.md](manifest.md) tells the classes, and
            [decisions/devices.md](decisions/devices.md) how this is enforced. What `docs/system-calls.md` lists as refused
            stays refused. A name that ends in dots stands for all commands with that beginning.
            """;

    private final CommandTable table;
    private final StringBuilder text = new StringBuilder(INTRODUCTION);

    private DevicesDocument(CommandTable table) {
        this.table = table;
    }

    static String of(CommandTable table) {
        DevicesDocument document = new DevicesDocument(table);
        document.write();
        return document.text.toString();
    }

    private void write() {
        text.append("\n## On any file\n\n").append(names(table.harmless())).append('\n');
        for (DeviceInterface dialect : DeviceInterface.values()) {
            writeInterface(dialect);
        }
        text.append(
                "\n## What is read, and which variables are passed\n\n| class | files | variables |\n| --- | --- | --- |\n");
        FileTable files = FileTable.load();
        for (DeviceClass device : DeviceClass.values()) {
            writeFiles(files, device.spelling(), "`" + device.spelling() + "`");
        }
        writeFiles(files, FileTable.SOUND_SERVER, "a sound server");
    }

    private void writeFiles(FileTable files, String key, String title) {
        List<String> paths = files.files(key);
        List<String> variables = files.variables(key);
        if (!paths.isEmpty() || !variables.isEmpty()) {
            text.append("| ").append(title).append(" | ").append(codes(paths)).append(" | ").append(codes(variables))
                    .append(" |\n");
        }
    }

    private void writeInterface(DeviceInterface dialect) {
        Map<String, List<DeviceCommand>> groups = new LinkedHashMap<>();
        for (CommandTable.Line line : table.lines()) {
            if (line.dialect() == dialect && !line.classes().isEmpty()) {
                groups.computeIfAbsent(classes(line) + " | " + line.reason(), _ -> new ArrayList<>())
                        .add(line.command());
            }
        }
        if (groups.isEmpty()) {
            return;
        }
        text.append("\n## ").append(codes(dialect.places()))
                .append("\n\n| commands | classes | because |\n| --- | --- | --- |\n");
        groups.forEach((key, commands) -> text.append("| ").append(names(commands)).append(" | ").append(key)
                .append(" |\n"));
    }

    private static String classes(CommandTable.Line line) {
        List<String> spellings = line.classes().stream().sorted().map(DeviceClass::spelling).toList();
        return String.join(line.together() ? " with " : ", ", spellings);
    }

    private static String names(List<DeviceCommand> commands) {
        return codes(commands.stream().map(DeviceCommand::name).toList());
    }

    private static String codes(List<String> texts) {
        return String.join(", ", texts.stream().map(each -> "`" + each + "`").toList());
    }
}
