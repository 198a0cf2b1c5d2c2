package dev.remit.trust.store;

import dev.remit.trust.key.PublicKey;
import org.jspecify.annotations.Nullable;

/** One line of {@code allowed_signers}: who may sign with which key. Immutable. */
public final class AllowedSigner {
    private final int line;
    private final PatternList principals;
    private final SignerOptions options;
    private final @Nullable PatternList namespaces;
    private final PublicKey key;
    private final String comment;

    AllowedSigner(TextLine line, PatternList principals, OptionReader options, PublicKey key, String comment) {
        this.line = line.number();
        this.principals = principals;
        this.options = options.options();
        this.namespaces = options.namespaces();
        this.key = key;
        this.comment = comment;
    }

    /** Its number, counted from 1. */
    public int line() {
        return line;
    }

    /** The patterns of whom the key may sign for, with commas between them. */
    public String principals() {
        return principals.toString();
    }

    public SignerOptions options() {
        return options;
    }

    public PublicKey key() {
        return key;
    }

    /** What follows the key; may be empty. */
    public String comment() {
        return comment;
    }

    boolean isFor(String principal) {
        return principals.matches(principal);
    }

    boolean isForNamespace(String namespace) {
        return namespaces == null || namespaces.matches(namespace);
    }

    /** When the line holds: to the end of the second that {@code valid-before} names. */
    Window window() {
        return Window.ALWAYS.from(options.validAfter())
                .until(options.validBefore() == null ? null : options.validBefore().plusSeconds(1));
    }
}
