package dev.remit.cli;

import dev.remit.compiler.BaseFragments;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.compiler.HostPlaces;
import dev.remit.compiler.ManifestResolver;
import dev.remit.compiler.PolicyCompiler;
import dev.remit.compiler.RegionProblem;
import dev.remit.compiler.UnenforceableRulesException;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.machine.Machine;
import dev.remit.manifest.Claims;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.policy.PathRule;
import dev.remit.policy.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A manifest that was read and resolved on this machine.
 *
 * @param policy what it amounts to
 * @param claims who it says that it is from
 * @param directory that its relative paths start from
 * @param warnings rendered, as diagnostics are shown; empty when there are none
 * @param machine as it was seen
 */
record LoadedPolicy(Policy policy, Claims claims, Path directory, String warnings, Machine machine) {
    /**
     * Reads a manifest file.
     *
     * @throws Failure with its diagnostics
     */
    static LoadedPolicy ofFile(String name, Map<String, String> environment) throws Failure {
        return ManifestFile.read(name).load(environment);
    }

    /**
     * Resolves a manifest.
     *
     * @param parsed with what was found wrong so far
     * @param directory that relative paths start from
     * @throws Failure with its diagnostics
     */
    static LoadedPolicy of(Outcome<Manifest> parsed, Path directory, Map<String, String> environment)
            throws Failure {
        Manifest manifest = parsed.value();
        if (manifest == null) {
            throw Failure.diagnostics(ExitCode.REMIT_FAILED, parsed.render());
        }
        Machine machine = Machine.ofCaller(environment);
        Outcome<Policy> resolved = new ManifestResolver(new HostPlaces(machine), BaseFragments.shipped())
                .resolve(manifest, directory.toString());
        List<Diagnostic> all = new ArrayList<>(parsed.diagnostics());
        all.addAll(resolved.diagnostics());
        Policy policy = resolved.value();
        if (policy == null) {
            throw Failure.diagnostics(ExitCode.REMIT_FAILED, Diagnostics.render(all));
        }
        return new LoadedPolicy(policy, manifest.identity().claims(), directory, Diagnostics.render(all), machine);
    }

    /** The same with another policy, which grew out of its own. */
    LoadedPolicy with(Policy other) {
        return new LoadedPolicy(other, claims, directory, warnings, machine);
    }

    /**
     * Compiles the policy for this machine.
     *
     * @param options for the filter; see {@link dev.remit.launch.Host#filterOptions}
     * @throws Failure with what cannot be enforced as it is written
     */
    CompiledPolicy compile(FilterOptions options) throws Failure {
        try {
            return PolicyCompiler.compile(policy, new HostPlaces(machine).kinds(), options);
        } catch (UnenforceableRulesException refusal) {
            throw Failure.diagnostics(ExitCode.REMIT_FAILED, render(policy, refusal.problems()));
        }
    }

    /** What is wrong with rules, in the form of diagnostics. */
    static String render(Policy policy, List<RegionProblem> problems) {
        StringBuilder text = new StringBuilder();
        for (RegionProblem problem : problems) {
            PathRule rule = policy.files().get(problem.rule());
            text.append(text.isEmpty() ? "" : "\n").append(rule.origin().describe())
                    .append(problem.error() ? ": error: " : ": warning: ").append(problem.message());
            if (!problem.remedy().isEmpty()) {
                text.append("\n  ").append(problem.remedy());
            }
        }
        return text.toString();
    }
}
