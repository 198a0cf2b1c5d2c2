package dev.remit.audit.report;

import dev.remit.policy.Access;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rules that would have let denied calls pass: one for each path with the narrowest permission, or one for a directory
 * when many files directly in it ask for the same.
 */
final class Proposal {
    /** So many files of one directory are proposed as the directory. */
    private static final int MANY = 4;
    /** Directories nearer to the root than this are never proposed for the sake of brevity: too much lies below. */
    private static final int LEAST_DEPTH = 3;

    /**
     * One proposed rule.
     *
     * @param place a file or a directory
     * @param tree whether all below the directory is meant
     */
    record Rule(RawPath place, boolean tree, Permission permission) {}

    private final @Nullable RawPath base;
    /** The kernel does not enforce a directory with a deny rule inside; then nothing in it is executed. */
    private final boolean hasDenyRules;
    private final Map<RawPath, Integer> files = new TreeMap<>();
    private final Map<RawPath, Integer> trees = new TreeMap<>();

    private Proposal(Policy policy, @Nullable RawPath base) {
        this.base = base;
        this.hasDenyRules = policy.files().stream().anyMatch(PathRule::denies);
    }

    /**
     * The rules that are missing, in the order of their paths.
     *
     * @param base the manifest's directory, or null: a directory below it may be proposed however near to the root
     */
    static List<Rule> of(Collection<Denial> denials, Policy policy, @Nullable RawPath base) {
        Proposal proposal = new Proposal(policy, base);
        for (Denial denial : denials) {
            if (denial.isAllowable()) {
                proposal.files.merge(denial.path(), denial.wanted(), (a, b) -> a | b);
            }
        }
        proposal.mergeSiblings();
        return proposal.rules();
    }

    private record Siblings(RawPath parent, Permission permission) {}

    private void mergeSiblings() {
        Map<RawPath, Map<Permission, Integer>> counts = new TreeMap<>();
        files.forEach((path, access) -> counts.computeIfAbsent(path.parent(), _ -> new TreeMap<>())
                .merge(Permission.allowing(access), 1, Integer::sum));
        List<Siblings> many = new ArrayList<>();
        counts.forEach((parent, permissions) -> permissions.forEach((permission, count) -> {
            if (count >= MANY && mayPropose(parent, permission)) {
                many.add(new Siblings(parent, permission));
            }
        }));
        for (Siblings siblings : many) {
            trees.merge(siblings.parent, siblings.permission.access(), (a, b) -> a | b);
        }
        files.entrySet().removeIf(file -> trees.entrySet().stream().anyMatch(
                tree -> file.getKey().isWithin(tree.getKey()) && (file.getValue() & ~tree.getValue()) == 0));
    }

    private boolean mayPropose(RawPath directory, Permission permission) {
        boolean small = directory.depth() >= LEAST_DEPTH
                || (base != null && base.depth() > 0 && directory.isWithin(base));
        boolean executes = (permission.access() & Access.EXECUTE) != 0;
        return small && !(executes && hasDenyRules);
    }

    private List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        trees.forEach((place, access) -> rules.add(new Rule(place, true, Permission.allowing(access))));
        files.forEach((place, access) -> rules.add(new Rule(place, false, Permission.allowing(access))));
        rules.sort((a, b) -> a.place.compareTo(b.place));
        return rules;
    }
}
