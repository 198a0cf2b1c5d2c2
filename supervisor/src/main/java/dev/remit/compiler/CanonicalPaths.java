package dev.remit.compiler;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Makes paths canonical as far as they exist, the way the kernel walks them (path_resolution(7)): symbolic links are
 * followed, {@code ..} is the parent of where one has got to, and what does not exist is kept as it is written.
 */
final class CanonicalPaths {
    /** Names that mean something else to every process: below them nothing is followed. */
    private static final Set<String> OWN_TO_EACH_PROCESS = Set.of("/proc/self", "/proc/thread-self", "/dev/fd");
    /** As many links as the kernel follows before it says ELOOP. */
    private static final int MOST_LINKS = 40;

    private final PlaceView places;

    CanonicalPaths(PlaceView places) {
        this.places = places;
    }

    /**
     * A canonical path.
     *
     * @param names the components from the root on
     * @param exists whether something stands there
     */
    record Canonical(List<String> names, boolean exists) {
        Canonical {
            names = List.copyOf(names);
        }

        /** The path as text. */
        String path() {
            return "/" + String.join("/", names);
        }
    }

    /** Walks the components of a path from the root on. */
    Canonical of(List<String> components) {
        Deque<String> ahead = new ArrayDeque<>(components);
        List<String> done = new ArrayList<>();
        boolean exists = true;
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (!done.isEmpty()) {
                    done.removeLast();
                }
                continue;
            }
            done.add(name);
            String path = "/" + String.join("/", done);
            if (OWN_TO_EACH_PROCESS.contains(path)) {
                keep(ahead, done);
                return new Canonical(done, true);
            }
            PlaceView.Kind kind = exists ? places.kindOf(path) : PlaceView.Kind.MISSING;
            if (kind == PlaceView.Kind.LINK && ++links <= MOST_LINKS) {
                done.removeLast();
                follow(places.readLink(path), ahead, done);
            } else {
                exists &= kind != PlaceView.Kind.MISSING && kind != PlaceView.Kind.LINK;
            }
        }
        return new Canonical(done, exists);
    }

    private static void keep(Deque<String> ahead, List<String> done) {
        for (String name : ahead) {
            if (name.equals("..")) {
                done.removeLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                done.add(name);
            }
        }
    }

    private static void follow(String target, Deque<String> ahead, List<String> done) {
        if (target.startsWith("/")) {
            done.clear();
        }
        List<String> names = components(target);
        for (int at = names.size() - 1; at >= 0; at--) {
            ahead.push(names.get(at));
        }
    }

    /** The components of a path as it is written, without empty ones. */
    static List<String> components(String path) {
        List<String> names = new ArrayList<>();
        int start = 0;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (end > start) {
                names.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return names;
    }
}
