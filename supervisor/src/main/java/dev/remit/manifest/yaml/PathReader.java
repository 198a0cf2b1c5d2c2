package dev.remit.manifest.yaml;

import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Located;
import dev.remit.manifest.ParsedPath;
import dev.remit.manifest.PathProblem;
import dev.remit.manifest.PathSyntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads paths and checks their syntax, as far as that goes without knowing the values of variables. */
final class PathReader {
    private final Values values;
    private final Diagnostics diagnostics;

    PathReader(Values values, Diagnostics diagnostics) {
        this.values = values;
        this.diagnostics = diagnostics;
    }

    /** The alternatives of a path; none, and errors, when it is wrong. */
    List<ParsedPath> check(Located<String> path) {
        List<PathProblem> problems = new ArrayList<>();
        List<ParsedPath> parsed = PathSyntax.check(path.value(), problems);
        for (PathProblem problem : problems) {
            diagnostics.add(problem.diagnostic(path));
        }
        return parsed;
    }

    /** A path that names one place. */
    @Nullable
    Located<String> literal(@Nullable YamlNode node, String what) {
        Located<String> path = values.text(node, what);
        if (path == null) {
            return null;
        }
        List<ParsedPath> parsed = check(path);
        if (parsed.isEmpty()) {
            return null;
        }
        if (parsed.size() > 1 || !parsed.getFirst().isLiteral() || path.value().endsWith("**")
                || path.value().endsWith("**/")) {
            diagnostics.add(Diagnostic.error(path.place(), path.value(), what + " must name one place")
                    .expecting("a path without wildcards; a backslash before *, ?, [, { or $ takes them as they are"));
            return null;
        }
        return path;
    }
}
