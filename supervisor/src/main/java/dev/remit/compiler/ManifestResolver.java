package dev.remit.compiler;

import dev.remit.compiler.PathResolver.Resolved;
import dev.remit.devices.DeviceCatalog;
import dev.remit.manifest.DeviceRule;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.DirectoryRule;
import dev.remit.manifest.Fragment;
import dev.remit.manifest.Grants;
import dev.remit.manifest.Located;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Metadata;
import dev.remit.manifest.NetworkRule;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.ParsedPath;
import dev.remit.manifest.PathProblem;
import dev.remit.manifest.PathSyntax;
import dev.remit.manifest.TemporaryDirectory;
import dev.remit.policy.DeviceRules;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Limit;
import dev.remit.policy.Limits;
import dev.remit.policy.PathRule;
import dev.remit.policy.Policy;
import dev.remit.policy.Program;
import dev.remit.policy.Rules;
import dev.remit.policy.Unenforced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Turns a manifest into a policy: expands variables, merges base fragments, and makes every path absolute and its
 * literal beginning canonical.
 *
 * <p>What only this machine lacks (a share that is not mounted, a program that is not there) is a warning, so that a
 * manifest can be checked anywhere; a share that is not mounted also becomes an entry of {@link Policy#unenforced()},
 * because without it the policy does not say what the manifest says.
 */
public final class ManifestResolver {
    private final PlaceView places;
    private final BaseFragments base;
    private final Supplier<DeviceCatalog> devices;

    /** For the machine that Remit runs on. */
    public ManifestResolver(HostPlaces places, BaseFragments base) {
        this(places, base, places::devices);
    }

    /**
     * @param places the machine, and the caller's variables
     * @param base the fragments that {@code uses} may name
     * @param devices of the machine, asked for where classes of devices are named
     */
    public ManifestResolver(PlaceView places, BaseFragments base, Supplier<DeviceCatalog> devices) {
        this.places = places;
        this.devices = devices;
        this.base = base;
    }

    /**
     * Resolves a manifest.
     *
     * @param manifest as it was read
     * @param directory absolute path that relative paths start from: the manifest's own, or the caller's working
     *        directory for a manifest made of options
     */
    public Outcome<Policy> resolve(Manifest manifest, String directory) {
        return new Resolution(manifest, directory).policy();
    }

    /** Limits with the places where they were written. */
    public static Limits limits(Map<Limit, Located<Long>> written) {
        List<Limits.Bound> bounds = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            Located<Long> value = written.get(limit);
            if (value != null) {
                bounds.add(new Limits.Bound(limit, value.value(), value.place().origin("")));
            }
        }
        return new Limits(bounds);
    }

    /** The state of resolving one manifest. */
    private final class Resolution {
        private final Manifest manifest;

        private final PathResolver paths;
        private final Variables variables;
        private final Diagnostics diagnostics = new Diagnostics();
        private final List<PathRule> rules = new ArrayList<>();
        private final List<EndpointRule> endpoints = new ArrayList<>();
        private final List<Unenforced> unenforced;

        Resolution(Manifest manifest, String directory) {
            this.manifest = manifest;

            this.paths = new PathResolver(directory, places);
            this.variables = new Variables(places);
            this.unenforced = UnenforcedParts.of(manifest);
        }

        Outcome<Policy> policy() {
            Grants grants = manifest.grants();
            for (DirectoryRule rule : grants.directories()) {
                addRule(rule);
            }
            grants.networks().forEach(rule -> endpoints.addAll(NetworkResolver.resolve(rule)));
            ProgramResolver resolver = new ProgramResolver(places, paths, variables, diagnostics);
            Program program = resolver.resolve(manifest.start());
            PathRule own = resolver.rule();
            if (own != null) {
                rules.add(own);
            }
            List<DeviceRule> ofFragments = new ArrayList<>();
            for (Fragment fragment : new FragmentLoader(base, diagnostics).load(uses(grants))) {
                ofFragments.addAll(fragment.grants().devices());
                for (DirectoryRule rule : fragment.grants().directories()) {
                    addFragmentRule(rule);
                }
                fragment.grants().networks().forEach(rule -> endpoints.addAll(NetworkResolver.resolve(rule)));
            }
            Set<String> passed = new TreeSet<>();
            DeviceRules deviceRules = resolveDevices(grants.devices(), ofFragments, passed);
            if (program == null || diagnostics.hasErrors()) {
                return diagnostics.failure();
            }
            Located<Metadata> metadata = grants.metadata();
            boolean hidden = metadata != null && metadata.value() == Metadata.HIDDEN;
            return diagnostics.outcome(new Policy(manifest.identity().name().value(), manifest.source().name(),
                    program.passing(passed), new Rules(rules, endpoints, deviceRules, hidden),
                    limits(manifest.limits()), unenforced));
        }

        /**
         * Adds what the classes of devices amount to. Programs wait for this: nothing is loaded where there are none.
         *
         * @param passed receives the names of variables that they need
         */
        private DeviceRules resolveDevices(List<DeviceRule> own, List<DeviceRule> ofFragments, Set<String> passed) {
            if (own.isEmpty() && ofFragments.isEmpty()) {
                return DeviceRules.NONE;
            }
            DeviceResolver resolver = new DeviceResolver(devices.get(), paths, variables, rules);
            resolver.resolve(own, ofFragments, diagnostics);
            rules.addAll(resolver.rules());
            passed.addAll(resolver.passed());
            return resolver.devices(places);
        }

        /** What the manifest names, or the default; and what its rules on host names cannot do without. */
        private List<Located<String>> uses(Grants grants) {
            List<Located<String>> named = grants.uses();
            List<Located<String>> uses = new ArrayList<>();
            if (named == null) {
                uses.add(new Located<>(BaseFragments.DEFAULT, manifest.start().run().place()));
            } else {
                uses.addAll(named);
            }
            for (NetworkRule rule : grants.networks()) {
                if (rule.endpoint() instanceof NetworkRule.Endpoint.Host host) {
                    uses.add(new Located<>(BaseFragments.FOR_HOST_NAMES, host.name().place()));
                }
            }
            return uses;
        }

        private void addRule(DirectoryRule rule) {
            List<PathProblem> problems = new ArrayList<>();
            List<ParsedPath> alternatives = PathSyntax.parse(rule.path().value(), variables, problems);
            for (PathProblem problem : problems) {
                diagnostics.add(problem.diagnostic(rule.path()));
            }
            checkTemporaryDirectory(rule.path());
            for (ParsedPath alternative : alternatives) {
                Resolved resolved = paths.resolve(alternative);
                if (resolved != null) {
                    add(rule, resolved);
                    continue;
                }
                String text = rule.path().value();
                diagnostics.add(Diagnostic.warning(rule.path().place(), text,
                        "this share is not mounted: nothing can run until it is"));
                unenforced.add(new Unenforced("the path " + text + ", because its share is not mounted",
                        rule.path().place().origin(rule.label())));
            }
        }

        private void add(DirectoryRule rule, Resolved resolved) {
            rules.add(new PathRule(resolved.canonical(), rule.permission().value(),
                    rule.path().place().origin(rule.label()), resolved.spelling()));
        }

        /** A fragment speaks of many machines: what this one lacks is passed over, unless it is denied. */
        private void addFragmentRule(DirectoryRule rule) {
            List<ParsedPath> alternatives = PathSyntax.parse(rule.path().value(), variables, new ArrayList<>());
            for (ParsedPath alternative : alternatives) {
                if (alternative.root() == ParsedPath.Root.RELATIVE) {
                    diagnostics.add(Diagnostic.error(rule.path().place(), rule.path().value(),
                            "a path in a base fragment must be absolute"));
                    return;
                }
                Resolved resolved = paths.resolve(alternative);
                if (resolved != null && (resolved.exists() || rule.permission().value().access() == 0)) {
                    add(rule, resolved);
                }
            }
        }

        private void checkTemporaryDirectory(Located<String> path) {
            Located<TemporaryDirectory> temporary = manifest.start().temporaryDirectory();
            boolean mentioned = path.value().contains("$TMPDIR") || path.value().contains("${TMPDIR}");
            if (mentioned && temporary != null && temporary.value() == TemporaryDirectory.PRIVATE) {
                diagnostics.add(Diagnostic.warning(path.place(), path.value(),
                        "$TMPDIR means the caller's here; the private one is granted without a rule"));
            }
        }
    }
}
