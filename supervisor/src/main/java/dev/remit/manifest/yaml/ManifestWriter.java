package dev.remit.manifest.yaml;

import dev.remit.manifest.AddressSet;
import dev.remit.manifest.DeviceRule;
import dev.remit.manifest.DirectoryRule;
import dev.remit.manifest.Environment;
import dev.remit.manifest.Grants;
import dev.remit.manifest.Hash;
import dev.remit.manifest.Identity;
import dev.remit.policy.Limit;
import dev.remit.manifest.Located;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Metadata;
import dev.remit.manifest.NetworkRule;
import dev.remit.manifest.NetworkRule.Endpoint;
import dev.remit.manifest.Start;
import dev.remit.manifest.TemporaryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a manifest as YAML that reads back as an equal manifest. */
public final class ManifestWriter {
    private final StringBuilder out = new StringBuilder();

    private ManifestWriter() {}

    /** The text of a manifest, ended by a line feed. */
    public static String write(Manifest manifest) {
        ManifestWriter writer = new ManifestWriter();
        writer.identity(manifest.identity());
        writer.start(manifest.start(), manifest.grants());
        writer.grants(manifest.grants());
        writer.limits(manifest.limits());
        return writer.out.toString();
    }

    private void identity(Identity identity) {
        line("manifestVersion", Manifest.VERSION);
        text("name", identity.name());
        text("author", identity.author());
        text("version", identity.version());
        text("description", identity.description());
    }

    private void start(Start start, Grants grants) {
        text("run", start.run());
        if (!start.args().isEmpty()) {
            line("args", flow(texts(start.args())));
        }
        if (!start.hashes().isEmpty()) {
            line("hash", oneOrFlow(hashes(start.hashes())));
        }
        List<Located<String>> uses = grants.uses();
        if (uses != null) {
            line("uses", flow(texts(uses)));
        }
        text("workingDirectory", start.workingDirectory());
        Located<TemporaryDirectory> temporary = start.temporaryDirectory();
        if (temporary != null) {
            line("temporaryDirectory", temporary.value().spelling());
        }
        environment(start.environment());
    }

    private static List<String> hashes(List<Located<Hash>> hashes) {
        List<String> spellings = new ArrayList<>();
        for (Located<Hash> hash : hashes) {
            spellings.add(YamlText.quoted(switch (hash.value()) {
                case Hash.Known known -> known.digest().toString();
                case Hash.Placeholder placeholder -> placeholder.text();
            }));
        }
        return spellings;
    }

    private void environment(Environment environment) {
        List<Located<String>> pass = environment.pass();
        if (pass == null && environment.set().isEmpty()) {
            return;
        }
        out.append("environment:\n");
        if (pass != null) {
            line("  pass", flow(texts(pass)));
        }
        if (!environment.set().isEmpty()) {
            out.append("  set:\n");
            environment.set().forEach((name, value) -> line("    " + YamlText.quoted(name),
                    YamlText.quoted(value.value())));
        }
    }

    private void grants(Grants grants) {
        if (!grants.directories().isEmpty()) {
            out.append("\nallowedDirectories:\n");
            grants.directories().forEach(this::directory);
        }
        if (!grants.networks().isEmpty()) {
            out.append("\nallowedNetwork:\n");
            grants.networks().forEach(this::network);
        }
        if (!grants.devices().isEmpty()) {
            out.append("\nallowedDevices:\n");
            grants.devices().forEach(this::device);
        }
        Located<Metadata> metadata = grants.metadata();
        if (metadata != null) {
            out.append('\n');
            line("metadata", metadata.value().spelling());
        }
    }

    private void directory(DirectoryRule rule) {
        List<String> fields = new ArrayList<>();
        add(fields, "name", rule.name());
        add(fields, "path", rule.path());
        fields.add("permission: " + rule.permission().value().spelling());
        item(fields);
    }

    private void network(NetworkRule rule) {
        List<String> fields = new ArrayList<>();
        add(fields, "name", rule.name());
        fields.add("direction: " + rule.direction().value().spelling());
        boolean lazy = false;
        switch (rule.endpoint()) {
            case Endpoint.Host(Located<String> name, boolean whenNeeded) -> {
                add(fields, "host", name);
                lazy = whenNeeded;
            }
            case Endpoint.Addresses(List<Located<AddressSet>> sets) -> {
                List<String> spellings = new ArrayList<>();
                sets.forEach(set -> spellings.add(YamlText.quoted(set.value().spelling())));
                fields.add("ip: " + oneOrFlow(spellings));
            }
        }
        List<String> protocols = new ArrayList<>();
        rule.protocols().forEach(protocol -> protocols.add(protocol.value().spelling()));
        fields.add("protocol: " + oneOrFlow(protocols));
        List<String> ports = new ArrayList<>();
        rule.ports().forEach(port -> ports.add(port.value().toString()));
        if (!ports.isEmpty()) {
            fields.add("port: " + oneOrFlow(ports));
        }
        if (lazy) {
            fields.add("resolve: lazy");
        }
        item(fields);
    }

    private void device(DeviceRule rule) {
        if (rule.path() == null && rule.through() == null) {
            out.append("  - ").append(rule.device().value().spelling()).append('\n');
            return;
        }
        List<String> fields = new ArrayList<>();
        fields.add("class: " + rule.device().value().spelling());
        add(fields, "path", rule.path());
        add(fields, "through", rule.through());
        item(fields);
    }

    private void limits(Map<Limit, Located<Long>> limits) {
        if (limits.isEmpty()) {
            return;
        }
        out.append("\nlimits:\n");
        for (Limit limit : Limit.values()) {
            Located<Long> value = limits.get(limit);
            if (value != null) {
                line("  " + limit.key(), limit.unit().format(value.value()));
            }
        }
    }

    private void item(List<String> fields) {
        String before = "  - ";
        for (String field : fields) {
            out.append(before).append(field).append('\n');
            before = "    ";
        }
    }

    private static void add(List<String> fields, String key, @Nullable Located<String> value) {
        if (value != null) {
            fields.add(key + ": " + YamlText.quoted(value.value()));
        }
    }

    private void text(String key, @Nullable Located<String> value) {
        if (value != null) {
            line(key, YamlText.quoted(value.value()));
        }
    }

    private void line(String key, String value) {
        out.append(key).append(": ").append(value).append('\n');
    }

    private static List<String> texts(List<Located<String>> values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(YamlText.quoted(value.value())));
        return texts;
    }

    private static String flow(List<String> items) {
        return "[" + String.join(", ", items) + "]";
    }

    private static String oneOrFlow(List<String> items) {
        return items.size() == 1 ? items.getFirst() : flow(items);
    }
}
