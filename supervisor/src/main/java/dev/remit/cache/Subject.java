package dev.remit.cache;

/**
 * What an entry speaks of.
 *
 * @param source the name by which a manifest was read, which stands in every message about it
 * @param directory that its relative paths start from
 * @param manifest all its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Subject(String source, String directory, byte[] manifest) {
    /**
     * A manifest that is made of options.
     *
     * @param options the program and all that is granted to it, with a zero between them as in no file's name
     * @param directory that relative paths start from
     */
    public static Subject ofOptions(String options, String directory) {
        return new Subject(options, directory, new byte[0]);
    }

    /** A name for the place of the manifest; those of others are other ones, but for rare chances. */
    String place() {
        return Integer.toHexString(directory.hashCode()) + "-" + Integer.toHexString(source.hashCode());
    }
}
