package dev.remit.cli;

import dev.remit.admission.Submission;
import dev.remit.cache.Subject;
import dev.remit.manifest.Claims;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.yaml.ManifestParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest file, read once: what is parsed, verified and remembered are the same bytes.
 *
 * @param file as it was named
 * @param directory that its relative paths start from, free of symbolic links
 * @param bytes of the whole file
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record ManifestFile(Path file, Path directory, byte[] bytes) {
    static final String SIGNATURE = ".sig";
    static final String ROTATIONS = ".rotation";
    /** A manifest is no longer than this; one byte more is read to notice. */
    private static final int LONGEST = 1 << 20;

    /** Reads. */
    static ManifestFile read(String name) throws Failure {
        Path file = Path.of(name);
        byte[] bytes = InputFile.read(file, LONGEST, "a manifest",
                "To run a command without one, put -- before it: remit run -r DIR -- COMMAND");
        return new ManifestFile(file, directoryOf(file), bytes);
    }

    /** Parses it. */
    Manifest parse() throws Failure {
        Outcome<Manifest> parsed = ManifestParser.parse(file.toString(), bytes);
        if (parsed.value() == null) {
            throw Failure.diagnostics(ExitCode.REMIT_FAILED, parsed.render());
        }
        return parsed.value();
    }

    /** Parses and resolves it on this machine. */
    LoadedPolicy load(Map<String, String> environment) throws Failure {
        return load(bytes, environment);
    }

    /** Parses and resolves other bytes as if they were its content. */
    LoadedPolicy load(byte[] content, Map<String, String> environment) throws Failure {
        return LoadedPolicy.of(ManifestParser.parse(file.toString(), content), directory, environment);
    }

    /** What is kept of it. */
    Subject subject() {
        return new Subject(file.toString(), directory.toString(), bytes);
    }

    /** It with what stands beside it, to be judged. */
    Submission submission(Claims claims) throws Failure {
        Submission.Evidence evidence = new Submission.Evidence(bytes, beside(SIGNATURE), beside(ROTATIONS));
        return new Submission(file, evidence, claims.author(), claims.name(), claims.version());
    }

    /** A file beside it, of the same name with a suffix. */
    Path sibling(String suffix) {
        return Path.of(file + suffix);
    }

    private Optional<byte[]> beside(String suffix) throws Failure {
        Path other = sibling(suffix);
        if (!Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return Optional.of(InputFile.read(other, LONGEST, "a file beside a manifest", ""));
    }

    private static Path directoryOf(Path file) throws Failure {
        try {
            Path parent = file.toAbsolutePath().getParent();
            return (parent == null ? Path.of("/") : parent).toRealPath();
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": its directory cannot be resolved: "
                    + failure.getMessage(), "");
        }
    }
}
