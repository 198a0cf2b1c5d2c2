package dev.remit.admission;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A manifest that is to be run.
 *
 * @param file as it was named
 * @param evidence read once
 * @param author as the manifest says; null when it does not
 * @param name of the application, as the manifest says
 * @param version of the application; empty when the manifest does not say
 */
public record Submission(Path file, Evidence evidence, @Nullable String author, String name, String version) {
    /**
     * The bytes on which the decision rests.
     *
     * @param manifest those that are parsed
     * @param signature of {@code FILE.sig}
     * @param rotations of {@code FILE.rotation}
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Evidence(byte[] manifest, Optional<byte[]> signature, Optional<byte[]> rotations) {}
}
