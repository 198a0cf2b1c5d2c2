package dev.remit.handlers;

/** The last component of a path, where a call creates, removes or renames it. */
final class Names {
    private Names() {}

    /** Writes {@code leaf} behind the path of the directory that holds it. */
    static void appendLeaf(PathBuffer directory, PathBuffer leaf) {
        if (!directory.endsWithSlash()) {
            directory.append((byte) '/');
        }
        directory.append(leaf, 0, leaf.length());
    }

    /** Whether the component is {@code .} or {@code ..}, which no call creates or removes; or none at all (the root). */
    static boolean isSpecial(PathBuffer leaf) {
        return isSpecial(leaf, 0, leaf.length());
    }

    /** Whether the last component of {@code path} is such a one, whatever slashes come after it. */
    static boolean endsSpecially(PathBuffer path) {
        int to = path.length();
        while (to > 0 && path.at(to - 1) == '/') {
            to--;
        }
        return isSpecial(path, path.lastComponent(), to);
    }

    private static boolean isSpecial(PathBuffer path, int from, int to) {
        int length = to - from;
        return length <= 0
                || path.at(from) == '.' && (length == 1 || length == 2 && path.at(from + 1) == '.');
    }
}
