package dev.remit.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens and reads files that a command was given, and says what is wrong with them. */
final class InputFile {
    private InputFile() {}

    /**
     * Reads a file.
     *
     * @param most so many bytes, and one more to notice when it is longer
     * @param what it should be, for messages: {@code a manifest}
     * @param instead what to do where there is no such file
     */
    static byte[] read(Path file, int most, String what, String instead) throws Failure {
        try (InputStream content = open(file, what, instead)) {
            return content.readNBytes(most + 1);
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    /** Opens a file; see {@link #read}. */
    static InputStream open(Path file, String what, String instead) throws Failure {
        try {
            if (Files.isDirectory(file)) {
                throw Failure.of(ExitCode.REMIT_FAILED, file + ": is a directory, not " + what, "Name the file in it.");
            }
            return Files.newInputStream(file);
        } catch (NoSuchFileException missing) {
            String kind = what.startsWith("an ") ? what.substring("an ".length()) : what.substring("a ".length());
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": no such " + kind, instead);
        } catch (AccessDeniedException denied) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": may not be read", "Check its permissions.");
        } catch (IOException failure) {
            throw unreadable(file, failure);
        }
    }

    static Failure unreadable(Path file, IOException failure) {
        return Failure.of(ExitCode.REMIT_FAILED, file + ": cannot be read: " + failure.getMessage(), "");
    }
}
