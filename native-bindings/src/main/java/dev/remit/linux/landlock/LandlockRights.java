package dev.remit.linux.landlock;

import dev.remit.uapi.Uapi;

/** Landlock's rights on files, grouped as rules need them. */
public final class LandlockRights {
    /** Rights to read files and list directories. */
    public static final long READ = Uapi.LANDLOCK_ACCESS_FS_READ_FILE() | Uapi.LANDLOCK_ACCESS_FS_READ_DIR();
    /** The right to execute. */
    public static final long EXECUTE = Uapi.LANDLOCK_ACCESS_FS_EXECUTE();
    /** The right to change a file's length by name or descriptor; ABI 3. */
    public static final long TRUNCATE = Uapi.LANDLOCK_ACCESS_FS_TRUNCATE();
    /** The right to rename and link between directories; ABI 2. Without it such calls answer EXDEV. */
    public static final long REFER = Uapi.LANDLOCK_ACCESS_FS_REFER();
    /** The right to send commands to devices; ABI 5. */
    public static final long IOCTL_DEV = Uapi.LANDLOCK_ACCESS_FS_IOCTL_DEV();
    /** Rights to change content and names. Making device nodes is not among them. */
    public static final long WRITE = Uapi.LANDLOCK_ACCESS_FS_WRITE_FILE() | TRUNCATE | REFER
            | Uapi.LANDLOCK_ACCESS_FS_REMOVE_DIR() | Uapi.LANDLOCK_ACCESS_FS_REMOVE_FILE()
            | Uapi.LANDLOCK_ACCESS_FS_MAKE_DIR() | Uapi.LANDLOCK_ACCESS_FS_MAKE_REG()
            | Uapi.LANDLOCK_ACCESS_FS_MAKE_SOCK() | Uapi.LANDLOCK_ACCESS_FS_MAKE_FIFO()
            | Uapi.LANDLOCK_ACCESS_FS_MAKE_SYM();
    /** Rights that make sense on something that is not a directory; the kernel refuses the others there. */
    public static final long ON_FILES = EXECUTE | Uapi.LANDLOCK_ACCESS_FS_READ_FILE()
            | Uapi.LANDLOCK_ACCESS_FS_WRITE_FILE() | TRUNCATE | IOCTL_DEV;
    /** All rights of ABI 1. */
    static final long BASE = READ | EXECUTE | (WRITE & ~(TRUNCATE | REFER)) | Uapi.LANDLOCK_ACCESS_FS_MAKE_CHAR()
            | Uapi.LANDLOCK_ACCESS_FS_MAKE_BLOCK();

    private LandlockRights() {}
}
