package dev.remit.names;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Numbers that nobody can foresee, from the kernel: the security providers would take 20 ms to load. */
final class Unpredictable {
    private static final Path SOURCE = Path.of("/dev/urandom");

    private Unpredictable() {}

    /** Sixteen bits. */
    static int u16() {
        try (InputStream source = Files.newInputStream(SOURCE)) {
            byte[] bytes = source.readNBytes(2);
            if (bytes.length == 2) {
                return (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
            }
        } catch (IOException unavailable) {
            return new SecureRandom().nextInt(1 << 16);
        }
        return new SecureRandom().nextInt(1 << 16);
    }
}
