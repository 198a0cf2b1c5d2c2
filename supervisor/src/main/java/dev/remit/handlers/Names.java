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
        return leaf.isEmpty() || leaf.at(0) == '.' && (leaf.length() == 1 || leaf.length() == 2 && leaf.at(1) == '.');
    }
}
