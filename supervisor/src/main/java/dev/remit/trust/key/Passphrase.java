package dev.remit.trust.key;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Knows, or asks for, the passphrase of a private key. Asked only when there is need of one. */
@FunctionalInterface
public interface Passphrase {
    /**
     * The passphrase, which the caller overwrites after use.
     *
     * @return null when there is none to be had
     * @throws IOException when it cannot be asked for
     */
    char @Nullable [] ask() throws IOException;
}
