package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * What a program may touch.
 *
 * @param files the rules on paths in the order in which they were written, those of the manifest first; a rule's
 *        position is the index that a {@link Verdict} carries
 * @param endpoints the rules on the network, in the same order; a rule's position is the index that its verdict carries
 * @param devices what it may do with device nodes
 * @param metadataHidden whether what is not granted shall not seem to exist either
 */
public record Rules(List<PathRule> files, List<EndpointRule> endpoints, DeviceRules devices,
        boolean metadataHidden) {
    public Rules {
        files = List.copyOf(files);
        endpoints = List.copyOf(endpoints);
        if (Math.max(files.size(), endpoints.size()) >= Verdict.NO_RULE) {
            throw new IllegalArgumentException("more rules than a verdict can number: " + files.size());
        }
    }

    /** Rules on paths alone. */
    public static Rules onFiles(List<PathRule> files) {
        return new Rules(files, List.of(), DeviceRules.NONE, false);
    }

    /** The same with one more rule on paths, behind the others. */
    public Rules with(PathRule rule) {
        List<PathRule> more = new ArrayList<>(files);
        more.add(rule);
        return new Rules(more, endpoints, devices, metadataHidden);
    }
}
