package dev.remit.linux.process;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Whether a signal waits for a thread that cannot take it now, as {@code /proc} tells. For one thread, and for cold paths.
 *
 * <p>A signal to a process is taken by one of its threads, which the kernel chose when the signal was sent and does not
 * name. A thread that sleeps interruptibly is not the chosen one, or it would have been woken; nor is one that blocks the
 * signal.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 */
public final class SignalState {
    /** What a thread has to expect. */
    public enum Delivery {
        /** No signal, or one that another thread takes. */
        NONE,
        /** A signal that may be for this thread. */
        POSSIBLE,
        /** A signal, or a stop of its process, that the thread will see on its return from the kernel. */
        CERTAIN
    }

    private static final byte[] STATE = line("State:\t");
    private static final byte[] PROCESS = line("Tgid:\t");
    private static final byte[] THREADS = line("Threads:\t");
    private static final byte[] OF_THREAD = line("SigPnd:\t");
    private static final byte[] OF_PROCESS = line("ShdPnd:\t");
    private static final byte[] BLOCKED = line("SigBlk:\t");
    private static final byte[] IGNORED = line("SigIgn:\t");
    private static final byte[] CAUGHT = line("SigCgt:\t");
    /** What the default action of these is to do nothing. */
    private static final long HARMLESS = bit(Uapi.SIGCHLD()) | bit(Uapi.SIGURG()) | bit(Uapi.SIGWINCH())
            | bit(Uapi.SIGCONT());
    /** Enough for every line, also with thousands of groups. */
    private static final int SIZE = 1 << 16;
    private static final int LONGEST_PATH = 64;
    /** With more threads than this, it is not found out which one is meant. */
    private static final int MOST_THREADS = 64;
    private static final int O_CLOEXEC = 02000000;

    private final Syscall sys;
    private final MemorySegment path;
    private final MemorySegment text;
    private int length;

    public SignalState(Syscall sys, Arena arena) {
        this.sys = sys;
        this.path = arena.allocate(LONGEST_PATH);
        this.text = arena.allocate(SIZE);
    }

    /** Looks at a thread that waits in the kernel where only deadly signals reach it. */
    public Delivery of(int thread) {
        if (readText(thread) < 0) {
            return Delivery.NONE;
        }
        if ((hexadecimal(OF_THREAD) & ~taken()) != 0) {
            return Delivery.CERTAIN;
        }
        long ofProcess = hexadecimal(OF_PROCESS) & ~taken();
        int process = (int) number(PROCESS, 10);
        if (number(THREADS, 10) == 1) {
            return ofProcess == 0 ? Delivery.NONE : Delivery.CERTAIN;
        }
        return ofProcess == 0 ? stopOf(process, thread) : ofOneOfMany(process, thread, ofProcess);
    }

    /** Signals that are blocked, ignored, or without effect. */
    private long taken() {
        return hexadecimal(BLOCKED) | hexadecimal(IGNORED) | HARMLESS & ~hexadecimal(CAUGHT);
    }

    /** When one thread of a process has stopped, all the others are about to. */
    private Delivery stopOf(int process, int thread) {
        int other = process;
        if (thread == process) {
            String[] threads = threads(process);
            other = threads.length < 2 ? process : Integer.parseInt(threads[threads.length - 1]);
        }
        return other != thread && readText(other) == 0 && state() == 'T' ? Delivery.CERTAIN : Delivery.NONE;
    }

    private Delivery ofOneOfMany(int process, int thread, long signals) {
        String[] threads = threads(process);
        if (threads.length > MOST_THREADS) {
            return Delivery.POSSIBLE;
        }
        boolean alone = true;
        for (String name : threads) {
            int other = Integer.parseInt(name);
            if (other == thread || readText(other) < 0 || state() == 'S' || (signals & ~hexadecimal(BLOCKED)) == 0) {
                continue;
            }
            if (state() == 'R' || other == process) {
                // It runs and takes the signal at any moment; or it is the thread that the kernel likes best.
                return Delivery.NONE;
            }
            alone = false;
        }
        if (readText(thread) < 0 || (hexadecimal(OF_PROCESS) & signals) != signals) {
            return Delivery.NONE;
        }
        return alone ? Delivery.CERTAIN : Delivery.POSSIBLE;
    }

    private static String[] threads(int process) {
        String[] names = new File("/proc/" + process + "/task").list();
        return names == null ? new String[0] : names;
    }

    private char state() {
        int at = find(STATE);
        return at < length ? (char) text.get(ValueLayout.JAVA_BYTE, at) : ' ';
    }

    private int readText(int thread) {
        path.setString(0, "/proc/" + thread + "/status", StandardCharsets.US_ASCII);
        int file = (int) sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(), path.address(), O_CLOEXEC, 0);
        if (file < 0) {
            return file == -Errno.ENOENT ? -Errno.ESRCH : file;
        }
        length = 0;
        long got;
        do {
            got = sys.invoke(SyscallNumber.READ, file, text.address() + length, SIZE - length);
            length += (int) Math.max(0, got);
        } while (got > 0 && length < SIZE);
        sys.invoke(SyscallNumber.CLOSE, file);
        return got < 0 ? (int) got : 0;
    }

    private long hexadecimal(byte[] name) {
        return number(name, 16);
    }

    private long number(byte[] name, int radix) {
        long number = 0;
        for (int at = find(name); at < length; at++) {
            int digit = Character.digit(text.get(ValueLayout.JAVA_BYTE, at), radix);
            if (digit < 0) {
                break;
            }
            number = number * radix + digit;
        }
        return number;
    }

    /** Where the value of a line begins; the end of the text when there is no such line. */
    private int find(byte[] name) {
        int at = 0;
        while (at + name.length < length) {
            if (matches(at, name)) {
                return at + name.length;
            }
            while (at < length && text.get(ValueLayout.JAVA_BYTE, at) != '\n') {
                at++;
            }
            at++;
        }
        return length;
    }

    private boolean matches(int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (text.get(ValueLayout.JAVA_BYTE, at + (long) i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static long bit(int signal) {
        return 1L << signal - 1;
    }

    private static byte[] line(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
