package dev.remit.benchmarks;

import dev.remit.compiler.endpoints.EndpointLowering;
import dev.remit.decision.EndpointTable;
import dev.remit.policy.AddressBlock;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Flow;
import dev.remit.policy.NameAddresses;
import dev.remit.policy.Origin;
import dev.remit.policy.Peer;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * One lookup of an endpoint among 10, 1 000 and 100 000 rules: it must take at most 100 ns and allocate nothing, as
 * {@link LookupBenchmark} has it of paths.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -jar benchmarks/target/benchmarks.jar EndpointBenchmark -prof gc
 * </pre>
 *
 * <p>Rules allow one to three ports of blocks of addresses of different sizes, some within others. Endpoints are asked
 * for in a fixed random order; three in four lie in some rule's block, and half of those at an allowed port. {@code
 * endpoints} is how many different ones a program asks for: few stay in the processor's caches, as those of a running
 * program do; with many it is the memory that is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class EndpointBenchmark {
    private static final int[] PREFIXES = {32, 32, 32, 32, 28, 24, 24, 20};
    private static final int[] PORTS = {443, 80, 8080, 53, 5432};
    private static final int CLOSED_PORT = 4711;
    private static final int V4_BITS = 32;
    private static final int V6_SITE_BITS = 64;
    private static final long V6_SITE = 0x2001_0DB8_0000_0000L;

    @Param({"10", "1000", "100000"})
    int rules;

    @Param({"256", "65536"})
    int endpoints;

    private EndpointTable table = EndpointTable.EMPTY;
    private long[] addresses = {};
    private int[] ports = {};
    private int turn;

    @Setup
    public void prepare() {
        Random random = new Random(20260101);
        List<EndpointRule> made = new ArrayList<>();
        List<AddressBlock> blocks = new ArrayList<>();
        for (int rule = 0; rule < rules; rule++) {
            int prefix = PREFIXES[random.nextInt(PREFIXES.length)];
            long address = Integer.toUnsignedLong(random.nextInt()) >>> V4_BITS - prefix << V4_BITS - prefix;
            AddressBlock block = new AddressBlock(false, 0, address, prefix);
            AddressBlock sixth = new AddressBlock(true, V6_SITE, address << V4_BITS, V6_SITE_BITS + prefix);
            int port = PORTS[random.nextInt(PORTS.length)];
            made.add(new EndpointRule(Flow.OUTBOUND, new Peer.Blocks(List.of(block, sixth)), Set.of(Transport.TCP),
                    List.of(new PortRange(port, port + random.nextInt(3))), new Origin("benchmark", rule, 0, "")));
            blocks.add(block);
        }
        table = EndpointLowering.lower(made, NameAddresses.NONE);
        addresses = new long[endpoints];
        ports = new int[endpoints];
        for (int i = 0; i < endpoints; i++) {
            long behind = Integer.toUnsignedLong(random.nextInt());
            AddressBlock block = blocks.get(random.nextInt(rules));
            addresses[i] = random.nextInt(4) == 0 ? behind : block.low() | behind & block.lastLow() - block.low();
            ports[i] = random.nextBoolean() ? PORTS[random.nextInt(PORTS.length)] : CLOSED_PORT;
        }
    }

    /** An IPv4 address. */
    @Benchmark
    public int ipv4() {
        int endpoint = next();
        return table.find(Flow.OUTBOUND.code(), Transport.TCP.code(), false, 0, addresses[endpoint], ports[endpoint]);
    }

    /** An IPv6 address, among as many blocks. */
    @Benchmark
    public int ipv6() {
        int endpoint = next();
        return table.find(Flow.OUTBOUND.code(), Transport.TCP.code(), true, V6_SITE, addresses[endpoint] << V4_BITS,
                ports[endpoint]);
    }

    private int next() {
        turn = turn + 1 & endpoints - 1;
        return turn;
    }
}
