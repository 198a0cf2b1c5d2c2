package dev.remit.policy;

import java.util.List;

/**
 * A manifest made absolute: variables expanded, base fragments merged, every path resolved against the manifest's
 * directory. Nothing in it depends on the kernel.
 *
 * @param name of the application
 * @param source the manifest's path as it was given, or {@code command line}
 * @param program what runs, and how
 * @param rules what it may touch
 * @param limits how much it may use
 * @param unenforced parts of the manifest that this version understands but cannot hold a program to; {@code run}
 *        refuses when there is any
 */
public record Policy(String name, String source, Program program, Rules rules, Limits limits,
        List<Unenforced> unenforced) {
    public Policy {
        unenforced = List.copyOf(unenforced);
    }

    /** The same with other rules. */
    public Policy withRules(Rules others) {
        return new Policy(name, source, program, others, limits, unenforced);
    }

    /** The same within other limits. */
    public Policy withLimits(Limits others) {
        return new Policy(name, source, program, rules, others, unenforced);
    }

    /** The rules on paths; see {@link Rules#files}. */
    public List<PathRule> files() {
        return rules.files();
    }
}
