package dev.remit.handlers;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The names in the abstract namespace of Unix sockets, which are private to a run: each begins with a prefix of the
 * run's own before the kernel sees it. So the program and its descendants find each other, but nobody outside, and nobody
 * outside has a name taken away. Shared by all workers.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7), Abstract sockets</a>
 */
public final class AbstractNames {
    private static final int RANDOM_BYTES = 6;

    private final byte[] prefix;
    private final AtomicInteger chosen = new AtomicInteger();

    /** A prefix that nobody else has. */
    public AbstractNames() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        prefix = ("remit-" + HexFormat.of().formatHex(random) + "-").getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes that each name begins with; not to be changed. */
    @SuppressWarnings("EI_EXPOSE_REP")
    byte[] prefix() {
        return prefix;
    }

    /** A number for a name that the program leaves to be chosen; each one once. */
    int choose() {
        return chosen.getAndIncrement();
    }
}
