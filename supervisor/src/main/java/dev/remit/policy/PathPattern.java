package dev.remit.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * A pattern over absolute canonical paths.
 *
 * <p>Braces are expanded before a pattern is made, so that a pattern has no alternatives. A trailing {@code **} is not
 * a segment but the extent {@link Extent#SUBTREE}.
 *
 * <p>Asked at every start of a program, so nothing here uses what is slow when used for the first time: streams,
 * switches on patterns, the generated equality of records.
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
        return leadingLiterals() == segments.size();
    }

    /** How many literal components it begins with. */
    public int leadingLiterals() {
        int count = 0;
        while (count < segments.size() && segments.get(count) instanceof Segment.Literal) {
            count++;
        }
        return count;
    }

    /** The path of the leading literal components; {@code /} when there is none. */
    public String literalPrefix() {
        return path(leadingLiterals());
    }

    /** The spelling in a manifest, absolute. */
    @Override
    public String toString() {
        String path = path(segments.size());
        return switch (extent) {
            case EXACT -> path;
            case CHILDREN -> path.endsWith("/") ? path : path.concat("/");
            case SUBTREE -> path.concat(path.endsWith("/") ? "**" : "/**");
        };
    }

    private String path(int count) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < count; i++) {
            path.append('/').append(text(segments.get(i)));
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    private static String text(Segment segment) {
        if (segment instanceof Segment.Literal literal) {
            return literal.name();
        }
        return segment instanceof Segment.Glob glob ? glob.pattern() : "**";
    }
}
