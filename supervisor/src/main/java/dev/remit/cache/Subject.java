package dev.remit.cache;

/**
 * What an entry speaks of.
 *
 * @param source the name by which a manifest was read, which stands in every message about it
 * @param directory that its relative paths start from
 * @param manifest all its bytes; for one that is made of options, these
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Subject(String source, String directory, byte[] manifest) {
    /** A name for the place of the manifest; those of others are other ones, but for rare chances. */
    String place() {
        return Integer.toHexString(directory.hashCode()) + "-" + Integer.toHexString(source.hashCode());
    }
}
