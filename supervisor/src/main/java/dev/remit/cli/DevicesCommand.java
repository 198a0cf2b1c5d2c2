package dev.remit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.remit.devices.CarriedNode;
import dev.remit.devices.CommandTable;
import dev.remit.devices.DeviceAnswer;
import dev.remit.devices.DeviceCatalog;
import dev.remit.devices.DeviceRequest;
import dev.remit.devices.ReadablePlace;
import dev.remit.devices.ServerSocket;
import dev.remit.devices.SystemTree;
import dev.remit.machine.Machine;
import dev.remit.policy.DeviceClass;
import dev.remit.policy.DeviceCommand;
import dev.remit.policy.Extent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells the device classes, what carries them on this machine, and what each would grant. */
@Command(name = "devices", mixinStandardHelpOptions = true, //
        description = "Tells the device classes, what carries them on this machine and what each would grant.")
final class DevicesCommand implements Callable<Integer> {
    private static final int NAME_WIDTH = 13;

    private final Console console;

    @Option(names = "--json", description = "As JSON, with the names of commands and files.")
    private boolean json;

    @Option(names = "--root", paramLabel = "DIR", //
            description = "Looks at another machine's files, copied below DIR; nodes are files that hold their numbers.")
    private @Nullable Path root;

    DevicesCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Failure, IOException {
        DeviceCatalog catalog = new DeviceCatalog(tree(), CallerEnvironment.get()::get);
        if (json) {
            writeJson(catalog);
        } else {
            print(catalog);
        }
        return ExitCode.SUCCESS;
    }

    private SystemTree tree() throws Failure {
        if (root == null) {
            return SystemTree.of(Machine.ofCaller(CallerEnvironment.get()));
        }
        try {
            return SystemTree.below(root.toRealPath());
        } catch (IOException e) {
            throw Failure.of(ExitCode.REMIT_FAILED, root + ": no such directory", "");
        }
    }

    private void print(DeviceCatalog catalog) {
        for (DeviceClass device : DeviceClass.values()) {
            String name = device.spelling() + " ".repeat(NAME_WIDTH - device.spelling().length());
            List<String> lines = lines(catalog, device);
            console.print(name + (lines.isEmpty() ? "nothing on this machine" : lines.getFirst()));
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                console.print(" ".repeat(NAME_WIDTH) + line);
            }
        }
        console.print("");
        console.print(
                "A node or server that carries several classes is granted only with all of them. What is plugged in "
                        + "later is not granted.");
    }

    private static List<String> lines(DeviceCatalog catalog, DeviceClass device) {
        DeviceAnswer answer = catalog.answer(List.of(DeviceRequest.of(device))).getFirst();
        List<String> lines = new ArrayList<>();
        Set<String> commands = new TreeSet<>();
        Set<String> files = new TreeSet<>();
        for (DeviceAnswer.Node node : answer.nodes()) {
            lines.add(node.node().node().path() + (node.node().writable() ? "" : " (read only)")
                    + others(catalog, node.node(), device));
            node.commands().permitted().forEach(command -> commands.add(command.name()));
            node.files().forEach(place -> files.add(place.path()));
        }
        for (ServerSocket socket : answer.sockets()) {
            lines.add(socket.path() + " (" + socket.server() + ")");
        }
        if (!commands.isEmpty()) {
            lines.add(commands.size() + " ioctl commands; " + files.size() + " files by which programs find it");
        }
        for (DeviceAnswer.Withheld withheld : answer.withheld()) {
            lines.add(withheld.path() + " only with " + spellings(withheld.missing()));
        }
        return lines;
    }

    /** Some commands of a node that each class grants by itself take all of them. */
    private static String others(DeviceCatalog catalog, CarriedNode node, DeviceClass device) {
        Set<DeviceClass> others = new TreeSet<>(node.classes());
        others.remove(device);
        boolean together = false;
        for (CommandTable.Line line : catalog.commands().lines()) {
            together |= line.together() && line.dialect() == node.dialect();
        }
        return others.isEmpty() || !together ? "" : ", for all of it with " + spellings(others);
    }

    static String spellings(Collection<DeviceClass> classes) {
        return String.join(" and ", new TreeSet<>(classes).stream().map(DeviceClass::spelling).toList());
    }

    private void writeJson(DeviceCatalog catalog) throws IOException {
        JsonGenerator out = new JsonFactory().createGenerator(console.out()).useDefaultPrettyPrinter();
        out.writeStartObject();
        out.writeNumberField("schema", 1);
        out.writeArrayFieldStart("classes");
        for (DeviceClass device : DeviceClass.values()) {
            writeClass(out, catalog, device);
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeRaw('\n');
        out.flush();
    }

    private static void writeClass(JsonGenerator out, DeviceCatalog catalog, DeviceClass device) throws IOException {
        DeviceAnswer answer = catalog.answer(List.of(DeviceRequest.of(device))).getFirst();
        out.writeStartObject();
        out.writeStringField("class", device.spelling());
        out.writeArrayFieldStart("nodes");
        for (DeviceAnswer.Node node : answer.nodes()) {
            writeNode(out, node);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("servers");
        for (ServerSocket socket : answer.sockets()) {
            out.writeStartObject();
            out.writeStringField("path", socket.path());
            out.writeStringField("server", socket.server());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("withheld");
        for (DeviceAnswer.Withheld withheld : answer.withheld()) {
            out.writeStartObject();
            out.writeStringField("path", withheld.path());
            writeTexts(out, "missing", withheld.missing().stream().sorted().map(DeviceClass::spelling).toList());
            out.writeEndObject();
        }
        out.writeEndArray();
        writeTexts(out, "libraryFiles", catalog.libraryFiles(answer));
        writeTexts(out, "variables", catalog.variables(answer));
        out.writeEndObject();
    }

    private static void writeNode(JsonGenerator out, DeviceAnswer.Node granted) throws IOException {
        CarriedNode node = granted.node();
        out.writeStartObject();
        out.writeStringField("path", node.node().path());
        out.writeStringField("number", node.node().number());
        out.writeStringField("interface", node.dialect().spelling());
        writeTexts(out, "carries", node.classes().stream().sorted().map(DeviceClass::spelling).toList());
        out.writeStringField("permission", node.writable() ? "readWrite" : "read");
        writeTexts(out, "commands", granted.commands().permitted().stream().map(DeviceCommand::name).toList());
        List<String> files = new ArrayList<>();
        for (ReadablePlace place : granted.files()) {
            files.add(place.extent() == Extent.SUBTREE ? place.path() + "/**" : place.path());
        }
        writeTexts(out, "files", files);
        out.writeEndObject();
    }

    private static void writeTexts(JsonGenerator out, String field, List<String> texts) throws IOException {
        out.writeArrayFieldStart(field);
        for (String text : texts) {
            out.writeString(text);
        }
        out.writeEndArray();
    }
}
