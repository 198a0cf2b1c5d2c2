package dev.remit.handlers;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The names in the abstract namespace of Unix sockets, which are private to a run: each begins with a prefix of the
 * run's own before the kernel sees it. So the program and its descendants find each other, but nobody outside, and nobody
 * outside has a name taken away. Shared by all workers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), Abstract sockets</a>
 */
public final class AbstractNames {
    private static final int RANDOM_BYTES = 6;

    private final AtomicInteger chosen = new AtomicInteger();
    private volatile byte @Nullable [] prefix;

    /** Bytes that each name begins with, which nobody else's do; not to be changed. Made up when first asked for. */
    byte[] prefix() {
        byte[] made = prefix;
        return made == null ? makePrefix() : made;
    }

    private synchronized byte[] makePrefix() {
        byte[] made = prefix;
        if (made == null) {
            byte[] random = new byte[RANDOM_BYTES];
            new SecureRandom().nextBytes(random);
            made = ("remit-" + HexFormat.of().formatHex(random) + "-").getBytes(StandardCharsets.US_ASCII);
            prefix = made;
        }
        return made;
    }

    /** A number for a name that the program leaves to be chosen; each one once. */
    int choose() {
        return chosen.getAndIncrement();
    }
}
