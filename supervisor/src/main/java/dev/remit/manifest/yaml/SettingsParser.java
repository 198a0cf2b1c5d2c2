package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Keys;
import dev.remit.manifest.Located;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.Settings;
import dev.remit.manifest.Unsigned;

/** Reads settings. No input makes it throw: whatever is wrong comes out as diagnostics. */
public final class SettingsParser {
    private SettingsParser() {}

    /**
     * Reads a file of settings.
     *
     * @param fileName as diagnostics shall show it
     * @param bytes the whole file
     */
    public static Outcome<Settings> parse(String fileName, byte[] bytes) {
        Diagnostics diagnostics = new Diagnostics();
        ManifestText text = ManifestText.decode(fileName, bytes, diagnostics);
        YamlNode root = text == null ? null : TreeBuilder.build(text, diagnostics);
        Fields fields = root == null ? null : Fields.read(root, Keys.SETTINGS, "a file of settings", diagnostics);
        Located<Unsigned> unsigned = fields == null
                ? null
                : new Values(diagnostics).word(fields.get("unsigned"), "answer to manifests without a signature",
                        Unsigned.SPELLINGS, Unsigned::of);
        if (diagnostics.hasErrors()) {
            return diagnostics.failure();
        }
        return diagnostics.outcome(unsigned == null ? Settings.UNSAID : new Settings(unsigned.value()));
    }
}
