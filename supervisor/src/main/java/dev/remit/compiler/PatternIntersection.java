package dev.remit.compiler;

import dev.remit.policy.Extent;
import dev.remit.policy.GlobElement;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Segment;
import java.util.List;

/**
 * Relates two patterns as sets of paths. Both answers err on one side only: {@link #couldMeet} may say yes when in
 * truth no path matches both, never the reverse; {@link #covers} may say no when in truth it does, never the reverse.
 */
final class PatternIntersection {
    private PatternIntersection() {}

    /** Whether some path may match both patterns. */
    static boolean couldMeet(PathPattern one, PathPattern other) {
        int rows = one.segments().size();
        int columns = other.segments().size();
        if (one.isLiteral() && other.isLiteral()) {
            return literalsMeet(one, other);
        }
        // meet[column] answers for the rest of `one` from `row` on and the rest of `other` from `column` on.
        boolean[] below = new boolean[columns + 1];
        for (int row = rows; row >= 0; row--) {
            boolean[] meet = new boolean[columns + 1];
            for (int column = columns; column >= 0; column--) {
                meet[column] = restsMeet(one, row, other, column, meet, below);
            }
            below = meet;
        }
        return below[0];
    }

    private static boolean restsMeet(PathPattern one, int row, PathPattern other, int column, boolean[] meet,
            boolean[] below) {
        boolean oneEnds = row == one.segments().size();
        boolean otherEnds = column == other.segments().size();
        if (oneEnds && otherEnds) {
            return true;
        }
        if (oneEnds) {
            return tailReaches(one.extent(), other, column) || (isDeep(other, column) && meet[column + 1]);
        }
        if (otherEnds) {
            return tailReaches(other.extent(), one, row) || (isDeep(one, row) && below[column]);
        }
        if (isDeep(one, row) || isDeep(other, column)) {
            // Either `**` stands for nothing, or it takes in the other's next segment.
            return below[column] || meet[column + 1];
        }
        return below[column + 1] && componentsMeet(one.segments().get(row), other.segments().get(column));
    }

    private static boolean isDeep(PathPattern pattern, int at) {
        return pattern.segments().get(at) instanceof Segment.AnyDepth;
    }

    /** Whether what an ended pattern's extent takes in below its end may match {@code pattern} from {@code at} on. */
    private static boolean tailReaches(Extent extent, PathPattern pattern, int at) {
        return switch (extent) {
            case EXACT -> false;
            case CHILDREN -> leastComponents(pattern, at) <= 1;
            case SUBTREE -> true;
        };
    }

    private static int leastComponents(PathPattern pattern, int from) {
        int least = 0;
        for (int at = from; at < pattern.segments().size(); at++) {
            least += isDeep(pattern, at) ? 0 : 1;
        }
        return least;
    }

    private static boolean literalsMeet(PathPattern one, PathPattern other) {
        return one.segments().size() <= other.segments().size()
                ? literalReaches(one, other)
                : literalReaches(other, one);
    }

    private static boolean literalReaches(PathPattern shorter, PathPattern longer) {
        int below = longer.segments().size() - shorter.segments().size();
        boolean reaches = switch (shorter.extent()) {
            case EXACT -> below == 0;
            case CHILDREN -> below <= 1;
            case SUBTREE -> true;
        };
        for (int i = 0; i < shorter.segments().size() && reaches; i++) {
            reaches = componentsMeet(shorter.segments().get(i), longer.segments().get(i));
        }
        return reaches;
    }

    private static boolean componentsMeet(Segment one, Segment other) {
        if (one instanceof Segment.Literal literal) {
            return componentMatches(other, literal.name());
        }
        if (other instanceof Segment.Literal literal) {
            return componentMatches(one, literal.name());
        }
        return !(one instanceof Segment.Glob left) || !(other instanceof Segment.Glob right)
                || globsMeet(GlobElement.parse(left.pattern()), GlobElement.parse(right.pattern()));
    }

    private static boolean componentMatches(Segment segment, String name) {
        if (segment instanceof Segment.Literal literal) {
            return literal.name().equals(name);
        }
        return !(segment instanceof Segment.Glob glob) || GlobElement.matches(GlobElement.parse(glob.pattern()), name);
    }

    /** Two globs are told apart by what they begin and end with; what lies between is taken to agree. */
    private static boolean globsMeet(List<GlobElement> one, List<GlobElement> other) {
        String oneStart = text(one.getFirst());
        String otherStart = text(other.getFirst());
        String oneEnd = text(one.getLast());
        String otherEnd = text(other.getLast());
        return (oneStart.startsWith(otherStart) || otherStart.startsWith(oneStart))
                && (oneEnd.endsWith(otherEnd) || otherEnd.endsWith(oneEnd));
    }

    private static String text(GlobElement element) {
        return element instanceof GlobElement.Text literal ? literal.text() : "";
    }

    /** Whether every path that matches {@code inner} is known to match {@code outer}. */
    static boolean covers(PathPattern outer, PathPattern inner) {
        int rows = outer.segments().size();
        int columns = inner.segments().size();
        boolean[] below = new boolean[columns + 1];
        for (int row = rows; row >= 0; row--) {
            boolean[] cover = new boolean[columns + 1];
            for (int column = columns; column >= 0; column--) {
                cover[column] = restCovers(outer, row, inner, column, cover, below);
            }
            below = cover;
        }
        return below[0];
    }

    private static boolean restCovers(PathPattern outer, int row, PathPattern inner, int column, boolean[] cover,
            boolean[] below) {
        boolean innerEnds = column == inner.segments().size();
        if (row == outer.segments().size()) {
            return endCovers(outer.extent(), inner, column);
        }
        if (isDeep(outer, row)) {
            return below[column] || (!innerEnds && cover[column + 1]);
        }
        return !innerEnds && !isDeep(inner, column) && below[column + 1]
                && componentCovers(outer.segments().get(row), inner.segments().get(column));
    }

    private static boolean endCovers(Extent outer, PathPattern inner, int column) {
        int rest = inner.segments().size() - column;
        return switch (outer) {
            case SUBTREE -> true;
            case EXACT -> rest == 0 && inner.extent() == Extent.EXACT;
            case CHILDREN -> (rest == 0 && inner.extent() != Extent.SUBTREE)
                    || (rest == 1 && inner.extent() == Extent.EXACT && !isDeep(inner, column));
        };
    }

    private static boolean componentCovers(Segment outer, Segment inner) {
        if (inner instanceof Segment.Literal literal) {
            return componentMatches(outer, literal.name());
        }
        if (!(outer instanceof Segment.Glob glob) || !(inner instanceof Segment.Glob covered)) {
            return false;
        }
        List<GlobElement> elements = GlobElement.parse(glob.pattern());
        boolean anything = elements.size() == 1 && elements.getFirst() instanceof GlobElement.AnyText;
        return anything || glob.pattern().equals(covered.pattern());
    }
}
