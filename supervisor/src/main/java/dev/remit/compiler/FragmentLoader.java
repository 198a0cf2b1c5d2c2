package dev.remit.compiler;

import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Fragment;
import dev.remit.manifest.Located;
import dev.remit.manifest.Nearest;
import dev.remit.manifest.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers the base fragments that a manifest uses, and those that they use themselves, each once. */
final class FragmentLoader {
    private final BaseFragments base;
    private final Diagnostics diagnostics;
    private final List<Fragment> loaded = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> path = new LinkedHashSet<>();

    FragmentLoader(BaseFragments base, Diagnostics diagnostics) {
        this.base = base;
        this.diagnostics = diagnostics;
    }

    List<Fragment> load(List<Located<String>> uses) {
        for (Located<String> use : uses) {
            add(use);
        }
        return loaded;
    }

    private void add(Located<String> use) {
        String name = use.value();
        if (path.contains(name)) {
            diagnostics.add(Diagnostic.error(use.place(), name,
                    "base fragments use each other in a circle: " + String.join(", ", path) + ", " + name));
            return;
        }
        if (!base.names().contains(name)) {
            diagnostics.add(Diagnostic
                    .error(use.place(), name, "there is no base fragment called " + Diagnostic.quote(name))
                    .expecting("one of " + String.join(", ", base.names()))
                    .nearest(Nearest.to(name, base.names())));
            return;
        }
        if (!known.add(name)) {
            return;
        }
        Outcome<Fragment> outcome = base.read(name);
        diagnostics.addAll(outcome.diagnostics());
        Fragment fragment = outcome.value();
        if (fragment == null) {
            return;
        }
        loaded.add(fragment);
        path.add(name);
        load(fragment.uses());
        path.remove(name);
    }
}
