package dev.remit.compiler;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds where the shares of Windows-style paths are mounted (proc_pid_mountinfo(5)). */
final class UncPaths {
    private final List<Share> shares = new ArrayList<>();

    /** A mounted share: the path inside of it that shows at the mount point. */
    private record Share(List<String> inside, List<String> mountPoint) {}

    /** @param mountTable the lines of {@code /proc/self/mountinfo} */
    UncPaths(List<String> mountTable) {
        for (String line : mountTable) {
            Share share = share(line.split(" ", -1));
            if (share != null) {
                shares.add(share);
            }
        }
    }

    /**
     * Where a path in a share is mounted. Of several mounts the one that reaches deepest counts, and of those the latest,
     * which covers the others. Servers and shares are compared without regard to case, as Windows does.
     *
     * @param names the server, the share, and the components below it; at least two
     * @return the components of the local path; null when the share is not mounted
     */
    @Nullable
    List<String> local(List<String> names) {
        Share best = null;
        for (Share share : shares) {
            if (matches(share.inside, names) && (best == null || share.inside.size() >= best.inside.size())) {
                best = share;
            }
        }
        if (best == null) {
            return null;
        }
        List<String> local = new ArrayList<>(best.mountPoint);
        local.addAll(names.subList(best.inside.size(), names.size()));
        return local;
    }

    private static boolean matches(List<String> inside, List<String> names) {
        if (inside.size() > names.size()) {
            return false;
        }
        for (int at = 0; at < inside.size(); at++) {
            String a = inside.get(at);
            String b = names.get(at);
            if (!(at < 2 ? a.toLowerCase(Locale.ROOT).equals(b.toLowerCase(Locale.ROOT)) : a.equals(b))) {
                return false;
            }
        }
        return true;
    }

    /** Fields: id, parent, device, root, mount point, options, optional fields up to a dash, type, source, … */
    private static @Nullable Share share(String[] fields) {
        int dash = 6;
        while (dash < fields.length && !fields[dash].equals("-")) {
            dash++;
        }
        if (dash + 2 >= fields.length) {
            return null;
        }
        String source = unescape(fields[dash + 2]).replace('\\', '/');
        List<String> inside = CanonicalPaths.components(source);
        if (!source.startsWith("//") || inside.size() < 2) {
            return null;
        }
        inside.addAll(CanonicalPaths.components(unescape(fields[3])));
        return new Share(inside, CanonicalPaths.components(unescape(fields[4])));
    }

    /** Undoes the octal escapes of blanks, tabs, line feeds and backslashes, and the reading as Latin-1. */
    private static String unescape(String field) {
        byte[] bytes = new byte[field.length()];
        int length = 0;
        for (int at = 0; at < field.length(); at++) {
            char c = field.charAt(at);
            if (c == '\\' && at + 3 < field.length()) {
                c = (char) ((field.charAt(at + 1) - '0') << 6 | (field.charAt(at + 2) - '0') << 3
                        | (field.charAt(at + 3) - '0'));
                at += 3;
            }
            bytes[length++] = (byte) c;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
