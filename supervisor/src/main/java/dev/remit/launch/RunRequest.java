package dev.remit.launch;

import dev.remit.compiler.CompiledPolicy;
import dev.remit.limits.LimitKeeper;
import dev.remit.notify.Recorder;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param policy compiled on this machine, a moment ago
 * @param arguments the user's own, after those of the manifest
 * @param surroundings what the program finds around it
 * @param manner of running it
 * @param limits of the policy, prepared; closed by whoever prepared them
 * @param recorders of what is answered
 */
public record RunRequest(CompiledPolicy policy, List<String> arguments, Surroundings surroundings, Manner manner,
        LimitKeeper limits, Recorder.Factory recorders) {
    public RunRequest {
        arguments = List.copyOf(arguments);
    }

    /**
     * What the caller chose.
     *
     * @param reduced whether to go on where the kernel lacks features that the guarantee rests on
     * @param sealed whether a copy of the program is run that nobody can change any more
     */
    public record Manner(boolean reduced, boolean sealed) {}

    /**
     * What the program finds around it.
     *
     * @param environment the caller's
     * @param temporaryDirectory value of {@code TMPDIR} for the program; empty when it gets none
     */
    public record Surroundings(Map<String, String> environment, String temporaryDirectory) {
        public Surroundings {
            environment = Map.copyOf(environment);
        }
    }
}
