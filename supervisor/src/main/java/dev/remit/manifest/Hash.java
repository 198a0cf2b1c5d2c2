package dev.remit.manifest;

import dev.remit.policy.Digest;

/** What the key {@code hash} may hold. */
public sealed interface Hash {
    /** A digest of the program's content. */
    record Known(Digest digest) implements Hash {}

    /**
     * A reminder that a digest is to be filled in, such as {@code <executable_file_hash>}: no program has it.
     *
     * @param text with its angle brackets
     */
    record Placeholder(String text) implements Hash {}
}
