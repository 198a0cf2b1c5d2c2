package dev.remit.compiler;

import dev.remit.compiler.CanonicalPaths.Canonical;
import dev.remit.manifest.ParsedPath;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Segment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the paths of one manifest absolute and their literal beginnings canonical. */
final class PathResolver {
    private final List<String> directory;
    private final PlaceView places;
    private final CanonicalPaths canonicalPaths;
    private @Nullable UncPaths shares;

    /** @param directory absolute path that relative paths start from */
    PathResolver(String directory, PlaceView places) {
        this.directory = CanonicalPaths.components(directory);
        this.places = places;
        this.canonicalPaths = new CanonicalPaths(places);
    }

    /**
     * A pattern in both its forms.
     *
     * @param canonical with symbolic links followed in the components before the first wildcard
     * @param spelling as it was written, but absolute
     * @param exists whether the place before the first wildcard exists
     */
    record Resolved(PathPattern canonical, PathPattern spelling, boolean exists) {
        /** The place that a pattern without wildcards names, as it was written. */
        String path() {
            return spelling.literalPrefix();
        }
    }

    /** Null when the path lies in a share that is not mounted. */
    @Nullable
    Resolved resolve(ParsedPath path) {
        int literals = path.literals();
        List<String> below = new ArrayList<>(literals);
        for (Segment segment : path.segments().subList(0, literals)) {
            below.add(((Segment.Literal) segment).name());
        }
        List<String> prefix = prefix(path, below);
        if (prefix == null) {
            return null;
        }
        List<Segment> rest = path.segments().subList(literals, path.segments().size());
        Canonical canonical = canonicalPaths.of(prefix);
        // What comes after a parent directory depends on links: only the canonical form is sure then.
        List<String> spelled = prefix.contains("..") ? canonical.names() : prefix;
        return new Resolved(pattern(canonical.names(), rest, path), pattern(spelled, rest, path), canonical.exists());
    }

    private @Nullable List<String> prefix(ParsedPath path, List<String> below) {
        return switch (path.root()) {
            case ABSOLUTE -> below;
            case RELATIVE -> {
                List<String> names = new ArrayList<>(directory);
                names.addAll(below);
                yield names;
            }
            case UNC -> shares().local(below);
        };
    }

    private UncPaths shares() {
        UncPaths known = shares;
        if (known == null) {
            known = new UncPaths(places.mountTable());
            shares = known;
        }
        return known;
    }

    private static PathPattern pattern(List<String> prefix, List<Segment> rest, ParsedPath path) {
        List<Segment> segments = new ArrayList<>(prefix.size() + rest.size());
        for (String name : prefix) {
            segments.add(new Segment.Literal(name));
        }
        segments.addAll(rest);
        return new PathPattern(segments, path.extent());
    }
}
