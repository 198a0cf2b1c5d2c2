package dev.remit.compiler.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.decision.DecisionTrie;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.decision.MoveScratch;
import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Region;
import dev.remit.policy.Segment;
import dev.remit.policy.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What another name would add, against the naive reference asked about many paths below both names. */
class WideningTest {
    private static final int ROUNDS = 250;
    private static final int PAIRS = 12;
    private static final int SUFFIXES = 20;
    private static final int READ_WRITE = Access.READ | Access.WRITE;

    @Test
    void shouldReportWhateverAnyPathBelowWouldGain() {
        int moved = 0;
        int held = 0;
        int gains = 0;
        int shown = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomRules random = new RandomRules(seed);
            List<Region> regions = random.regions(seed % 20 == 0 ? 40 : 8);
            NaiveMatcher naive = new NaiveMatcher(regions);
            DecisionTrie trie = TrieCompiler.compile(regions);
            MoveScratch scratch = trie.newMoveScratch();
            for (int pair = 0; pair < PAIRS; pair++) {
                byte[] from = random.path();
                byte[] to = random.pathBeside(from);
                boolean quiet = widening(trie, from, to, true, scratch) == Verdict.NOTHING;
                boolean granted = Verdict.granted(naive.verdict(from)) != 0;
                moved += quiet && granted ? 1 : 0;
                held += quiet ? 0 : 1;
                int gain = gain(naive, random, from, to);
                gains += gain != 0 ? 1 : 0;
                shown += gain != 0 && granted ? 1 : 0;
                if (quiet && gain != 0) {
                    assertThat(gain).as(describe(seed, from, to, regions)).isZero();
                }
            }
        }
        assertThat(moved).as("names that something granted could move to").isGreaterThan(ROUNDS);
        assertThat(gains).as("pairs of which one is granted more").isGreaterThan(ROUNDS / 2);
        assertThat(shown).as("pairs that are both granted something").isGreaterThan(ROUNDS / 6);
        // What is reported without a path to show for it must stay the smaller part.
        assertThat(held).as("pairs reported").isLessThan(gains * 3);
    }

    /** Access to some path at or below {@code to} that the same path at or below {@code from} does not have. */
    private static int gain(NaiveMatcher naive, RandomRules random, byte[] from, byte[] to) {
        int gain = 0;
        for (int i = 0; i < SUFFIXES; i++) {
            byte[] suffix = i == 0 ? new byte[]{'/'} : random.path();
            gain |= Verdict.granted(naive.verdict(join(to, suffix)))
                    & ~Verdict.granted(naive.verdict(join(from, suffix)));
        }
        return gain;
    }

    private static byte[] join(byte[] path, byte[] suffix) {
        if (suffix.length == 1) {
            return path;
        }
        byte[] joined = Arrays.copyOf(path, (path.length == 1 ? 0 : path.length) + suffix.length);
        System.arraycopy(suffix, 0, joined, joined.length - suffix.length, suffix.length);
        return joined;
    }

    @Test
    void shouldReportOnlyTheNamesThemselvesWhereNothingCanLieBelow() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomRules random = new RandomRules(seed);
            List<Region> regions = random.regions(8);
            NaiveMatcher naive = new NaiveMatcher(regions);
            DecisionTrie trie = TrieCompiler.compile(regions);
            byte[] from = random.path();
            byte[] to = random.pathBeside(from);
            int added = Verdict.granted(naive.verdict(to)) & ~Verdict.granted(naive.verdict(from));

            assertThat(widening(trie, from, to, false, trie.newMoveScratch()) == Verdict.NOTHING)
                    .as(describe(seed, from, to, regions)).isEqualTo(added == 0);
        }
    }

    @Test
    void shouldLetAnyNameStayWhatItIs() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomRules random = new RandomRules(seed);
            List<Region> regions = random.regions(20);
            DecisionTrie trie = TrieCompiler.compile(regions);
            byte[] path = random.path();
            boolean denied = Verdict.denied(new NaiveMatcher(regions).verdict(path));

            long widening = widening(trie, path, path, true, trie.newMoveScratch());

            assertThat(widening).as(describe(seed, path, path, regions)).isEqualTo(
                    denied ? widening : Verdict.NOTHING);
        }
    }

    @Test
    void shouldLetNamesChangeWithinTreeWithDenialsElsewhereOrByPattern() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/work", Extent.SUBTREE), 0, 0, READ_WRITE, 0);
        builder.deny(PathPattern.literal("/work/denied", Extent.SUBTREE), 1);
        builder.deny(new PathPattern(List.of(new Segment.Literal("work"), new Segment.AnyDepth(),
                new Segment.Glob("*.key")), Extent.EXACT), 2);
        DecisionTrie trie = builder.build();

        assertThat(widening(trie, "/work/.git/index.lock", "/work/.git/index")).isEqualTo(Verdict.NOTHING);
        assertThat(widening(trie, "/work/a", "/work/b/c")).isEqualTo(Verdict.NOTHING);
        assertThat(widening(trie, "/work/a", "/work/a.key")).isEqualTo(Verdict.NOTHING);
        assertThat(widening(trie, "/work/a.key", "/work/a")).isEqualTo(Verdict.deny(2));
        assertThat(widening(trie, "/work/denied/a", "/work/a")).isEqualTo(Verdict.deny(1));
    }

    @Test
    void shouldHoldDirectoryBackWhoseDenialsWouldBeLeftBehind() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/work", Extent.SUBTREE), 0, 0, READ_WRITE, 0);
        builder.deny(PathPattern.literal("/work/project/secrets", Extent.SUBTREE), 1);
        DecisionTrie trie = builder.build();

        assertThat(widening(trie, "/work/project", "/work/other")).isEqualTo(Verdict.deny(1));
        assertThat(widening(trie, "/work/project/src", "/work/other")).isEqualTo(Verdict.NOTHING);
        assertThat(widening(trie, "/work/other", "/work/project")).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void shouldNameWhatIsAddedAndTheRuleThatAddsIt() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/drop", Extent.SUBTREE), 0, 0, Access.WRITE, 0);
        builder.allow(new PathPattern(List.of(new Segment.Literal("drop"), new Segment.AnyDepth(),
                new Segment.Glob("*.txt")), Extent.EXACT), 0, 0, Access.READ, 1);
        builder.allow(PathPattern.literal("/drop/box/readable", Extent.CHILDREN), 0, 0, READ_WRITE, 2);
        DecisionTrie trie = builder.build();

        assertThat(widening(trie, "/drop/a", "/drop/a.txt")).isEqualTo(Verdict.allow(0, 0, Access.READ, 1));
        assertThat(widening(trie, "/drop/a", "/drop/box")).isEqualTo(Verdict.allow(0, 0, Access.READ, 2));
        assertThat(widening(trie, "/drop/a", "/drop/box/readable")).isEqualTo(Verdict.allow(0, 0, Access.READ, 2));
        assertThat(widening(trie, "/drop/a.txt", "/drop/b")).isEqualTo(Verdict.NOTHING);
        assertThat(widening(trie, "/drop/a", "/drop/b")).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void shouldCountWhatEndsAtAnyDepthAsLyingBelow() {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        builder.allow(PathPattern.literal("/one", Extent.EXACT), 0, 0, Access.READ, 0);
        builder.allow(new PathPattern(List.of(new Segment.Literal("deep"), new Segment.AnyDepth()), Extent.EXACT), 0,
                0, Access.READ, 1);
        DecisionTrie trie = builder.build();

        assertThat(widening(trie, "/one", "/deep/a")).isEqualTo(Verdict.allow(0, 0, Access.READ, 1));
        assertThat(widening(trie, "/deep/a", "/one")).isEqualTo(Verdict.NOTHING);
    }

    private static long widening(DecisionTrie trie, String from, String to) {
        return widening(trie, from.getBytes(StandardCharsets.UTF_8), to.getBytes(StandardCharsets.UTF_8), true,
                trie.newMoveScratch());
    }

    private static long widening(DecisionTrie trie, byte[] from, byte[] to, boolean below, MoveScratch scratch) {
        try (Arena arena = Arena.ofConfined()) {
            return trie.widening(copy(arena, from), from.length, copy(arena, to), to.length, below, scratch);
        }
    }

    private static MemorySegment copy(Arena arena, byte[] path) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, path);
    }

    private static String describe(int seed, byte[] from, byte[] to, List<Region> regions) {
        List<String> lines = new ArrayList<>();
        for (Region region : regions) {
            lines.add(lines.size() + ": " + region.rule().permission() + " " + region.rule().pattern());
        }
        return "seed " + seed + ", " + new String(from, StandardCharsets.ISO_8859_1) + " to "
                + new String(to, StandardCharsets.ISO_8859_1) + " with\n"
                + lines.stream().collect(Collectors.joining("\n"));
    }
}
