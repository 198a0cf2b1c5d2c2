package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Fragment;
import dev.remit.manifest.Grants;
import dev.remit.manifest.Identity;
import dev.remit.manifest.Keys;
import dev.remit.policy.Limit;
import dev.remit.manifest.Located;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.Start;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads manifests. No input makes it throw: whatever is wrong comes out as diagnostics, all at once.
 */
public final class ManifestParser {
    private final Diagnostics diagnostics = new Diagnostics();
    private final Values values = new Values(diagnostics);

    private ManifestParser() {}

    /**
     * Reads a manifest.
     *
     * @param fileName as diagnostics shall show it
     * @param bytes the whole file
     */
    public static Outcome<Manifest> parse(String fileName, byte[] bytes) {
        ManifestParser parser = new ManifestParser();
        Manifest manifest = parser.manifest(fileName, bytes);
        return manifest == null ? parser.diagnostics.failure() : parser.diagnostics.outcome(manifest);
    }

    /**
     * Reads a base fragment: a manifest that grants, but does not run anything.
     *
     * @param sourceName as diagnostics and rules shall show it
     * @param bytes the whole file
     */
    public static Outcome<Fragment> parseFragment(String sourceName, byte[] bytes) {
        ManifestParser parser = new ManifestParser();
        Fragment fragment = parser.fragment(sourceName, bytes);
        return fragment == null ? parser.diagnostics.failure() : parser.diagnostics.outcome(fragment);
    }

    private @Nullable Manifest manifest(String fileName, byte[] bytes) {
        ManifestText text = ManifestText.decode(fileName, bytes, diagnostics);
        Fields fields = text == null ? null : fields(text, Keys.MANIFEST, "a manifest");
        if (text == null || fields == null) {
            return null;
        }
        Located<String> name = head(fields, "a manifest");
        Located<String> author = values.line(fields.get("author"), "author");
        Located<String> version = values.line(fields.get("version"), "version");
        Located<String> description = values.text(fields.get("description"), "description");
        Start start = new StartReader(fields, values, diagnostics).read();
        Grants grants = new GrantsReader(fields, values, diagnostics).read();
        Map<Limit, Located<Long>> limits = new LimitsReader(values, diagnostics).read(fields.get("limits"));
        if (name == null || start == null || diagnostics.hasErrors()) {
            return null;
        }
        return new Manifest(text.source(), new Identity(name, author, version, description), start, grants, limits);
    }

    private @Nullable Fragment fragment(String sourceName, byte[] bytes) {
        ManifestText text = ManifestText.decode(sourceName, bytes, diagnostics);
        Fields fields = text == null ? null : fields(text, Keys.FRAGMENT, "a base fragment");
        if (text == null || fields == null) {
            return null;
        }
        Located<String> name = head(fields, "a base fragment");
        values.text(fields.get("description"), "description");
        Grants grants = new GrantsReader(fields, values, diagnostics).read();
        return name == null || diagnostics.hasErrors() ? null : new Fragment(text.source(), name, grants);
    }

    private @Nullable Fields fields(ManifestText text, List<String> keys, String what) {
        YamlNode root = TreeBuilder.build(text, diagnostics);
        if (root == null) {
            return null;
        }
        return Fields.read(root, keys, what, diagnostics);
    }

    /** The keys that open every file: the version of the language, and the name. */
    private @Nullable Located<String> head(Fields fields, String what) {
        values.word(fields.required("manifestVersion", what), "version of the manifest language",
                List.of(Manifest.VERSION), spelling -> spelling.equals(Manifest.VERSION) ? spelling : null);
        return values.line(fields.required("name", what), "name");
    }
}
