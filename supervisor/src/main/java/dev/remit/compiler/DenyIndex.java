package dev.remit.compiler;

import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Finds the deny rules that speak of a place without comparing it with all of them: two patterns can meet only if the
 * literal beginning of one lies on the way to that of the other.
 */
final class DenyIndex {
    static final int NONE = -1;

    private final List<PathRule> rules;
    private final TreeMap<String, List<Integer>> byPrefix = new TreeMap<>();

    DenyIndex(List<PathRule> rules) {
        this.rules = rules;
        for (int rule = 0; rule < rules.size(); rule++) {
            if (rules.get(rule).denies()) {
                add(rules.get(rule).pattern().literalPrefix(), rule);
            }
        }
    }

    private void add(String prefix, int rule) {
        List<Integer> denies = byPrefix.get(prefix);
        if (denies == null) {
            denies = new ArrayList<>();
            byPrefix.put(prefix, denies);
        }
        denies.add(rule);
    }

    /** A deny rule that might match a path that {@code pattern} matches, or {@link #NONE}. */
    int meeting(PathPattern pattern) {
        if (byPrefix.isEmpty()) {
            return NONE;
        }
        String prefix = pattern.literalPrefix();
        int found = onTheWay(prefix, pattern, false);
        if (found != NONE) {
            return found;
        }
        String below = prefix.equals("/") ? prefix : prefix.concat("/");
        // '0' is the character after '/': the range holds exactly the paths that begin with `below`.
        String beyond = below.substring(0, below.length() - 1).concat("0");
        for (List<Integer> denies : byPrefix.subMap(below, false, beyond, false).values()) {
            found = firstRelated(denies, pattern, false);
            if (found != NONE) {
                return found;
            }
        }
        return NONE;
    }

    /** A deny rule that matches every path that {@code pattern} matches, or {@link #NONE}. */
    int covering(PathPattern pattern) {
        return byPrefix.isEmpty() ? NONE : onTheWay(pattern.literalPrefix(), pattern, true);
    }

    private int onTheWay(String prefix, PathPattern pattern, boolean covering) {
        for (String place = prefix; !place.isEmpty(); place = parent(place)) {
            int found = firstRelated(byPrefix.getOrDefault(place, List.of()), pattern, covering);
            if (found != NONE) {
                return found;
            }
        }
        return NONE;
    }

    /** The parent of a path; that of the root is the empty string. */
    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        if (slash > 0) {
            return path.substring(0, slash);
        }
        return path.length() > 1 ? "/" : "";
    }

    private int firstRelated(List<Integer> denies, PathPattern pattern, boolean covering) {
        for (int deny : denies) {
            PathPattern denied = rules.get(deny).pattern();
            if (covering
                    ? PatternIntersection.covers(denied, pattern)
                    : PatternIntersection.couldMeet(denied, pattern)) {
                return deny;
            }
        }
        return NONE;
    }
}
