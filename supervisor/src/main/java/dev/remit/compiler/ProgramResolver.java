package dev.remit.compiler;

import dev.remit.compiler.PathResolver.Resolved;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Environment;
import dev.remit.manifest.Hash;
import dev.remit.manifest.Located;
import dev.remit.manifest.ParsedPath;
import dev.remit.manifest.PathProblem;
import dev.remit.manifest.PathSyntax;
import dev.remit.manifest.Start;
import dev.remit.manifest.TemporaryDirectory;
import dev.remit.policy.Digest;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Program;
import dev.remit.policy.Segment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the program that a manifest runs, and gives it the rule that lets it be executed. */
final class ProgramResolver {
    /** Where the kernel's exec family of libc looks when PATH is not set: exec(3). */
    private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final PlaceView places;
    private final PathResolver paths;
    private final Variables variables;
    private final Diagnostics diagnostics;
    private @Nullable PathRule rule;

    ProgramResolver(PlaceView places, PathResolver paths, Variables variables,
            Diagnostics diagnostics) {
        this.places = places;
        this.paths = paths;
        this.variables = variables;
        this.diagnostics = diagnostics;
    }

    /** The rule on the program itself; null before it was found. */
    @Nullable
    PathRule rule() {
        return rule;
    }

    /** Null, and an error, when the program or its directory cannot be named. */
    @Nullable
    Program resolve(Start start) {
        Located<String> run = start.run();
        Resolved program = program(run);
        Located<String> directory = start.workingDirectory();
        Resolved working = directory == null ? null : place(directory, parse(directory), "workingDirectory");
        if (program == null || (directory != null && working == null)) {
            return null;
        }
        if (places.kindOf(program.canonical().literalPrefix()) == PlaceView.Kind.FILE) {
            PathPattern exactly = new PathPattern(program.canonical().segments(), Extent.EXACT);
            rule = new PathRule(exactly, Permission.READ_EXECUTE, run.place().origin("run"),
                    new PathPattern(program.spelling().segments(), Extent.EXACT));
        }
        List<String> arguments = new ArrayList<>();
        for (Located<String> argument : start.args()) {
            arguments.add(argument.value());
        }
        Located<TemporaryDirectory> temporary = start.temporaryDirectory();
        return new Program(program.path(), arguments, hashes(start), working == null ? null : working.path(),
                temporary != null && temporary.value() == TemporaryDirectory.PRIVATE, passed(start.environment()),
                set(start.environment()));
    }

    private @Nullable Resolved program(Located<String> run) {
        List<ParsedPath> parsed = parse(run);
        if (parsed.isEmpty()) {
            return null;
        }
        String name = bareName(run.value(), parsed.getFirst());
        Resolved program = name.isEmpty() ? place(run, parsed, "run") : onPath(run, name);
        if (program != null && name.isEmpty()) {
            checkProgram(run, program);
        }
        return program;
    }

    /** The name to be looked up on PATH, or an empty string when the text names a place by itself. */
    private static String bareName(String text, ParsedPath parsed) {
        boolean bare = text.indexOf('/') < 0 && parsed.root() == ParsedPath.Root.RELATIVE
                && parsed.segments().size() == 1;
        return bare && parsed.segments().getFirst() instanceof Segment.Literal(String name) && !name.equals("..")
                ? name
                : "";
    }

    /** The first executable of that name, as a shell would find it; entries that are not absolute are passed over. */
    private @Nullable Resolved onPath(Located<String> run, String name) {
        String fallback = null;
        String path = places.variable("PATH");
        for (String entry : (path == null ? USUAL_PATH : path).split(":", -1)) {
            if (!entry.startsWith("/")) {
                continue;
            }
            String candidate = entry.endsWith("/") ? entry + name : entry + "/" + name;
            fallback = fallback == null ? candidate : fallback;
            if (places.isExecutable(candidate)) {
                return absolute(candidate);
            }
        }
        diagnostics.add(Diagnostic.warning(run.place(), run.value(), "there is no such program on PATH")
                .expecting("./" + run.value() + " if the one beside the manifest is meant"));
        return absolute(fallback == null ? "/" + name : fallback);
    }

    private @Nullable Resolved absolute(String path) {
        return paths
                .resolve(new ParsedPath(ParsedPath.Root.ABSOLUTE, PathPattern.literal(path, Extent.EXACT).segments(),
                        Extent.EXACT));
    }

    private List<ParsedPath> parse(Located<String> path) {
        List<PathProblem> problems = new ArrayList<>();
        List<ParsedPath> parsed = PathSyntax.parse(path.value(), variables, problems);
        for (PathProblem problem : problems) {
            diagnostics.add(problem.diagnostic(path));
        }
        return parsed;
    }

    private @Nullable Resolved place(Located<String> path, List<ParsedPath> parsed, String what) {
        if (parsed.isEmpty()) {
            return null;
        }
        if (parsed.size() > 1) {
            diagnostics.add(Diagnostic.error(path.place(), path.value(), what + " must name one place"));
            return null;
        }
        Resolved resolved = paths.resolve(parsed.getFirst());
        if (resolved == null) {
            diagnostics.add(Diagnostic.error(path.place(), path.value(), "this share is not mounted"));
        }
        return resolved;
    }

    private void checkProgram(Located<String> run, Resolved program) {
        String path = program.canonical().literalPrefix();
        String problem = switch (places.kindOf(path)) {
            case MISSING, LINK -> "there is no such file yet";
            case DIRECTORY -> "this is a directory, not a program";
            case OTHER -> "this is not a regular file, so it cannot be executed";
            case FILE -> places.isExecutable(path) ? "" : "this file is not executable";
        };
        if (!problem.isEmpty()) {
            diagnostics.add(Diagnostic.warning(run.place(), run.value(), problem));
        }
    }

    private static List<Digest> hashes(Start start) {
        List<Digest> digests = new ArrayList<>();
        for (Located<Hash> hash : start.hashes()) {
            if (hash.value() instanceof Hash.Known(Digest digest)) {
                digests.add(digest);
            }
        }
        return digests;
    }

    private static List<String> passed(Environment environment) {
        List<Located<String>> pass = environment.pass();
        if (pass == null) {
            return Environment.PASSED_BY_DEFAULT;
        }
        List<String> names = new ArrayList<>();
        for (Located<String> name : pass) {
            names.add(name.value());
        }
        return names;
    }

    private static Map<String, String> set(Environment environment) {
        Map<String, String> set = new LinkedHashMap<>();
        environment.set().forEach((name, value) -> set.put(name, value.value()));
        return set;
    }
}
