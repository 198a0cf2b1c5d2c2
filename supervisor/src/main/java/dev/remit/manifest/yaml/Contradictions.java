package dev.remit.manifest.yaml;

import dev.remit.manifest.DeviceRule;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Located;
import dev.remit.manifest.ParsedPath;
import dev.remit.manifest.Place;
import dev.remit.policy.Permission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds rules of one file that contradict or repeat each other. */
final class Contradictions {
    /** How many paths the rules of one file may amount to, so that braces cannot fill the memory. */
    static final int MOST_PATHS = 100_000;

    private final Diagnostics diagnostics;
    private final Map<ParsedPath, Said> directories = new HashMap<>();
    private final Map<String, Place> directoryNames = new HashMap<>();
    private final Map<String, Place> networkNames = new HashMap<>();
    private final Map<DeviceRule, Place> devices = new HashMap<>();
    private int paths;
    private int rules;

    private record Said(Permission permission, Place place, int rule) {}

    Contradictions(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    void directoryName(Located<String> name) {
        unique(directoryNames, name);
    }

    void networkName(Located<String> name) {
        unique(networkNames, name);
    }

    private void unique(Map<String, Place> names, Located<String> name) {
        Place earlier = names.putIfAbsent(name.value(), name.place());
        if (earlier != null) {
            diagnostics.add(Diagnostic.error(name.place(), name.value(),
                    "the rule in line " + earlier.line() + " has this name already")
                    .expecting("a name of its own, or none"));
        }
    }

    /** Whether there are more paths than are looked at; that has been reported then. */
    boolean isFull() {
        return paths > MOST_PATHS;
    }

    void directory(Located<String> path, List<ParsedPath> alternatives, Permission permission) {
        paths += alternatives.size();
        if (isFull()) {
            diagnostics.add(Diagnostic.error(path.place(), path.value(),
                    "the rules up to here amount to more than " + MOST_PATHS + " paths"));
            return;
        }
        rules++;
        for (ParsedPath alternative : alternatives) {
            Said earlier = directories.putIfAbsent(alternative, new Said(permission, path.place(), rules));
            if (earlier != null && earlier.rule() != rules) {
                repeated(path, permission, earlier);
                return;
            }
        }
    }

    private void repeated(Located<String> path, Permission permission, Said earlier) {
        String line = "line " + earlier.place().line();
        if (permission == earlier.permission()) {
            diagnostics.add(Diagnostic.warning(path.place(), path.value(),
                    "the rule in " + line + " says the same of this path"));
        } else if (permission == Permission.NONE || earlier.permission() == Permission.NONE) {
            diagnostics.add(Diagnostic.error(path.place(), path.value(), "contradictory: " + line + " says "
                    + earlier.permission().spelling() + " of the same path, and none wins over it")
                    .expecting("one of the two"));
        } else {
            diagnostics.add(Diagnostic.warning(path.place(), path.value(), line + " says "
                    + earlier.permission().spelling() + " of the same path; what both allow together holds"));
        }
    }

    DeviceRule device(DeviceRule rule) {
        Place place = rule.device().place();
        Place earlier = devices.putIfAbsent(rule, place);
        if (earlier != null) {
            diagnostics.add(Diagnostic.warning(place, rule.device().value().spelling(),
                    "line " + earlier.line() + " says the same"));
        }
        return rule;
    }

    void fragments(List<Located<String>> uses) {
        Map<String, Place> places = new HashMap<>();
        for (Located<String> name : uses) {
            if (places.putIfAbsent(name.value(), name.place()) != null) {
                diagnostics.add(Diagnostic.warning(name.place(), name.value(), "this base fragment is named twice"));
            }
        }
    }
}
