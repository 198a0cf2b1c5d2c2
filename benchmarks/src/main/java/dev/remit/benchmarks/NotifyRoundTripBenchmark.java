package dev.remit.benchmarks;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import dev.remit.bpf.SeccompAction;
import dev.remit.bpf.SeccompData;
import dev.remit.linux.CString;
import dev.remit.linux.LinuxException;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.linux.file.FileCalls;
import dev.remit.linux.file.OpenFlags;
import dev.remit.linux.process.Prctl;
import dev.remit.linux.seccomp.Listener;
import dev.remit.linux.seccomp.SeccompFilter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One supervised open and the close that follows, with everything in one process: the benchmark's thread carries a
 * filter, and other threads supervise it. Only the supervisor differs between the runs, so that Remit's handlers and the
 * C program that makes the same calls without a policy can be compared at one glance: at most 1.10 times as long for a
 * backed open, 1.15 for a brokered one, and nothing allocated ({@code -prof gc}).
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -jar benchmarks/target/benchmarks.jar NotifyRoundTripBenchmark -prof gc
 * </pre>
 *
 * <p>The C supervisor needs a C compiler named cc. Where it is missing those runs fail and say so.
 *
 * @see InProcessSupervisor
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:CompileCommand=quiet",
    "-XX:CompileCommand=dontinline,dev/remit/linux/Syscall.invoke"})
public class NotifyRoundTripBenchmark {
    /**
     * Stands in the half of the first argument that the kernel does not look at, so that no other open of this thread is
     * handed over: the Java runtime may make some, while holding what a supervisor in the same process needs.
     */
    private static final int MARK = 0x52454D49;
    private static final long MARKED_WORKING_DIRECTORY = (long) MARK << Integer.SIZE
            | Integer.toUnsignedLong(FileCalls.AT_CWD);
    private static final int FLAGS = OpenFlags.RDONLY | OpenFlags.CLOEXEC;

    @Param({"NONE", "C_CONTINUE", "JAVA_CONTINUE", "C_BACKED", "REMIT_BACKED", "C_BROKERED", "REMIT_BROKERED"})
    InProcessSupervisor supervisor = InProcessSupervisor.NONE;

    /** Threads of the supervisor. */
    @Param("2")
    int workers = 1;

    private final Arena arena = Arena.ofAuto();
    private final Scratch scratch = Scratch.create();
    private final MemorySegment path = CString.of(arena, scratch.file().toString());
    private final Syscall sys = new Syscall(arena);

    @Setup
    public void prepare() {
        if (supervisor == InProcessSupervisor.NONE) {
            return;
        }
        LinuxException.check(Prctl.setNoNewPrivileges(sys), "prctl", "PR_SET_NO_NEW_PRIVS");
        SeccompFilter filter = new SeccompFilter(filter(), arena);
        int listener = (int) LinuxException.check(filter.install(sys, true), "seccomp", "listener");
        new Listener(sys, listener, arena).wakeSynchronously();
        Runnable worker = supervisor.worker(listener, scratch, workers);
        for (int i = 0; i < workers; i++) {
            Thread.ofPlatform().daemon().name("supervisor-" + i).start(worker);
        }
        LinuxException.check(openAndClose(), "openat", scratch.file().toString());
    }

    @TearDown
    public void remove() {
        scratch.close();
    }

    /** The descriptor is answered so that a failure does not pass for speed. */
    @Benchmark
    public long openAndClose() {
        long fd = sys.invoke(SyscallNumber.OPENAT, MARKED_WORKING_DIRECTORY, path.address(), FLAGS);
        if (fd < 0) {
            throw new LinuxException("openat", scratch.file().toString(), (int) -fd);
        }
        return sys.invoke(SyscallNumber.CLOSE, fd);
    }

    /** Hands over opens that bear the mark, and nothing else. */
    private static byte[] filter() {
        Assembler assembler = new Assembler();
        Label open = assembler.label("open");
        Label marked = assembler.label("marked");
        Label other = assembler.label("other");
        return assembler.load(SeccompData.NUMBER)
                .branch(Comparison.EQUAL, SyscallNumber.OPENAT, open, other)
                .mark(open).load(SeccompData.high(0))
                .branch(Comparison.EQUAL, MARK, marked, other)
                .mark(marked).ret(SeccompAction.USER_NOTIF)
                .mark(other).ret(SeccompAction.ALLOW)
                .assemble().bytes();
    }
}
