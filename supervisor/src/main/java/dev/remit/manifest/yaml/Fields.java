package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Nearest;
import dev.remit.manifest.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a mapping by their keys, once unknown and repeated keys have been reported. */
final class Fields {
    private final YamlNode.Mapping mapping;
    private final Map<String, YamlNode> values = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Diagnostics diagnostics;

    private Fields(YamlNode.Mapping mapping, Diagnostics diagnostics) {
        this.mapping = mapping;
        this.diagnostics = diagnostics;
    }

    /**
     * Reads a mapping that may have the keys given.
     *
     * @return null, and an error, when the node is no mapping
     */
    static @Nullable Fields read(YamlNode node, List<String> keys, String what, Diagnostics diagnostics) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            String text = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            diagnostics.add(Diagnostic.error(node.place(), text, what + " cannot be " + node.kindInWords())
                    .expecting("keys with values: " + String.join(", ", keys)));
            return null;
        }
        Fields fields = new Fields(mapping, diagnostics);
        for (YamlNode.Entry entry : mapping.entries()) {
            fields.add(entry, keys, what);
        }
        return fields;
    }

    private void add(YamlNode.Entry entry, List<String> keys, String what) {
        if (!(entry.key() instanceof YamlNode.Scalar scalar)) {
            diagnostics.add(Diagnostic.error(entry.key().place(), "", "a key cannot be " + entry.key().kindInWords())
                    .expecting("one of " + String.join(", ", keys)));
            return;
        }
        String key = scalar.text();
        if (!keys.contains(key)) {
            diagnostics
                    .add(Diagnostic.error(scalar.place(), key, "unknown key " + Diagnostic.quote(key) + " in " + what)
                            .expecting("one of " + String.join(", ", keys)).nearest(Nearest.to(key, keys)));
            return;
        }
        Place earlier = places.putIfAbsent(key, scalar.place());
        if (earlier != null) {
            diagnostics.add(Diagnostic.error(scalar.place(), key,
                    "the key " + key + " stands in line " + earlier.line() + " already"));
            return;
        }
        values.put(key, entry.value());
    }

    /** The value of a key, or null when it is absent. */
    @Nullable
    YamlNode get(String key) {
        return values.get(key);
    }

    /** The value of a key that must be there; its absence is reported. */
    @Nullable
    YamlNode required(String key, String what) {
        YamlNode value = values.get(key);
        if (value == null && !places.containsKey(key)) {
            diagnostics.add(Diagnostic.error(mapping.place(), "", what + " needs the key " + key));
        }
        return value;
    }

    /** Where a key that is there stands. */
    Place placeOf(String key) {
        return places.getOrDefault(key, mapping.place());
    }
}
