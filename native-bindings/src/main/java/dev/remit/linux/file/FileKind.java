package dev.remit.linux.file;

/**
 * Kinds of file as the mode of statx(2) codes them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inode.7.html">inode(7)</a>
 */
public final class FileKind {
    public static final int MASK = 0170000;
    public static final int SOCKET = 0140000;
    public static final int SYMLINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int BLOCK_DEVICE = 0060000;
    public static final int DIRECTORY = 0040000;
    public static final int CHARACTER_DEVICE = 0020000;
    public static final int FIFO = 0010000;

    private FileKind() {}

    /** Whether opening or using such a file may wait for somebody else. */
    public static boolean mayBlock(int mode) {
        int kind = mode & MASK;
        return kind == FIFO || kind == CHARACTER_DEVICE || kind == BLOCK_DEVICE;
    }
}
