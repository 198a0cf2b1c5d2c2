package dev.remit.linux.process;

import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.Arena;

/**
 * What a process has used, as /proc tells. Each {@code read} replaces what was read before. For one thread; allocates
 * nothing after construction.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_status.5.html">proc_pid_status(5)</a>
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html">proc_pid_smaps(5)</a>
 */
public final class ProcessFigures {
    /** What /proc counts time in, whatever the kernel's own clock. */
    private static final long NANOS_PER_TICK = 10_000_000L;
    private static final long KIB = 1024;
    private static final byte[] STAT = ProcFile.bytes("/stat");
    private static final byte[] STATUS = ProcFile.bytes("/status");
    private static final byte[] ROLLUP = ProcFile.bytes("/smaps_rollup");
    private static final byte[] SYSCALL = ProcFile.bytes("/syscall");
    // Counted from the first field after the name, which is the state.
    private static final int USER_TIME = 11;
    private static final int CHILDREN_TIMES = 13;
    private static final int CHILDREN_TIMES_END = 15;
    private static final int THREADS = 17;
    private static final int START_TIME = 19;
    private static final byte[][] RESIDENT = lines("RssAnon", "RssShmem", "VmSwap", "HugetlbPages");
    private static final byte[][] PROPORTIONAL = lines("Pss_Anon", "Pss_Shmem", "SwapPss", "Private_Hugetlb",
            "Shared_Hugetlb");

    private static final int KCMP_VM = 1;

    private final Syscall sys;
    private final ProcFile file;
    private long cpuNanos;
    private long childrenCpuNanos;
    private int threads;
    private long startTime;
    private char state;

    public ProcessFigures(Syscall sys, Arena arena) {
        this.sys = sys;
        this.file = new ProcFile(sys, arena);
    }

    private static byte[][] lines(String... fields) {
        byte[][] lines = new byte[fields.length][];
        for (int i = 0; i < fields.length; i++) {
            lines[i] = ProcFile.bytes(fields[i] + ":");
        }
        return lines;
    }

    /**
     * Reads times, threads and state of a process, or of a thread by its own id.
     *
     * @return 0, or a negative errno: ESRCH when it is gone
     */
    public int read(int process) {
        int error = file.read(process, STAT);
        if (error < 0) {
            return error;
        }
        StatusText text = file.text();
        // The name, in parentheses, may hold anything, also parentheses; nothing after it does.
        int at = text.lastIndexOf(')') + 2;
        state = text.at(at);
        cpuNanos = 0;
        childrenCpuNanos = 0;
        int field = 0;
        for (; text.at(at) != 0 && field <= START_TIME; field++) {
            take(field, signed(text, at));
            while (text.at(at) != ' ' && text.at(at) != 0) {
                at++;
            }
            at++;
        }
        return 0;
    }

    private static long signed(StatusText text, int at) {
        return text.at(at) == '-' ? -text.number(at + 1, 10) : text.number(at, 10);
    }

    private void take(int field, long value) {
        if (field >= USER_TIME && field < CHILDREN_TIMES) {
            cpuNanos += value * NANOS_PER_TICK;
        } else if (field >= CHILDREN_TIMES && field < CHILDREN_TIMES_END) {
            childrenCpuNanos += value * NANOS_PER_TICK;
        } else if (field == THREADS) {
            threads = (int) value;
        } else if (field == START_TIME) {
            startTime = value;
        }
    }

    /** Its own processor time, of all its threads, in nanoseconds; exact to some 10 ms. */
    public long cpuNanos() {
        return cpuNanos;
    }

    /** Processor time of its children that it has waited for, and of theirs, in nanoseconds. */
    public long childrenCpuNanos() {
        return childrenCpuNanos;
    }

    /** How many threads it has; of a zombie, 1. */
    public int threads() {
        return threads;
    }

    /** When it began, in an unspecified unit; with its id, tells it from others that get the id later. */
    public long startTime() {
        return startTime;
    }

    /** {@code R} for running, {@code S} for sleeping, {@code D} where only death can wake it, and others. */
    public char state() {
        return state;
    }

    /**
     * Memory that is a process's alone or that several share, counted in full: what no file holds, in bytes. Everybody
     * may ask.
     *
     * @return or a negative errno: ESRCH when it is gone
     */
    public long residentBytes(int process) {
        int error = file.read(process, STATUS);
        return error < 0 ? error : sum(RESIDENT);
    }

    /**
     * The same, where what several processes share counts for each in proportion. Takes long where there is much of it.
     *
     * @return or a negative errno: ESRCH; EACCES for a process that may not be traced
     */
    public long proportionalBytes(int process) {
        int error = file.read(process, ROLLUP);
        return error < 0 ? error : sum(PROPORTIONAL);
    }

    /**
     * Whether two processes have one and the same memory, as those of {@code vfork} have until the child executes. Counts
     * as no where it cannot be told.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/kcmp.2.html">kcmp(2)</a>
     */
    public boolean shareMemory(int process, int other) {
        return sys.invoke(SyscallNumber.KCMP, process, other, KCMP_VM, 0, 0) == 0;
    }

    private long sum(byte[][] lines) {
        StatusText text = file.text();
        long kibibytes = 0;
        for (byte[] line : lines) {
            int at = text.find(line);
            while (text.at(at) == ' ' || text.at(at) == '\t') {
                at++;
            }
            kibibytes += text.number(at, 10);
        }
        return kibibytes * KIB;
    }

    /**
     * The system call that a thread is in, as the kernel tells those who may trace it.
     *
     * @return its number; -1 when it is in none or cannot be told
     */
    public int currentCall(int thread) {
        return file.read(thread, SYSCALL) == 0 && file.text().isDigit(0, 10) ? (int) file.text().number(0, 10) : -1;
    }
}
