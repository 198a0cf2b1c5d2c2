package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Environment;
import dev.remit.manifest.Hash;
import dev.remit.manifest.Keys;
import dev.remit.manifest.Located;
import dev.remit.manifest.Nearest;
import dev.remit.manifest.Place;
import dev.remit.manifest.Start;
import dev.remit.manifest.TemporaryDirectory;
import dev.remit.policy.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what a manifest says of the program and its surroundings. */
final class StartReader {
    private static final List<String> ALGORITHMS = List.of("sha256", "sha512");
    private static final String HASH_FORMS = "sha256: with 64 or sha512: with 128 hexadecimal digits";

    private final Fields fields;
    private final Values values;
    private final Diagnostics diagnostics;

    StartReader(Fields fields, Values values, Diagnostics diagnostics) {
        this.fields = fields;
        this.values = values;
        this.diagnostics = diagnostics;
    }

    /** Null when the program is missing or wrong. */
    @Nullable
    Start read() {
        PathReader paths = new PathReader(values, diagnostics);
        Located<String> run = paths.literal(fields.required("run", "a manifest"), "run");
        List<Located<String>> args = values.list(fields.get("args"), "args", item -> values.text(item, "an argument"));
        List<Located<Hash>> hashes = values.oneOrMore(fields.get("hash"), "hash", this::hash);
        Located<String> directory = paths.literal(fields.get("workingDirectory"), "workingDirectory");
        Located<TemporaryDirectory> temporary = values.word(fields.get("temporaryDirectory"), "temporaryDirectory",
                TemporaryDirectory.SPELLINGS, TemporaryDirectory::of);
        Environment environment = environment(fields.get("environment"));
        if (run == null) {
            return null;
        }
        return new Start(run, orEmpty(args), orEmpty(hashes), directory, temporary, environment);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private @Nullable Located<Hash> hash(YamlNode node) {
        // Digits alone read as a number in YAML; here they are meant as they stand.
        YamlNode.Scalar scalar = values.scalar(node, "hash", HASH_FORMS);
        if (scalar == null) {
            return null;
        }
        String text = scalar.text();
        if (text.startsWith("<") && text.endsWith(">")) {
            diagnostics.add(Diagnostic
                    .warning(scalar.place(), text, "this hash is a placeholder: nothing can run until it is replaced")
                    .expecting(HASH_FORMS));
            return new Located<>(new Hash.Placeholder(text), scalar.place());
        }
        Digest digest = digest(scalar);
        return digest == null ? null : new Located<>(new Hash.Known(digest), scalar.place());
    }

    private @Nullable Digest digest(YamlNode.Scalar scalar) {
        String text = scalar.text();
        int colon = text.indexOf(':');
        String hex = text.substring(colon + 1).toLowerCase(Locale.ROOT);
        String algorithm = colon < 0 ? hex.length() == 128 ? "sha512" : "sha256" : text.substring(0, colon);
        if (!ALGORITHMS.contains(algorithm)) {
            diagnostics.add(Diagnostic
                    .error(scalar.place(), text, "unknown algorithm " + Diagnostic.quote(algorithm) + " in hash")
                    .expecting(HASH_FORMS).nearest(Nearest.to(algorithm, ALGORITHMS)));
            return null;
        }
        for (int at = 0; at < hex.length(); at++) {
            if (hex.charAt(at) >= 128 || Character.digit(hex.charAt(at), 16) < 0) {
                Place place = scalar.place().inside(text, colon + 1 + at);
                String wrong = hex.substring(at, hex.offsetByCodePoints(at, 1));
                diagnostics.add(Diagnostic.error(place, wrong, Diagnostic.quote(wrong) + " is no hexadecimal digit")
                        .expecting(HASH_FORMS));
                return null;
            }
        }
        int digits = algorithm.equals("sha256") ? 64 : 128;
        if (hex.length() != digits) {
            diagnostics.add(Diagnostic.error(scalar.place(), text, "this hash has " + hex.length() + " digits")
                    .expecting(colon < 0 ? "64 digits for sha256 or 128 for sha512" : digits + " digits"));
            return null;
        }
        return new Digest(algorithm, hex);
    }

    private Environment environment(@Nullable YamlNode node) {
        Fields keys = node == null ? null : Fields.read(node, Keys.ENVIRONMENT, "environment", diagnostics);
        if (keys == null) {
            return Environment.UNSAID;
        }
        List<Located<String>> pass = values.list(keys.get("pass"), "pass",
                item -> variableName(values.line(item, "the name of a variable")));
        YamlNode set = keys.get("set");
        return new Environment(pass, set == null ? Map.of() : assignments(set));
    }

    private Map<String, Located<String>> assignments(YamlNode node) {
        Map<String, Located<String>> set = new LinkedHashMap<>();
        if (!(node instanceof YamlNode.Mapping mapping)) {
            diagnostics.add(Diagnostic.error(node.place(), "", "set cannot be " + node.kindInWords())
                    .expecting("names with values, such as { MODE: production }"));
            return set;
        }
        Map<String, Place> places = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            Located<String> name = variableName(values.line(entry.key(), "the name of a variable"));
            Located<String> value = values.text(entry.value(), "the value of a variable");
            if (name == null) {
                continue;
            }
            Place earlier = places.putIfAbsent(name.value(), name.place());
            if (earlier != null) {
                diagnostics.add(Diagnostic.error(name.place(), name.value(), "the variable "
                        + Diagnostic.quote(name.value()) + " is set in line " + earlier.line() + " already"));
            } else if (value != null) {
                set.put(name.value(), value);
            }
        }
        return set;
    }

    private @Nullable Located<String> variableName(@Nullable Located<String> name) {
        if (name == null || name.value().indexOf('=') < 0) {
            return name;
        }
        Place place = name.place().inside(name.value(), name.value().indexOf('='));
        diagnostics.add(Diagnostic.error(place, "=", "the name of a variable cannot hold =")
                .expecting("a name; values belong under set"));
        return null;
    }
}
