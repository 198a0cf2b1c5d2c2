package dev.remit.policies;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt within a manifest, and what must become of it. The format of {@code probes.yml} is described in
 * {@code docs/policies.md}.
 *
 * @param name of the attempt
 * @param prepare shell commands that run before it, without Remit
 * @param directory where it starts
 * @param arguments of the program, after the manifest's own
 * @param expectation what must become of it
 */
record Probe(String name, List<String> prepare, String directory, List<String> arguments, Expectation expectation) {
    sealed interface Expectation {}

    /**
     * It succeeds as without Remit.
     *
     * @param output what standard output must contain
     * @param creates a file that must exist afterwards, below the policy's directory
     */
    record Allowed(String output, @Nullable String creates) implements Expectation {}

    /**
     * It succeeds without Remit; with it, it is refused.
     *
     * @param path for which the refusal is recorded
     * @param access that was refused
     * @param secret what standard output must contain without Remit, and must not with it; empty for nothing
     * @param error what standard error must contain with Remit
     * @param exitCode with Remit; null for any but 0
     * @param anyExit whether the program reports the refusal by its words only
     */
    record Denied(String path, String access, String secret, String error, @Nullable Integer exitCode,
            boolean anyExit) implements Expectation {}
}
