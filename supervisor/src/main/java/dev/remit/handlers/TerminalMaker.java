package dev.remit.handlers;

import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Makes pseudo-terminals for a program that the class of terminals is granted to, and tells its own from those of others.
 *
 * <p>The kernel's ruleset cannot grant the other end of a pseudo-terminal that does not exist yet, and all of
 * {@code /dev/pts} would be the terminals of the user's other sessions. So the supervisor opens the multiplexer, and thus
 * knows which ends belong to the program.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/TIOCGPTPEER.2const.html">TIOCGPTPEER(2const)</a>
 */
final class TerminalMaker {
    /** {@code TTYAUX_MAJOR} and the minor number of {@code /dev/ptmx}. */
    private static final int MULTIPLEXER_MAJOR = 5;
    private static final int MULTIPLEXER_MINOR = 2;
    /** The first of eight major numbers for the other ends, with 256 minor ones each. */
    private static final int FIRST_END_MAJOR = 136;
    private static final int END_MAJORS = 8;
    private static final int MINOR_BITS = 8;
    private static final int TIOCGPTN = 0x80045430;
    static final int TIOCGPTPEER = 0x5441;
    private static final byte[] DIRECTORY = "/dev/pts/".getBytes(StandardCharsets.US_ASCII);

    private final Tools tools;
    private final DeviceUse devices;
    private final MemorySegment number;
    private final PathBuffer name;

    TerminalMaker(Tools tools, DeviceUse devices) {
        this.tools = tools;
        this.devices = devices;
        this.number = tools.arena().allocate(ValueLayout.JAVA_INT);
        this.name = new PathBuffer(tools.arena());
    }

    /** Whether the file of the last {@code stat} makes pseudo-terminals. */
    boolean isMultiplexer() {
        return tools.files().representedMajor() == MULTIPLEXER_MAJOR
                && tools.files().representedMinor() == MULTIPLEXER_MINOR;
    }

    /** Notes that the program made the pseudo-terminal whose one end is open as {@code master}. */
    void made(int master) {
        if (tools.sys().invoke(SyscallNumber.IOCTL, master, TIOCGPTN, number.address()) < 0) {
            return;
        }
        int made = number.get(ValueLayout.JAVA_INT, 0);
        name.clear();
        for (byte each : DIRECTORY) {
            name.append(each);
        }
        appendDecimal(made);
        int pin = tools.files().pin(FileCalls.AT_CWD, name.address(), OpenFlags.NOFOLLOW, 0);
        if (pin >= 0) {
            devices.terminals().add(tools.files(), made, pin);
        }
    }

    private void appendDecimal(int value) {
        int power = 1;
        while (value / power >= 10) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            name.append((byte) ('0' + value / power % 10));
        }
    }

    /** Whether the file of the last {@code stat} is an end of a pseudo-terminal that the program made. */
    boolean isOwn() {
        FileCalls files = tools.files();
        int block = files.representedMajor() - FIRST_END_MAJOR;
        return block >= 0 && block < END_MAJORS && devices.terminals().contains(files,
                (block << MINOR_BITS) + files.representedMinor(), files.device(), files.inode());
    }

    /**
     * Opens the other end of a pseudo-terminal for who holds one end, whoever made it.
     *
     * @param master the supervisor's own copy
     * @param flags of open(2)
     */
    void openPeer(Call call, int master, int flags) {
        int peer = (int) tools.sys().invoke(SyscallNumber.IOCTL, master, TIOCGPTPEER,
                flags | OpenFlags.NOCTTY | OpenFlags.CLOEXEC);
        if (peer < 0) {
            call.performed(peer);
        } else {
            call.sendDescriptor(peer, (flags & OpenFlags.CLOEXEC) != 0, true);
        }
    }
}
