package dev.remit.handlers;

import java.nio.charset.StandardCharsets;

/** The path that rules speak of: a canonical one in which the target's own directory in /proc is called self. */
final class DecisivePath {
    private static final byte[] PROC = bytes("/proc/");
    private static final byte[] PROC_SELF = bytes("/proc/self");

    private final TargetStatus status;

    DecisivePath(TargetStatus status) {
        this.status = status;
    }

    /**
     * Writes the decisive path.
     *
     * @return 0, or a negative errno
     */
    int of(Call call, PathBuffer canonical, PathBuffer decisive) {
        int end = processDirectory(canonical);
        if (end < 0) {
            decisive.set(canonical);
            return 0;
        }
        int error = status.read(call.tid());
        if (error < 0) {
            return error;
        }
        decisive.clear();
        if (number(canonical, PROC.length, end) == status.process()) {
            decisive.append(PROC_SELF);
            decisive.append(canonical, end, canonical.length());
        } else {
            decisive.set(canonical);
        }
        return 0;
    }

    /** Where the process id of a path below /proc ends; -1 for any other path. */
    private static int processDirectory(PathBuffer path) {
        if (!path.startsWith(PROC)) {
            return -1;
        }
        int at = PROC.length;
        while (at < path.length() && path.at(at) >= '0' && path.at(at) <= '9') {
            at++;
        }
        return at > PROC.length && (at == path.length() || path.at(at) == '/') ? at : -1;
    }

    private static long number(PathBuffer path, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + path.at(i) - '0';
        }
        return number;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
