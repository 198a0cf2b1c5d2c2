package dev.remit.manifest;

import dev.remit.policy.Extent;
import dev.remit.policy.Segment;
import java.util.List;

/**
 * One alternative of a path, with its variables expanded but not yet made absolute. A {@link Segment.Literal} named
 * {@code ..} may stand before the first wildcard, because what it means depends on symbolic links.
 *
 * @param root where the segments start
 * @param segments the components; of a UNC path the first two are the server and the share
 * @param extent how far it reaches
 */
public record ParsedPath(Root root, List<Segment> segments, Extent extent) {
    /** Where a path starts. */
    public enum Root {
        /** At the root directory. */
        ABSOLUTE,
        /** At the manifest's directory. */
        RELATIVE,
        /** At a share of a server. */
        UNC
    }

    public ParsedPath {
        segments = List.copyOf(segments);
    }

    /** Whether no component has a wildcard. */
    public boolean isLiteral() {
        return literals() == segments.size();
    }

    /** How many components there are before the first wildcard. */
    public int literals() {
        int count = 0;
        while (count < segments.size() && segments.get(count) instanceof Segment.Literal) {
            count++;
        }
        return count;
    }
}
