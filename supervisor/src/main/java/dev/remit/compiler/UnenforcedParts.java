package dev.remit.compiler;

import dev.remit.manifest.Hash;
import dev.remit.manifest.Located;
import dev.remit.manifest.Manifest;
import dev.remit.policy.Unenforced;
import java.util.ArrayList;
import java.util.List;

/** Lists what a manifest says but nothing holds a program to yet. */
final class UnenforcedParts {
    private UnenforcedParts() {}

    static List<Unenforced> of(Manifest manifest) {
        List<Unenforced> parts = new ArrayList<>();
        for (Located<Hash> hash : manifest.start().hashes()) {
            if (hash.value() instanceof Hash.Placeholder(String text)) {
                parts.add(new Unenforced("the hash " + text + ", which is a placeholder", hash.place().origin("")));
            }
        }
        return parts;
    }
}
