package dev.remit.launch;

import dev.remit.policy.Digest;
import dev.remit.policy.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Looks at the program before it is run: is it there, may it be executed, is it the one that the manifest means. */
final class ProgramFile {
    private static final int BUFFER = 1 << 16;

    private ProgramFile() {}

    /**
     * Checks.
     *
     * @throws LaunchException with what is wrong
     */
    static void check(Program program) throws LaunchException {
        Path path = Path.of(program.path());
        if (!Files.exists(path)) {
            throw new LaunchException(LaunchException.NOT_FOUND, program.path() + ": no such program",
                    "Correct `run` in the manifest; a name without a slash is looked up in PATH.");
        }
        if (Files.isDirectory(path)) {
            throw new LaunchException(LaunchException.NOT_EXECUTABLE, program.path() + ": is a directory",
                    "Name the executable file in it.");
        }
        if (!Files.isExecutable(path)) {
            throw new LaunchException(LaunchException.NOT_EXECUTABLE, program.path() + ": is not executable",
                    "Make it so with `chmod +x`, or run its interpreter with the file as argument.");
        }
        if (!program.hashes().isEmpty()) {
            checkDigest(path, program.hashes());
        }
    }

    private static void checkDigest(Path path, List<Digest> accepted) throws LaunchException {
        StringBuilder found = new StringBuilder();
        for (Digest digest : accepted) {
            String actual = digest(path, digest.algorithm());
            if (actual.equals(digest.hex())) {
                return;
            }
            if (found.indexOf(actual) < 0) {
                found.append(found.isEmpty() ? "" : ", ").append(digest.algorithm()).append(':').append(actual);
            }
        }
        throw new LaunchException(LaunchException.NOT_EXECUTABLE,
                path + ": is not the file that the manifest means; its digest is " + found,
                "If the file was replaced on purpose, put its new digest into `hash`.");
    }

    private static String digest(Path path, String algorithm) throws LaunchException {
        try (InputStream content = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance("sha256".equals(algorithm) ? "SHA-256" : "SHA-512");
            byte[] buffer = new byte[BUFFER];
            for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
                digest.update(buffer, 0, length);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException failure) {
            throw new LaunchException(LaunchException.NOT_EXECUTABLE,
                    path + ": cannot be read to check its digest: " + failure.getMessage(),
                    "Grant yourself read permission on it, or leave `hash` out.");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
