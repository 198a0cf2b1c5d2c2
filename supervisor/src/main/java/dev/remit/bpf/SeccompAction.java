package dev.remit.bpf;

/** What a filter can answer: {@code SECCOMP_RET_*} of {@code linux/seccomp.h}. */
public final class SeccompAction {
    public static final int KILL_PROCESS = 0x80000000;
    public static final int KILL_THREAD = 0;
    public static final int ERRNO = 0x00050000;
    public static final int USER_NOTIF = 0x7FC00000;
    public static final int ALLOW = 0x7FFF0000;

    private static final int DATA = 0x0000FFFF;
    private static final int MAX_ERRNO = 4095;

    private SeccompAction() {}

    /** Makes the call fail with a positive errno. */
    public static int errno(int errno) {
        if (errno < 0 || errno > MAX_ERRNO) {
            throw new IllegalArgumentException("not an errno: " + errno);
        }
        return ERRNO | errno;
    }

    /** For example {@code errno 38}. */
    public static String describe(int action) {
        return switch (action & ~DATA) {
            case KILL_PROCESS -> "kill process";
            case KILL_THREAD -> "kill thread";
            case ERRNO -> "errno " + (action & DATA);
            case USER_NOTIF -> "notify";
            case ALLOW -> "allow";
            default -> "0x" + Integer.toHexString(action);
        };
    }
}
