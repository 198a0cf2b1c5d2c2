package dev.remit.handlers;

import dev.remit.linux.file.FileCalls;
import java.util.Arrays;

/**
 * The pseudo-terminals that a program made, by number, for all workers of a run. Each is pinned where it is named: once a
 * pseudo-terminal is gone, what was pinned has no name any more, though another one may get its number.
 *
 * @see <a href="https://man7.org/linux/man-pages/man4/pts.4.html">pts(4)</a>
 */
final class OwnTerminals {
    private static final int NONE = -1;
    /** The kernel makes no more of them than this. */
    private static final int MOST = 1 << 20;

    private int[] pins = new int[0];

    /**
     * Notes that the program made a pseudo-terminal.
     *
     * @param files of the calling thread
     * @param pin of its other end, which is kept
     */
    synchronized void add(FileCalls files, int number, int pin) {
        if (number < 0 || number >= MOST) {
            files.close(pin);
            return;
        }
        if (number >= pins.length) {
            int old = pins.length;
            pins = Arrays.copyOf(pins, Math.max(number + 1, 2 * old));
            Arrays.fill(pins, old, pins.length, NONE);
        }
        if (pins[number] != NONE) {
            files.close(pins[number]);
        }
        pins[number] = pin;
    }

    /**
     * Whether a file is the end of a pseudo-terminal that the program made and that still exists.
     *
     * @param files of the calling thread; its last {@code stat} is of another file afterwards
     * @param device of the file
     * @param inode of the file
     */
    synchronized boolean contains(FileCalls files, int number, long device, long inode) {
        return number >= 0 && number < pins.length && pins[number] != NONE && files.stat(pins[number]) == 0
                && files.links() > 0 && files.device() == device && files.inode() == inode;
    }
}
