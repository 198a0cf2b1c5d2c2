package dev.remit.compiler;

import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.Layer;
import dev.remit.policy.PathKinds;
import dev.remit.policy.PathKinds.Kind;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each rule on paths the cheapest layer that enforces it exactly.
 *
 * <p>Landlock can grant a hierarchy as a whole, or one file. So a literal tree or file that exists and that no deny
 * rule may touch goes to the kernel; everything else is brokered. Nothing in {@code /proc} goes to the kernel, for two
 * reasons: a tree that holds it would open every process of the user; and procfs makes its inodes anew when memory has
 * been short, whereupon a rule on the old one no longer holds.
 */
public final class RegionClassifier {
    private final List<PathRule> rules;
    private final PathKinds kinds;
    private final DenyIndex denies;
    private final List<RegionProblem> problems = new ArrayList<>();

    private RegionClassifier(List<PathRule> rules, PathKinds kinds) {
        this.rules = rules;
        this.kinds = kinds;
        this.denies = new DenyIndex(rules);
    }

    /** Chooses the layers of {@code rules}, whose patterns speak of canonical paths. */
    public static Classification classify(List<PathRule> rules, PathKinds kinds) {
        RegionClassifier classifier = new RegionClassifier(rules, kinds);
        List<Region> regions = new ArrayList<>(rules.size());
        for (int rule = 0; rule < rules.size(); rule++) {
            regions.add(classifier.region(rule));
        }
        return new Classification(regions, classifier.problems);
    }

    private Region region(int index) {
        PathRule rule = rules.get(index);
        if (rule.denies()) {
            return new Region(rule, Layer.BROKERED, "");
        }
        int covering = denies.covering(rule.pattern());
        if (covering != DenyIndex.NONE) {
            String by = rules.get(covering).origin().describe();
            problems.add(new RegionProblem(index, false,
                    "this rule allows nothing: the rule at " + by + " denies all of it",
                    "remove this rule, or narrow the one that denies"));
            return new Region(rule, Layer.BROKERED, "denied as a whole by " + by);
        }
        Region region = chooseLayer(rule);
        if (region.layer() == Layer.BROKERED && (rule.permission().access() & Access.EXECUTE) != 0) {
            problems.add(new RegionProblem(index, true,
                    "execute cannot be granted here: only the kernel can hold a program to it, and " + region.reason(),
                    executeRemedy(rule)));
        }
        return region;
    }

    private Region chooseLayer(PathRule rule) {
        PathPattern pattern = rule.pattern();
        if (!pattern.isLiteral()) {
            return brokered(rule, "the kernel's rules know no patterns");
        }
        if (pattern.extent() == Extent.CHILDREN) {
            return brokered(rule, "the kernel grants a directory only together with all that lies below it");
        }
        String root = pattern.literalPrefix();
        String processes = processReason(root, pattern.extent());
        if (!processes.isEmpty()) {
            return brokered(rule, processes);
        }
        Kind kind = kinds.kindOf(root);
        if (kind == Kind.ABSENT) {
            return brokered(rule, root.concat(" does not exist, so the kernel cannot be told of it"));
        }
        if (kind == Kind.DIRECTORY && pattern.extent() == Extent.EXACT) {
            return brokered(rule, "the kernel grants a directory only together with all that lies below it");
        }
        int deny = denies.meeting(pattern);
        if (deny != DenyIndex.NONE) {
            return brokered(rule, "the kernel cannot take out what the rule at "
                    .concat(rules.get(deny).origin().describe()).concat(" denies"));
        }
        // A tree below a file is that file; should a directory take its place, the supervisor sees to it.
        return new Region(rule, kind == Kind.DIRECTORY ? Layer.KERNEL_TREE : Layer.KERNEL_EXACT, "");
    }

    private static Region brokered(PathRule rule, String reason) {
        return new Region(rule, Layer.BROKERED, reason);
    }

    /** Why a place that has to do with processes is kept from the kernel's rules; empty when it has not. */
    private static String processReason(String root, Extent extent) {
        if (extent == Extent.SUBTREE && root.equals("/")) {
            return "a kernel rule on / would open every process in /proc";
        }
        if (isAtOrBelow(root, "/dev/fd") || isAtOrBelow(root, "/proc/self")
                || isAtOrBelow(root, "/proc/thread-self")) {
            return root.concat(" stands for another file in each process");
        }
        return isAtOrBelow(root, "/proc") ? "a kernel rule on a file in /proc does not last" : "";
    }

    private static boolean isAtOrBelow(String path, String place) {
        return path.startsWith(place) && (path.length() == place.length() || path.charAt(place.length()) == '/');
    }

    private String executeRemedy(PathRule rule) {
        String prefix = rule.pattern().literalPrefix();
        Kind kind = kinds.kindOf(prefix);
        if (kind == Kind.ABSENT) {
            return "name a file or directory that exists before the program starts";
        }
        if (!processReason(prefix, Extent.SUBTREE).isEmpty()) {
            return "name the directories that hold the programs, such as /usr/bin/**";
        }
        PathPattern tree = PathPattern.literal(prefix, Extent.SUBTREE);
        if (kind == Kind.DIRECTORY && denies.meeting(tree) == DenyIndex.NONE) {
            return "grant execute on the whole of " + tree + ", or name each file that may be executed";
        }
        return "name each file that may be executed, or directories below " + prefix + " that hold nothing denied";
    }
}
