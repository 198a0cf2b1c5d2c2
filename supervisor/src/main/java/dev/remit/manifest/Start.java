package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest runs, and in which surroundings.
 *
 * @param run a path, relative to the manifest's directory; without any slash a name to be found on {@code PATH}
 * @param args come before the user's own
 * @param hashes acceptable digests of the program; empty when any content is accepted
 * @param workingDirectory null for the caller's
 * @param temporaryDirectory {@link TemporaryDirectory}; null when the manifest does not say, which means none
 * @param environment what the program gets to see of the caller's variables
 */
public record Start(Located<String> run, List<Located<String>> args, List<Located<Hash>> hashes,
        @Nullable Located<String> workingDirectory, @Nullable Located<TemporaryDirectory> temporaryDirectory,
        Environment environment) {
    public Start {
        args = List.copyOf(args);
        hashes = List.copyOf(hashes);
    }

    /** A program without anything around it. */
    public static Start of(Located<String> run, List<Located<String>> args) {
        return new Start(run, args, List.of(), null, null, Environment.UNSAID);
    }
}
