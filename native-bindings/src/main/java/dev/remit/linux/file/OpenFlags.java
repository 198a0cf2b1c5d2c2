package dev.remit.linux.file;

/**
 * Flags of open(2) as the kernel numbers them on the running architecture; AArch64 swaps four of them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 */
public final class OpenFlags {
    private static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

    public static final int RDONLY = 0;
    public static final int WRONLY = 1;
    public static final int RDWR = 2;
    /** The bits that hold one of the three above, or 3: no reading, no writing, ioctl only. */
    public static final int ACCESS_MODE = 3;
    public static final int CREAT = 0100;
    public static final int EXCL = 0200;
    public static final int NOCTTY = 0400;
    public static final int TRUNC = 01000;
    public static final int APPEND = 02000;
    public static final int NONBLOCK = 04000;
    public static final int DIRECTORY = AARCH64 ? 040000 : 0200000;
    public static final int NOFOLLOW = AARCH64 ? 0100000 : 0400000;
    public static final int CLOEXEC = 02000000;
    public static final int PATH = 010000000;
    /** The bit of {@code O_TMPFILE} that is not {@link #DIRECTORY}. */
    public static final int TMPFILE_BIT = 020000000;

    private OpenFlags() {}

    /** Whether an unnamed file is asked for. */
    public static boolean isTemporaryFile(int flags) {
        return (flags & TMPFILE_BIT) != 0;
    }
}
