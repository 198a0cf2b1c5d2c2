package dev.remit.linux.process;

import dev.remit.linux.Syscall;
import dev.remit.uapi.Uapi;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

    private static final byte[] STATE = StatusText.line("State");
    private static final byte[] PROCESS = StatusText.line("Tgid");
    private static final byte[] THREADS = StatusText.line("Threads");
    private static final byte[] OF_THREAD = StatusText.line("SigPnd");
    private static final byte[] OF_PROCESS = StatusText.line("ShdPnd");
    private static final byte[] BLOCKED = StatusText.line("SigBlk");
    private static final byte[] IGNORED = StatusText.line("SigIgn");
    private static final byte[] CAUGHT = StatusText.line("SigCgt");
    /** What the default action of these is to do nothing. */
    private static final long HARMLESS = bit(Uapi.SIGCHLD()) | bit(Uapi.SIGURG()) | bit(Uapi.SIGWINCH())
            | bit(Uapi.SIGCONT());
    private static final int LONGEST_PATH = 64;
    /** With more threads than this, it is not found out which one is meant. */
    private static final int MOST_THREADS = 64;

    private final MemorySegment path;
    private final StatusText text;

    public SignalState(Syscall sys, Arena arena) {
        this.path = arena.allocate(LONGEST_PATH);
        this.text = new StatusText(sys, arena);
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
        int process = decimal(PROCESS);
        if (decimal(THREADS) == 1) {
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
        return text.at(text.find(STATE));
    }

    private int readText(int thread) {
        path.setString(0, "/proc/" + thread + "/status", StandardCharsets.US_ASCII);
        return text.read(path.address());
    }

    private long hexadecimal(byte[] line) {
        return text.number(text.find(line), 16);
    }

    private int decimal(byte[] line) {
        return (int) text.number(text.find(line), 10);
    }

    private static long bit(int signal) {
        return 1L << signal - 1;
    }
}
