package dev.remit.compiler;

import dev.remit.devices.DeviceCatalog;
import dev.remit.devices.SystemTree;
import dev.remit.machine.Machine;
import dev.remit.machine.Question;
import dev.remit.policy.PathKinds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at a machine as resolving and lowering a manifest see it. */
public final class HostPlaces implements PlaceView {
    private final Machine machine;

    public HostPlaces(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Kind kindOf(String path) {
        return switch (machine.ask(Question.KIND, path)) {
            case Machine.MISSING -> Kind.MISSING;
            case Machine.LINK -> Kind.LINK;
            case Machine.DIRECTORY -> Kind.DIRECTORY;
            case Machine.REGULAR -> Kind.FILE;
            default -> Kind.OTHER;
        };
    }

    /** What lowering a policy asks. */
    public PathKinds kinds() {
        return path -> switch (machine.ask(Question.KIND, path)) {
            case Machine.MISSING, Machine.LINK -> PathKinds.Kind.ABSENT;
            case Machine.DIRECTORY -> PathKinds.Kind.DIRECTORY;
            case Machine.REGULAR -> PathKinds.Kind.REGULAR;
            case Machine.CHARACTER_DEVICE -> PathKinds.Kind.CHARACTER_DEVICE;
            default -> PathKinds.Kind.OTHER;
        };
    }

    /** Its devices. */
    DeviceCatalog devices() {
        return new DeviceCatalog(SystemTree.of(machine), this::variable);
    }

    @Override
    public String readLink(String path) {
        return machine.ask(Question.LINK, path);
    }

    @Override
    public boolean isExecutable(String path) {
        return machine.ask(Question.EXECUTABLE, path).equals(Machine.YES);
    }

    @Override
    public List<String> mountTable() {
        // Names in the table are bytes, of which each is a character until the escapes are undone.
        String table = machine.ask(Question.MOUNTS, "");
        return table.isEmpty() ? List.of() : List.of(table.split("\n", -1));
    }

    @Override
    public @Nullable String variable(String name) {
        String answer = machine.ask(Question.VARIABLE, name);
        return answer.isEmpty() ? null : answer.substring(Machine.SET.length());
    }
}
