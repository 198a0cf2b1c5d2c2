package dev.remit.cli;

import dev.remit.config.ConfigPlaces;
import dev.remit.config.OwnFiles;
import dev.remit.config.ProtectedFile;
import dev.remit.config.UnprotectedFileException;
import dev.remit.trust.key.PublicKey;
import dev.remit.trust.wire.MalformedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lists that the commands of {@code trust} change: the user's, or the system's. */
final class TrustLists {
    private static final int LONGEST = 16 << 20;
    private static final int LONGEST_KEY = 1 << 16;

    private TrustLists() {}

    /** The directory of the lists. */
    static Path directory(boolean system, Map<String, String> environment) throws Failure {
        ConfigPlaces places = ConfigPlaces.of(environment);
        Path user = places.user();
        if (system) {
            return places.system();
        }
        if (user == null) {
            throw Failure.of(ExitCode.REMIT_FAILED, "there is no home directory: HOME and XDG_CONFIG_HOME are not set",
                    "Set one of them, or change the system's lists with --system.");
        }
        return user;
    }

    /** The bytes of a list, none where there is no such file. */
    static byte[] read(Path file) throws Failure {
        try {
            return ProtectedFile.read(file, LONGEST).orElse(new byte[0]);
        } catch (UnprotectedFileException unsafe) {
            throw Failure.of(ExitCode.REMIT_FAILED, String.valueOf(unsafe.getMessage()), "");
        }
    }

    /** Checks what a list would be; a list that was right stays right. */
    @FunctionalInterface
    interface Check {
        /** Throws where these bytes would be no list. */
        void check(byte[] bytes) throws Failure;
    }

    /** Adds a line. */
    static void append(Path file, String line, Check check) throws Failure {
        byte[] before = read(file);
        ByteArrayOutputStream after = new ByteArrayOutputStream();
        after.writeBytes(before);
        if (before.length > 0 && before[before.length - 1] != '\n') {
            after.write('\n');
        }
        after.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        check.check(after.toByteArray());
        try {
            OwnFiles.replace(file, after.toByteArray(), true);
        } catch (IOException failure) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": cannot be written: " + failure.getMessage(), "");
        }
    }

    /** The key of a {@code .pub} file. */
    static PublicKey key(Path file) throws Failure {
        byte[] bytes = InputFile.read(file, LONGEST_KEY, "a public key",
                "Name the file that ends in .pub, as ssh-keygen writes it.");
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                return key(file, line);
            }
        }
        throw Failure.of(ExitCode.REMIT_FAILED, file + ": holds no public key", "");
    }

    private static PublicKey key(@Nullable Path file, String line) throws Failure {
        try {
            return PublicKey.parseLine(line);
        } catch (MalformedException malformed) {
            throw Failure.of(ExitCode.REMIT_FAILED, file + ": is no public key: " + malformed.getMessage(),
                    "Name the file that ends in .pub, as ssh-keygen writes it.");
        }
    }
}
