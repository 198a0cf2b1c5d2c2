package dev.remit.handlers;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The program's file, held open since its content was looked at: what is executed at the start, and what the program reads
 * under the file's name, whatever bears that name by then. Shared by all workers; nothing of it changes but whether it has
 * been started.
 */
public final class HeldProgram {
    private final int descriptor;
    private final long device;
    private final long inode;
    private final byte[] name;
    private final byte[] canonical;
    private final Start start;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * How it is started.
     *
     * @param path that the launcher executes; it leads to the file, or to the script's interpreter, through descriptors
     *        that only the launcher's process has
     * @param interpreters of a script, as it names them: its own, the interpreter of that if it is a script, and so on
     */
    public record Start(PathText path, List<PathText> interpreters) {
        public Start {
            interpreters = List.copyOf(interpreters);
        }
    }

    /** Bytes of a path, which are no text to anybody but people. */
    public static final class PathText {
        private final byte[] bytes;

        public PathText(byte[] bytes) {
            this.bytes = bytes.clone();
        }
    }

    /**
     * Which file it is.
     *
     * @param descriptor open for reading
     * @param device as {@code FileCalls} numbers it
     * @param inode its number
     */
    public record Identity(int descriptor, long device, long inode) {}

    /**
     * @param identity of what is held, which may be a copy in memory
     * @param name by which the program was started, absolute; symbolic links may lie on the way
     * @param canonical path that the file had when it was opened
     * @param start how it is started
     */
    public HeldProgram(Identity identity, PathText name, PathText canonical, Start start) {
        this.descriptor = identity.descriptor();
        this.device = identity.device();
        this.inode = identity.inode();
        this.name = name.bytes;
        this.canonical = canonical.bytes;
        this.start = start;
    }

    int descriptor() {
        return descriptor;
    }

    /** Whether this is the program's name, or the canonical path that it led to. */
    boolean isNamed(PathBuffer path) {
        return holds(path, name) || holds(path, canonical);
    }

    /** Whether this is the canonical path that the program's file had. */
    boolean wasAt(PathBuffer path) {
        return holds(path, canonical);
    }

    /** Whether this is the launcher's own execution, by its path, which happens once. */
    boolean begins(PathBuffer path) {
        return holds(path, start.path().bytes) && begun.compareAndSet(false, true);
    }

    boolean is(long otherDevice, long otherInode) {
        return inode == otherInode && device == otherDevice;
    }

    /** Writes the path that rules speak of. */
    void writePath(PathBuffer into) {
        into.clear();
        into.append(canonical);
    }

    /** How many interpreters there are, each run by the next. */
    int interpreters() {
        return start.interpreters().size();
    }

    /** Writes the path of an interpreter, the first being the program's own. */
    void writeInterpreter(int index, PathBuffer into) {
        into.clear();
        into.append(start.interpreters().get(index).bytes);
    }

    private static boolean holds(PathBuffer path, byte[] text) {
        return path.length() == text.length && path.startsWith(text);
    }
}
