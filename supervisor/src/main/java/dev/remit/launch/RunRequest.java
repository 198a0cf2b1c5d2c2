package dev.remit.launch;

import dev.remit.compiler.CompiledPolicy;
import dev.remit.notify.Recorder;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param policy compiled on this machine, a moment ago
 * @param arguments the user's own, after those of the manifest
 * @param environment the caller's
 * @param temporaryDirectory value of {@code TMPDIR} for the program; empty when it gets none
 * @param reduced whether to go on where the kernel lacks features that the guarantee rests on
 * @param recorders of what is answered
 */
public record RunRequest(CompiledPolicy policy, List<String> arguments, Map<String, String> environment,
        String temporaryDirectory, boolean reduced, Recorder.Factory recorders) {
    public RunRequest {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }
}
