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
 * One supervised datagram of 64 bytes, sent to an address on loopback; otherwise as {@link ConnectBenchmark}.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -jar benchmarks/target/benchmarks.jar SendBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:CompileCommand=quiet",
    "-XX:CompileCommand=dontinline,dev/remit/linux/Syscall.invoke"})
public class SendBenchmark {
    @Param({"NONE", "C_NETWORK", "REMIT_NETWORK"})
    InProcessSupervisor supervisor = InProcessSupervisor.NONE;

    /** Threads of the supervisor. */
    @Param("2")
    int workers = 1;

    private final Scratch scratch = Scratch.create();
    private final Loopback loopback = new Loopback(Loopback.DATAGRAM);
    private final int socket = loopback.open();

    @Setup
    public void prepare() {
        loopback.supervise(supervisor, scratch, workers);
    }

    @TearDown
    public void remove() {
        scratch.close();
    }

    @TearDown(Level.Invocation)
    public void receive() {
        loopback.receive();
    }

    /** A failure is an exception, so that it does not pass for speed. */
    @Benchmark
    public long sendTo() {
        return loopback.send(socket);
    }
}
