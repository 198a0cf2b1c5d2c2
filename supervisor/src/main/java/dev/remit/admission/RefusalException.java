package dev.remit.admission;

import dev.remit.trust.key.PublicKey;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A manifest, or what decides about it, is refused. The message says what and why. */
public final class RefusalException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final transient @Nullable PublicKey stranger;

    RefusalException(String message, String remedy) {
        this(message, remedy, null);
    }

    /** @param stranger who made a good signature, and of whom nothing else is known */
    RefusalException(String message, String remedy, @Nullable PublicKey stranger) {
        // Where in this program it arose tells the user nothing.
        super(message, null, false, false);
        this.remedy = remedy;
        this.stranger = stranger;
    }

    /** The key of a good signature that no list says anything about; null when something else is wrong. */
    @Nullable
    PublicKey stranger() {
        return stranger;
    }

    /** What to do about it; may be empty. */
    public String remedy() {
        return remedy;
    }
}
