package dev.remit.manifest;

import dev.remit.policy.Flow;
import dev.remit.policy.Limit;
import dev.remit.policy.Permission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds a manifest from the options of a command line. Relative paths start at the caller's working directory. */
public final class InlineManifest {
    /** The fragment that is used unless {@link #NO_FRAGMENTS} is. */
    private static final String USUAL_FRAGMENT = "system";
    /** What {@code --use} names to begin with no fragment at all. */
    public static final String NO_FRAGMENTS = "none";

    private final List<Located<String>> uses = new ArrayList<>();
    private final List<DirectoryRule> directories = new ArrayList<>();
    private final List<NetworkRule> networks = new ArrayList<>();
    private final List<DeviceRule> devices = new ArrayList<>();
    private @Nullable Located<Metadata> metadata;
    private final Map<Limit, Located<Long>> limits = new EnumMap<>(Limit.class);
    private final Diagnostics diagnostics = new Diagnostics();

    /** Begins with the base fragment {@code system}. */
    public InlineManifest() {
        uses.add(new Located<>(USUAL_FRAGMENT, Place.whole(new Source(Source.COMMAND_LINE, List.of()))));
    }

    /**
     * Adds a rule on paths.
     *
     * @param option as it was typed, {@code -r} or {@code --read}, so that diagnostics and verdicts can name it
     * @param path in the syntax of {@link PathSyntax}
     * @param permission what it allows
     */
    public InlineManifest allow(String option, String path, Permission permission) {
        Located<String> located = located(option, path);
        List<PathProblem> problems = new ArrayList<>();
        PathSyntax.check(path, problems);
        for (PathProblem problem : problems) {
            diagnostics.add(problem.diagnostic(located));
        }
        directories.add(new DirectoryRule(null, located, new Located<>(permission, located.place())));
        return this;
    }

    /**
     * Adds a rule on the network.
     *
     * @param option as it was typed, {@code --connect} or {@code --bind}
     * @param endpoint in the form that {@link EndpointOption} reads
     */
    public InlineManifest allow(String option, Flow flow, String endpoint) {
        NetworkRule rule = new EndpointOption(located(option, endpoint), flow, diagnostics).read();
        if (rule != null) {
            networks.add(rule);
        }
        return this;
    }

    /**
     * Adds a class of devices.
     *
     * @param option as it was typed
     * @param device in the form that {@link DeviceOption} reads
     */
    public InlineManifest device(String option, String device) {
        DeviceRule rule = new DeviceOption(located(option, device), diagnostics).read();
        if (rule != null) {
            devices.add(rule);
        }
        return this;
    }

    /** Adds a base fragment to {@code system}; {@link #NO_FRAGMENTS} takes away all that were added before. */
    public InlineManifest use(String option, String fragment) {
        if (fragment.equals(NO_FRAGMENTS)) {
            uses.clear();
        } else if (!uses.contains(located(option, fragment))) {
            uses.add(located(option, fragment));
        }
        return this;
    }

    /**
     * Adds a limit; of two on the same resource, the later one counts.
     *
     * @param text its key, an equals sign and its value
     */
    public InlineManifest limit(String option, String text) {
        Located<String> located = located(option, text);
        int equals = text.indexOf('=');
        String key = equals < 0 ? text : text.substring(0, equals);
        Limit limit = Limit.of(key);
        if (limit == null || equals < 0) {
            diagnostics.add(Diagnostic
                    .error(located.place(), text,
                            limit == null ? "there is no limit " + Diagnostic.quote(key) : "a limit needs a value")
                    .expecting("one of " + String.join(", ", Limit.keys()) + ", an equals sign, and a value such as "
                            + (limit == null ? "512MiB, 64 or 10m" : limit.unit().example()))
                    .nearest(limit == null ? Nearest.to(key, Limit.keys()) : ""));
            return this;
        }
        Located<Long> value = LimitSyntax.parse(limit, new Located<>(text.substring(equals + 1),
                located.place().inside(text, equals + 1)), diagnostics);
        if (value != null) {
            limits.put(limit, value);
        }
        return this;
    }

    /** Hides what is not granted. */
    public InlineManifest hide(String option) {
        Place place = Place.whole(new Source(Source.COMMAND_LINE, List.of(option)));
        metadata = new Located<>(Metadata.HIDDEN, place);
        return this;
    }

    /** The limits alone, to go with a manifest that is read. */
    public Outcome<Map<Limit, Located<Long>>> limits() {
        return diagnostics.outcome(limits);
    }

    /** The text of an option as a source of one line, and the place of its value in it. */
    private static Located<String> located(String option, String value) {
        Source source = new Source(Source.COMMAND_LINE, List.of(option + " " + value));
        return new Located<>(value, new Place(source, 0, option.length() + 2));
    }

    /**
     * The manifest that runs a command.
     *
     * @param command the program, as the caller typed it, and its arguments; at least one
     */
    public Outcome<Manifest> build(List<String> command) {
        Source source = new Source(Source.COMMAND_LINE, List.of(String.join(" ", command)));
        Place place = new Place(source, 0, 1);
        String program = command.isEmpty() ? "" : command.getFirst();
        if (program.isEmpty()) {
            diagnostics.add(Diagnostic.error(place, "", "there is no program to run"));
            return diagnostics.failure();
        }
        List<Located<String>> args = new ArrayList<>();
        for (String argument : command.subList(1, command.size())) {
            args.add(new Located<>(argument, place));
        }
        // What the caller typed is a file name and not a pattern.
        Start start = Start.of(new Located<>(PathSyntax.escape(program), place), args);
        Grants grants = new Grants(uses, directories, networks, devices, metadata);
        return diagnostics.outcome(new Manifest(source, Identity.named(new Located<>(name(program), place)), start,
                grants, limits));
    }

    private static String name(String program) {
        StringBuilder name = new StringBuilder();
        for (char c : program.substring(program.lastIndexOf('/') + 1).toCharArray()) {
            name.append(Character.isISOControl(c) ? '_' : c);
        }
        return name.toString().isBlank() ? "program" : name.toString();
    }
}
