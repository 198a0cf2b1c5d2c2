package dev.remit.cli;

import dev.remit.compiler.BaseFragments;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.compiler.FileSystemPathKinds;
import dev.remit.compiler.HostPlaces;
import dev.remit.compiler.ManifestResolver;
import dev.remit.compiler.PolicyCompiler;
import dev.remit.compiler.RegionProblem;
import dev.remit.compiler.UnenforceableRulesException;
import dev.remit.launch.Host;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Diagnostics;
import dev.remit.manifest.Identity;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.policy.Limits;
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
 * @param identity who and what it is about
 * @param directory that its relative paths start from
 * @param warnings rendered, as diagnostics are shown; empty when there are none
 */
record LoadedPolicy(Policy policy, Identity identity, Path directory, String warnings) {
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
        Outcome<Policy> resolved = new ManifestResolver(new HostPlaces(), environment, BaseFragments.shipped())
                .resolve(manifest, directory.toString());
        List<Diagnostic> all = new ArrayList<>(parsed.diagnostics());
        all.addAll(resolved.diagnostics());
        Policy policy = resolved.value();
        if (policy == null) {
            throw Failure.diagnostics(ExitCode.REMIT_FAILED, Diagnostics.render(all));
        }
        return new LoadedPolicy(policy, manifest.identity(), directory, Diagnostics.render(all));
    }

    /** The same, within the stricter of its limits and others. */
    LoadedPolicy within(Limits others) {
        return new LoadedPolicy(policy.withLimits(policy.limits().stricter(others)), identity, directory, warnings);
    }

    /**
     * Compiles a policy for this machine.
     *
     * @param countTasks whether the supervisor counts processes and threads
     * @throws Failure with what cannot be enforced as it is written
     */
    static CompiledPolicy compile(Policy policy, boolean countTasks) throws Failure {
        try {
            return PolicyCompiler.compile(policy, new FileSystemPathKinds(), Host.filterOptions(countTasks));
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
