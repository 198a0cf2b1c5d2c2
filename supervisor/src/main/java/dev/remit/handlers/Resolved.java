package dev.remit.handlers;

/**
 * What a path leads to: a pinned descriptor, and the path that decides. Mutable, used again and again.
 *
 * <p>{@link #canonical} is what the kernel says of the descriptor; {@link #decisive} is the same, but with the target's
 * own directory in /proc written as {@code /proc/self}, as rules write it.
 */
final class Resolved {
    private final PathBuffer canonical;
    private final PathBuffer decisive;
    private int descriptor = -1;

    Resolved(Tools tools) {
        this.canonical = new PathBuffer(tools.arena());
        this.decisive = new PathBuffer(tools.arena());
    }

    int descriptor() {
        return descriptor;
    }

    void pin(int newDescriptor) {
        descriptor = newDescriptor;
    }

    PathBuffer canonical() {
        return canonical;
    }

    PathBuffer decisive() {
        return decisive;
    }

    /** Whether it has a place in the file system, unlike a pipe or a socket. */
    boolean hasPath() {
        return canonical.isAbsolute();
    }

    void release(Tools tools) {
        if (descriptor >= 0) {
            tools.files().close(descriptor);
            descriptor = -1;
        }
    }
}
