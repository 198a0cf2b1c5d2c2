package dev.remit.benchmarks;

import dev.remit.compiler.trie.TrieCompiler;
import dev.remit.decision.DecisionTrie;
import dev.remit.decision.LookupScratch;
import dev.remit.policy.Extent;
import dev.remit.policy.Layer;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Region;
import dev.remit.policy.Segment;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
 * One lookup among 10, 1 000 and 100 000 rules: it must take at most 100 ns, at most 1.2 times as long among the most
 * rules as among the fewest, and allocate nothing ({@code gc.alloc.rate.norm} of about 0).
 *
 * <pre>
 * mvn -q -pl benchmarks -am package
 * java -jar benchmarks/target/benchmarks.jar LookupBenchmark -prof gc
 * </pre>
 *
 * <p>Paths have five components and are asked for in a fixed random order; three in four lie below a rule, one in four
 * leaves the rules at its third component. {@code paths} is how many different ones a program asks for: few stay in the
 * processor's caches, as those of a running program do; with many it is the memory that is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class LookupBenchmark {
    private static final int STRIDE = 128;

    @Param({"10", "1000", "100000"})
    int rules;

    @Param({"256", "65536"})
    int paths;

    private DecisionTrie literal = TrieCompiler.compile(List.of());
    private DecisionTrie wild = literal;
    private LookupScratch literalScratch = literal.newScratch();
    private LookupScratch wildScratch = literalScratch;
    private MemorySegment memory = MemorySegment.NULL;
    private int[] lengths = {};
    private int turn;

    @Setup
    public void prepare() {
        List<Region> regions = new ArrayList<>();
        for (int rule = 0; rule < rules; rule++) {
            regions.add(region(PathPattern.literal(place(rule), Extent.SUBTREE), Permission.READ_WRITE));
        }
        literal = TrieCompiler.compile(regions);
        literalScratch = literal.newScratch();
        regions.add(region(new PathPattern(List.of(new Segment.AnyDepth(), new Segment.Glob("*.key")), Extent.EXACT),
                Permission.NONE));
        regions.add(region(
                new PathPattern(List.of(new Segment.AnyDepth(), new Segment.Literal(".git")), Extent.SUBTREE),
                Permission.NONE));
        wild = TrieCompiler.compile(regions);
        wildScratch = wild.newScratch();
        layPaths();
    }

    private void layPaths() {
        Random random = new Random(20260101);
        memory = Arena.ofAuto().allocate((long) paths * STRIDE, STRIDE);
        lengths = new int[paths];
        for (int i = 0; i < paths; i++) {
            String place = place(random.nextInt(rules));
            String path = random.nextInt(4) == 0 ? "/srv/" + place.substring(1) + "/x" : place + "/file" + i;
            byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, (long) i * STRIDE, bytes.length);
            lengths[i] = bytes.length;
        }
    }

    private static String place(int rule) {
        return "/home/user" + rule % 40 + "/project" + rule / 40 % 50 + "/directory" + rule;
    }

    private static Region region(PathPattern pattern, Permission permission) {
        PathRule rule = new PathRule(pattern, permission, new Origin("benchmark", 0, 0, ""));
        return new Region(rule, Layer.KERNEL_TREE, "");
    }

    /** Rules without wildcards: the lookup is in one node at a time. */
    @Benchmark
    public long literalRules() {
        int path = next();
        return literal.lookup(memory, (long) path * STRIDE, lengths[path], literalScratch);
    }

    /** The same rules and two that hold at any depth: {@code /**}{@code /*.key} and {@code /**}{@code /.git/**}. */
    @Benchmark
    public long withRulesAtAnyDepth() {
        int path = next();
        return wild.lookup(memory, (long) path * STRIDE, lengths[path], wildScratch);
    }

    private int next() {
        turn = turn + 1 & paths - 1;
        return turn;
    }
}
