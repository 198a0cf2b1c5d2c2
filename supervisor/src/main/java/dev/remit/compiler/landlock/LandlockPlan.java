package dev.remit.compiler.landlock;

import java.util.List;

/**
 * Everything that the kernel's ruleset grants to a program; what is not in it is refused.
 *
 * @param grants at most one for each path, in the order of the rules
 */
public record LandlockPlan(List<LandlockGrant> grants) {
    public LandlockPlan {
        grants = List.copyOf(grants);
    }
}
