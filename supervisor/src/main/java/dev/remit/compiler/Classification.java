package dev.remit.compiler;

import dev.remit.policy.Region;
import java.util.List;

/**
 * The layers chosen for a policy's rules.
 *
 * @param regions one for each rule, in the order of the rules
 * @param problems in the order of the rules
 */
public record Classification(List<Region> regions, List<RegionProblem> problems) {
    public Classification {
        regions = List.copyOf(regions);
        problems = List.copyOf(problems);
    }

    /** Whether any problem forbids to run. */
    public boolean hasErrors() {
        for (RegionProblem problem : problems) {
            if (problem.error()) {
                return true;
            }
        }
        return false;
    }
}
