package dev.remit.policy;

/**
 * A digest of a file's content.
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower-case, 64 or 128 digits
 */
public record Digest(String algorithm, String hex) {
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
