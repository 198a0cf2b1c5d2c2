package dev.remit.compiler;

import java.util.List;

/** Some rules of a policy cannot be enforced as they are written. */
public final class UnenforceableRulesException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<RegionProblem> problems;

    UnenforceableRulesException(List<RegionProblem> problems) {
        super(problems.size() + " rules cannot be enforced as they are written");
        this.problems = List.copyOf(problems);
    }

    /** Errors and warnings, in the order of the rules. */
    public List<RegionProblem> problems() {
        return problems;
    }
}
