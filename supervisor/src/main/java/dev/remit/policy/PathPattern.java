package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Collectors;

/**
 * A pattern over absolute canonical paths.
 *
 * <p>Braces are expanded before a pattern is made, so that a pattern has no alternatives. A trailing {@code **} is not
 * a segment but the extent {@link Extent#SUBTREE}.
 *
 * @param segments the components from the root on, none for the root itself
 * @param extent how far it reaches from there
 */
public record PathPattern(List<Segment> segments, Extent extent) {
    public PathPattern {
        segments = List.copyOf(segments);
    }

    /** A pattern without wildcards for an absolute, normalised path. */
    public static PathPattern literal(String absolutePath, Extent extent) {
        List<Segment> segments = new ArrayList<>();
        for (StringTokenizer names = new StringTokenizer(absolutePath, "/"); names.hasMoreTokens();) {
            segments.add(new Segment.Literal(names.nextToken()));
        }
        return new PathPattern(segments, extent);
    }

    /** Whether every component is literal, so that the pattern names one place. */
    public boolean isLiteral() {
        return segments.stream().allMatch(Segment.Literal.class::isInstance);
    }

    /** The path of the leading literal components; {@code /} when there is none. */
    public String literalPrefix() {
        String path = segments.stream().takeWhile(Segment.Literal.class::isInstance).map(PathPattern::text)
                .collect(Collectors.joining("/"));
        return "/" + path;
    }

    /** The spelling in a manifest, absolute. */
    @Override
    public String toString() {
        String path = "/" + segments.stream().map(PathPattern::text).collect(Collectors.joining("/"));
        return switch (extent) {
            case EXACT -> path;
            case CHILDREN -> path.endsWith("/") ? path : path + "/";
            case SUBTREE -> path.endsWith("/") ? path + "**" : path + "/**";
        };
    }

    private static String text(Segment segment) {
        return switch (segment) {
            case Segment.Literal(String name) -> name;
            case Segment.Glob(String pattern) -> pattern;
            case Segment.AnyDepth() -> "**";
        };
    }
}
