package dev.remit.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * One supervised connect to a listener on loopback, with everything in one process, as {@link NotifyRoundTripBenchmark}
 * does it for opens: Remit must take at most 1.15 times as long as the C program that makes the same calls, and allocate
 * nothing.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -jar benchmarks/target/benchmarks.jar ConnectBenchmark -prof gc
 * </pre>
 *
 * <p>The connect alone is timed. Each needs a socket before it and somebody to accept it after it; a connect takes many
 * times as long as asking for the time does, so that JMH may set up each invocation by itself.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:CompileCommand=quiet",
    "-XX:CompileCommand=dontinline,dev/remit/linux/Syscall.invoke"})
public class ConnectBenchmark {
    @Param({"NONE", "C_NETWORK", "REMIT_NETWORK"})
    InProcessSupervisor supervisor = InProcessSupervisor.NONE;

    /** Threads of the supervisor. */
    @Param("2")
    int workers = 1;

    private final Scratch scratch = Scratch.create();
    private final Loopback loopback = new Loopback(Loopback.STREAM);
    private int socket;

    @Setup
    public void prepare() {
        loopback.supervise(supervisor, scratch, workers);
    }

    @TearDown
    public void remove() {
        scratch.close();
    }

    @Setup(Level.Invocation)
    public void open() {
        socket = loopback.open();
    }

    @TearDown(Level.Invocation)
    public void close() {
        loopback.acceptAndClose();
        loopback.close(socket);
    }

    /** A failure is an exception, so that it does not pass for speed. */
    @Benchmark
    public long connect() {
        return loopback.connect(socket);
    }
}
