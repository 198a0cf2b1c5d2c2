package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Located;
import dev.remit.manifest.Nearest;
import dev.remit.manifest.yaml.YamlNode.ScalarKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads single values and lists of them; what is wrong with them becomes diagnostics and null. */
final class Values {
    private final Diagnostics diagnostics;

    Values(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Text that is not empty and fits on one line; null when the node is null. */
    @Nullable
    Located<String> line(@Nullable YamlNode node, String what) {
        Located<String> text = text(node, what);
        if (text == null) {
            return null;
        }
        for (int at = 0; at < text.value().length(); at++) {
            if (Character.isISOControl(text.value().charAt(at))) {
                diagnostics.add(Diagnostic.error(text.place(), text.value(), what + " cannot hold control characters"));
                return null;
            }
        }
        if (text.value().isBlank()) {
            diagnostics.add(Diagnostic.error(text.place(), text.value(), what + " is empty"));
            return null;
        }
        return text;
    }

    /** Text, possibly empty, without NUL; null when the node is null. */
    @Nullable
    Located<String> text(@Nullable YamlNode node, String what) {
        YamlNode.Scalar scalar = scalar(node, what, "text");
        if (scalar == null) {
            return null;
        }
        if (scalar.kind() == ScalarKind.NUMBER || scalar.kind() == ScalarKind.TRUTH) {
            diagnostics.add(Diagnostic.error(scalar.place(), scalar.text(),
                    what + " cannot be " + scalar.kindInWords()).expecting("text, in quotation marks")
                    .nearest("\"" + scalar.text() + "\""));
            return null;
        }
        if (scalar.text().indexOf('\0') >= 0) {
            diagnostics.add(
                    Diagnostic.error(scalar.place(), scalar.text(), what + " cannot hold the character NUL"));
            return null;
        }
        return new Located<>(scalar.text(), scalar.place());
    }

    /** A scalar of any kind as it is written; lists, mappings and nothing are reported. */
    YamlNode.@Nullable Scalar scalar(@Nullable YamlNode node, String what, String expected) {
        if (node == null) {
            return null;
        }
        if (node instanceof YamlNode.Scalar scalar && scalar.kind() != ScalarKind.NOTHING) {
            return scalar;
        }
        String text = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        diagnostics.add(Diagnostic.error(node.place(), text, what + " cannot be " + node.kindInWords())
                .expecting(expected));
        return null;
    }

    /** One of some words. */
    <T> @Nullable Located<T> word(@Nullable YamlNode node, String what, List<String> spellings,
            Function<String, @Nullable T> meaning) {
        String expected = spellings.size() == 1 ? spellings.getFirst() : "one of " + String.join(", ", spellings);
        YamlNode.Scalar scalar = scalar(node, what, expected);
        if (scalar == null) {
            return null;
        }
        T value = meaning.apply(scalar.text());
        if (value == null) {
            diagnostics.add(Diagnostic.error(scalar.place(), scalar.text(),
                    Diagnostic.quote(scalar.text()) + " is no " + what).expecting(expected)
                    .nearest(Nearest.to(scalar.text(), spellings)));
            return null;
        }
        return new Located<>(value, scalar.place());
    }

    /** The items of a list, each read by {@code reader}; null when the node is null or no list. */
    <T> @Nullable List<T> list(@Nullable YamlNode node, String what, Function<YamlNode, @Nullable T> reader) {
        if (node == null) {
            return null;
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            String text = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
            diagnostics.add(Diagnostic.error(node.place(), text, what + " cannot be " + node.kindInWords())
                    .expecting("a list; [] for an empty one"));
            return null;
        }
        List<T> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            T value = reader.apply(item);
            if (value != null) {
                items.add(value);
            }
        }
        return items;
    }

    /** One value, or a list of at least one. Null when the node is null or nothing in it was right. */
    <T> @Nullable List<T> oneOrMore(@Nullable YamlNode node, String what, Function<YamlNode, @Nullable T> reader) {
        if (node == null) {
            return null;
        }
        if (!(node instanceof YamlNode.Sequence sequence)) {
            T value = reader.apply(node);
            return value == null ? null : List.of(value);
        }
        if (sequence.items().isEmpty()) {
            diagnostics.add(Diagnostic.error(node.place(), "", "the list " + what + " is empty")
                    .expecting("at least one value"));
            return null;
        }
        return list(node, what, reader);
    }
}
