package dev.remit.linux;

import org.jspecify.annotations.Nullable;

/**
 * Error numbers, with the names and words that people know them by. The numbers are the same on x86-64 and AArch64.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int E2BIG = 7;
    public static final int ENOEXEC = 8;
    public static final int EBADF = 9;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int ETXTBSY = 26;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int ESPIPE = 29;
    public static final int EROFS = 30;
    public static final int EMLINK = 31;
    public static final int EPIPE = 32;
    public static final int ERANGE = 34;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ENOTEMPTY = 39;
    public static final int ELOOP = 40;
    public static final int EIDRM = 43;
    public static final int ENODATA = 61;
    public static final int EOVERFLOW = 75;
    public static final int EUSERS = 87;
    public static final int ENOTSOCK = 88;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EMSGSIZE = 90;
    public static final int ESOCKTNOSUPPORT = 94;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int ENETUNREACH = 101;
    public static final int ECONNRESET = 104;
    public static final int EISCONN = 106;
    public static final int ENOBUFS = 105;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EALREADY = 114;
    public static final int EINPROGRESS = 115;
    public static final int ESTALE = 116;
    public static final int EDQUOT = 122;
    public static final int ECANCELED = 125;
    public static final int EKEYREJECTED = 129;

    private static final int HIGHEST = 133;
    private static final @Nullable String[] NAMES = new String[HIGHEST + 1];
    private static final @Nullable String[] WORDS = new String[HIGHEST + 1];

    static {
        name(EPERM, "EPERM", "Operation not permitted");
        name(ENOENT, "ENOENT", "No such file or directory");
        name(ESRCH, "ESRCH", "No such process");
        name(EINTR, "EINTR", "Interrupted system call");
        name(EIO, "EIO", "Input/output error");
        name(ENXIO, "ENXIO", "No such device or address");
        name(E2BIG, "E2BIG", "Argument list too long");
        name(ENOEXEC, "ENOEXEC", "Exec format error");
        name(EBADF, "EBADF", "Bad file descriptor");
        name(ECHILD, "ECHILD", "No child processes");
        name(EAGAIN, "EAGAIN", "Resource temporarily unavailable");
        name(ENOMEM, "ENOMEM", "Cannot allocate memory");
        name(EACCES, "EACCES", "Permission denied");
        name(EFAULT, "EFAULT", "Bad address");
        name(EBUSY, "EBUSY", "Device or resource busy");
        name(EEXIST, "EEXIST", "File exists");
        name(EXDEV, "EXDEV", "Invalid cross-device link");
        name(ENODEV, "ENODEV", "No such device");
        name(ENOTDIR, "ENOTDIR", "Not a directory");
        name(EISDIR, "EISDIR", "Is a directory");
        name(EINVAL, "EINVAL", "Invalid argument");
        name(ENFILE, "ENFILE", "Too many open files in system");
        name(EMFILE, "EMFILE", "Too many open files");
        name(ENOTTY, "ENOTTY", "Inappropriate ioctl for device");
        name(ETXTBSY, "ETXTBSY", "Text file busy");
        name(EFBIG, "EFBIG", "File too large");
        name(ENOSPC, "ENOSPC", "No space left on device");
        name(ESPIPE, "ESPIPE", "Illegal seek");
        name(EROFS, "EROFS", "Read-only file system");
        name(EMLINK, "EMLINK", "Too many links");
        name(EPIPE, "EPIPE", "Broken pipe");
        name(ERANGE, "ERANGE", "Numerical result out of range");
        name(ENAMETOOLONG, "ENAMETOOLONG", "File name too long");
        name(ENOSYS, "ENOSYS", "Function not implemented");
        name(ENOTEMPTY, "ENOTEMPTY", "Directory not empty");
        name(ELOOP, "ELOOP", "Too many levels of symbolic links");
        name(EIDRM, "EIDRM", "Identifier removed");
        name(ENODATA, "ENODATA", "No data available");
        name(EOVERFLOW, "EOVERFLOW", "Value too large for defined data type");
        name(EUSERS, "EUSERS", "Too many users");
        name(ENOTSOCK, "ENOTSOCK", "Socket operation on non-socket");
        name(EPROTONOSUPPORT, "EPROTONOSUPPORT", "Protocol not supported");
        name(EMSGSIZE, "EMSGSIZE", "Message too long");
        name(ESOCKTNOSUPPORT, "ESOCKTNOSUPPORT", "Socket type not supported");
        name(EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported");
        name(EAFNOSUPPORT, "EAFNOSUPPORT", "Address family not supported by protocol");
        name(EADDRINUSE, "EADDRINUSE", "Address already in use");
        name(ENETUNREACH, "ENETUNREACH", "Network is unreachable");
        name(ECONNRESET, "ECONNRESET", "Connection reset by peer");
        name(EISCONN, "EISCONN", "Transport endpoint is already connected");
        name(ENOBUFS, "ENOBUFS", "No buffer space available");
        name(ENOTCONN, "ENOTCONN", "Transport endpoint is not connected");
        name(ETIMEDOUT, "ETIMEDOUT", "Connection timed out");
        name(ECONNREFUSED, "ECONNREFUSED", "Connection refused");
        name(EALREADY, "EALREADY", "Operation already in progress");
        name(EINPROGRESS, "EINPROGRESS", "Operation now in progress");
        name(ESTALE, "ESTALE", "Stale file handle");
        name(EDQUOT, "EDQUOT", "Disk quota exceeded");
        name(ECANCELED, "ECANCELED", "Operation canceled");
        name(EKEYREJECTED, "EKEYREJECTED", "Key was rejected by service");
    }

    private Errno() {}

    private static void name(int errno, String name, String words) {
        NAMES[errno] = name;
        WORDS[errno] = words;
    }

    /** The symbolic name, such as {@code EACCES}; {@code errno 4711} for one that Remit never meets. */
    public static String name(int errno) {
        return errno >= 0 && errno <= HIGHEST && NAMES[errno] != null ? NAMES[errno] : "errno " + errno;
    }

    /** Words and name, such as {@code Permission denied (EACCES)}. */
    public static String describe(int errno) {
        return errno >= 0 && errno <= HIGHEST && WORDS[errno] != null
                ? WORDS[errno] + " (" + NAMES[errno] + ")"
                : "errno " + errno;
    }
}
