package dev.remit.manifest.yaml;

import dev.remit.policy.DeviceClass;
import dev.remit.manifest.DeviceRule;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.DirectoryRule;
import dev.remit.manifest.Grants;
import dev.remit.manifest.Keys;
import dev.remit.manifest.Located;
import dev.remit.manifest.Metadata;
import dev.remit.manifest.NetworkRule;
import dev.remit.manifest.ParsedPath;
import dev.remit.policy.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a manifest or a base fragment grants. */
final class GrantsReader {
    private final Fields fields;
    private final Values values;
    private final Diagnostics diagnostics;
    private final PathReader paths;

    GrantsReader(Fields fields, Values values, Diagnostics diagnostics) {
        this.fields = fields;
        this.values = values;
        this.diagnostics = diagnostics;
        this.paths = new PathReader(values, diagnostics);
    }

    Grants read() {
        Contradictions contradictions = new Contradictions(diagnostics);
        List<Located<String>> uses = values.list(fields.get("uses"), "uses",
                item -> values.line(item, "the name of a base fragment"));
        List<DirectoryRule> directories = values.list(fields.get("allowedDirectories"), "allowedDirectories",
                item -> directory(item, contradictions));
        List<NetworkRule> networks = values.list(fields.get("allowedNetwork"), "allowedNetwork",
                new NetworkReader(values, diagnostics, contradictions)::read);
        List<DeviceRule> devices = values.list(fields.get("allowedDevices"), "allowedDevices",
                item -> device(item, contradictions));
        Located<Metadata> metadata = values.word(fields.get("metadata"), "kind of metadata", Metadata.SPELLINGS,
                Metadata::of);
        contradictions.fragments(uses == null ? List.of() : uses);
        return new Grants(uses, orEmpty(directories), orEmpty(networks), orEmpty(devices), metadata);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private @Nullable DirectoryRule directory(YamlNode node, Contradictions contradictions) {
        Fields keys = Fields.read(node, Keys.DIRECTORY, "allowedDirectories", diagnostics);
        if (keys == null) {
            return null;
        }
        Located<String> name = values.line(keys.get("name"), "name");
        Located<String> path = values.text(keys.required("path", "an entry of allowedDirectories"), "path");
        Located<Permission> permission = values.word(keys.required("permission", "an entry of allowedDirectories"),
                "permission", Permission.SPELLINGS, Permission::of);
        if (name != null) {
            contradictions.directoryName(name);
        }
        if (path == null || contradictions.isFull()) {
            return null;
        }
        List<ParsedPath> parsed = paths.check(path);
        if (permission == null || parsed.isEmpty()) {
            return null;
        }
        contradictions.directory(path, parsed, permission.value());
        return new DirectoryRule(name, path, permission);
    }

    private @Nullable DeviceRule device(YamlNode node, Contradictions contradictions) {
        List<String> classes = DeviceClass.spellings();
        if (node instanceof YamlNode.Scalar) {
            Located<DeviceClass> device = values.word(node, "device class", classes, DeviceClass::of);
            return device == null ? null : contradictions.device(new DeviceRule(device, null, null));
        }
        Fields keys = Fields.read(node, Keys.DEVICE, "allowedDevices", diagnostics);
        if (keys == null) {
            return null;
        }
        Located<DeviceClass> device = values.word(keys.required("class", "an entry of allowedDevices"),
                "device class", classes, DeviceClass::of);
        Located<String> path = node(paths.literal(keys.get("path"), "path"));
        Located<String> through = values.word(keys.get("through"), "way to a device", List.of(DeviceRule.SERVER),
                spelling -> spelling.equals(DeviceRule.SERVER) ? spelling : null);
        if (device == null || (path == null && keys.get("path") != null)) {
            return null;
        }
        if (through != null && device.value() != DeviceClass.AUDIO_OUT) {
            diagnostics.add(Diagnostic.error(keys.placeOf("through"), "through",
                    "only audioOut can go through a server").expecting("no key through"));
        }
        return contradictions.device(new DeviceRule(device, path, through));
    }

    private @Nullable Located<String> node(@Nullable Located<String> path) {
        if (path != null && (!path.value().startsWith("/dev/") || path.value().endsWith("/"))) {
            diagnostics.add(Diagnostic.error(path.place(), path.value(), "this is no path of a device node")
                    .expecting("a path such as /dev/ttyUSB0"));
            return null;
        }
        return path;
    }
}
