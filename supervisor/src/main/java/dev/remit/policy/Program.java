package dev.remit.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The program that a policy runs, and its surroundings.
 *
 * @param path absolute path of the executable
 * @param arguments the manifest's arguments; the user's own follow them
 * @param hashes acceptable digests of the file; empty when any content is accepted
 * @param workingDirectory absolute; null for the caller's
 * @param privateTemporaryDirectory whether a fresh directory per run is made and named in {@code TMPDIR}
 * @param passedVariables names or globs of environment variables taken from the caller
 * @param setVariables variables set by the manifest; they win over passed ones
 */
public record Program(String path, List<String> arguments, List<Digest> hashes, @Nullable String workingDirectory,
        boolean privateTemporaryDirectory, List<String> passedVariables, Map<String, String> setVariables) {
    public Program {
        arguments = List.copyOf(arguments);
        hashes = List.copyOf(hashes);
        passedVariables = List.copyOf(passedVariables);
        setVariables = Map.copyOf(setVariables);
    }

    /** The same with more variables of the caller's passed. */
    public Program passing(Collection<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<String> passed = new ArrayList<>(passedVariables);
        passed.addAll(more);
        return new Program(path, arguments, hashes, workingDirectory, privateTemporaryDirectory, passed, setVariables);
    }
}
