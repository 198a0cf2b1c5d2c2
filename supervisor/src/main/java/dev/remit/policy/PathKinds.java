package dev.remit.policy;

/** What stands at a path at the moment: the only question that choosing a layer asks of the file system. */
@FunctionalInterface
public interface PathKinds {
    /** What a path leads to. */
    enum Kind {
        /** Nothing, or nothing that can be looked at. */
        ABSENT,
        REGULAR,
        DIRECTORY,
        CHARACTER_DEVICE,
        /** A block device, a FIFO or a socket. */
        OTHER
    }

    /**
     * Looks at one path.
     *
     * @param path absolute and canonical; a symbolic link at its end counts as {@link Kind#ABSENT}, for a canonical
     *        path has none
     */
    Kind kindOf(String path);
}
