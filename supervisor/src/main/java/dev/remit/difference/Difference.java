package dev.remit.difference;

import dev.remit.display.Visible;
import dev.remit.policy.Access;
import dev.remit.policy.AskedDevice;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.GlobElement;
import dev.remit.policy.Limits;
import dev.remit.policy.Origin;
import dev.remit.policy.PathRule;
import dev.remit.policy.Policy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what two policies permit. */
public final class Difference {
    private static final String OF_FRAGMENT = "base fragment ";
    private static final Origin NOWHERE = new Origin("", 0, 0, "");

    private final Policy before;
    private final Policy now;
    private final String directory;
    /** By its words, so that each is told once. */
    private final Map<String, Change> changes = new LinkedHashMap<>();
    private final Set<String> fragmentsBefore = new HashSet<>();

    private Difference(Policy before, Policy now, String directory) {
        this.before = before;
        this.now = now;
        this.directory = directory.endsWith("/") ? directory : directory + "/";
    }

    /**
     * What {@code now} permits and {@code before} does not; nothing when all it permits was permitted before.
     *
     * @param directory absolute; paths below it are written relative to it
     */
    public static List<Change> grown(Policy before, Policy now, String directory) {
        return new Difference(before, now, directory).grown();
    }

    private List<Change> grown() {
        before.files().forEach(rule -> fragmentsBefore.add(rule.origin().source()));
        before.rules().endpoints().forEach(rule -> fragmentsBefore.add(rule.origin().source()));
        devices();
        Set<PathRule> ofDevices = Set.copyOf(now.rules().devices().needed());
        for (PathGrowth.Found found : PathGrowth.between(onFiles(before), onFiles(now))) {
            PathRule rule = found.rule();
            if (!ofDevices.contains(rule)) {
                add(words(found.access()) + ":" + shown(rule.pattern().toString()), shown(found.example()),
                        rule.origin());
            }
        }
        for (EndpointGrowth.Found found : EndpointGrowth.between(before.rules().endpoints(),
                now.rules().endpoints())) {
            EndpointRule rule = found.rule();
            add(found.what(), "", rule.origin());
        }
        variables();
        limits();
        if (!before.program().hashes().isEmpty() && now.program().hashes().isEmpty()) {
            put(new Change("hash:none", "", NOWHERE));
        }
        if (before.rules().metadataHidden() && !now.rules().metadataHidden()) {
            put(new Change("metadata:visible", "", NOWHERE));
        }
        return List.copyOf(changes.values());
    }

    /** What base fragments permit that were not used before is one change. */
    private void add(String what, String example, Origin origin) {
        String source = origin.source();
        if (source.startsWith(OF_FRAGMENT) && !source.equals(now.source()) && !fragmentsBefore.contains(source)) {
            put(new Change("use:" + source.substring(OF_FRAGMENT.length()), example.isEmpty() ? what : example,
                    origin));
        } else {
            put(new Change(what, example, origin));
        }
    }

    private void put(Change change) {
        changes.putIfAbsent(change.what(), change);
    }

    /** The rules on files that are not for the nodes of devices: which classes were asked for says all about those. */
    private static List<PathRule> onFiles(Policy policy) {
        List<PathRule> rules = new ArrayList<>();
        for (PathRule rule : policy.files()) {
            if (rule.kind() == PathRule.Kind.FILE) {
                rules.add(rule);
            }
        }
        return rules;
    }

    /** Finds the classes that are asked for anew; what else they need comes with them. */
    private void devices() {
        Set<String> asked = new HashSet<>();
        before.rules().devices().asked().forEach(each -> asked.add(each.spelling()));
        for (AskedDevice each : now.rules().devices().asked()) {
            int node = each.spelling().indexOf(":/");
            String whole = node < 0 ? each.spelling() : each.spelling().substring(0, node);
            if (!asked.contains(each.spelling()) && !asked.contains(whole)) {
                add("device:" + each.spelling(), "", each.origin());
            }
        }
    }

    private void variables() {
        List<String> earlier = before.program().passedVariables();
        for (String name : now.program().passedVariables()) {
            boolean passed = false;
            for (String pattern : earlier) {
                passed |= pattern.equals(name)
                        || (name.indexOf('*') < 0 && GlobElement.matches(GlobElement.parse(pattern), name));
            }
            if (!passed) {
                put(new Change("environment:" + name, "", NOWHERE));
            }
        }
    }

    private void limits() {
        for (Limits.Bound bound : before.limits().bounds()) {
            Limits.Bound after = now.limits().of(bound.limit());
            if (after == null) {
                put(new Change("limit:" + bound.limit().key() + "=none", "", NOWHERE));
            } else if (after.value() > bound.value()) {
                put(new Change("limit:" + bound.limit().key() + "=" + after.spelling(), "", after.origin()));
            }
        }
    }

    private String shown(String path) {
        return Visible.of(path.startsWith(directory) ? "./" + path.substring(directory.length()) : path);
    }

    private static String words(int access) {
        return Access.describe(access).replace(" and ", "+");
    }
}
