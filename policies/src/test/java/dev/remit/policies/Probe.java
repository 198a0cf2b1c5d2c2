package dev.remit.policies;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt within a manifest, and what must become of it. The format of {@code probes.yml} is described in
 * {@code docs/policies.md}.
 *
 * @param name of the attempt
 * @param scene what there is before it begins
 * @param arguments of the program, after the manifest's own
 * @param client for a program that serves: a shell command that runs without Remit once it answers, and after which the
 *        program is ended; then the command's output and exit code count
 * @param expectation what must become of it
 */
record Probe(String name, Scene scene, List<String> arguments, @Nullable String client, Expectation expectation) {
    /**
     * What there is before an attempt.
     *
     * @param prepare shell commands that run before it, without Remit
     * @param directory where it starts
     * @param server a shell command that runs meanwhile, without Remit; empty for none
     * @param port on which that server, or a program that serves, answers; 0 for none
     * @param ready a shell command that succeeds once it does more than answer; empty for none
     * @param without name of the rule that is taken out of the manifest; empty for none
     */
    record Scene(List<String> prepare, String directory, String server, int port, String ready,
            String without) {}

    sealed interface Expectation {}

    /**
     * It succeeds as without Remit.
     *
     * @param output what standard output must contain
     * @param creates a file that must exist afterwards, below the policy's directory
     * @param tolerates names of calls, and patterns of absolute paths, that may be refused: the program does without
     */
    record Allowed(String output, @Nullable String creates, List<String> tolerates) implements Expectation {}

    /**
     * It succeeds without Remit; with it, it is refused.
     *
     * @param what was refused, as the log names it: a path or an endpoint
     * @param access that was refused
     * @param secret what standard output must contain without Remit, and must not with it; empty for nothing
     * @param error what standard error must contain with Remit
     * @param exit with Remit
     */
    record Denied(String what, String access, String secret, List<String> error, Exit exit) implements Expectation {}

    /**
     * How a refused program must end.
     *
     * @param code null for any but 0
     * @param any whether it reports the refusal by its words only
     */
    record Exit(@Nullable Integer code, boolean any) {}
}
