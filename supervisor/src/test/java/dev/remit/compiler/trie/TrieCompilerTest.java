package dev.remit.compiler.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.decision.DecisionTrie;
import dev.remit.decision.LookupScratch;
import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.Layer;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Region;
import dev.remit.policy.Segment;
import dev.remit.policy.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The trie against the naive reference, and what it costs. */
class TrieCompilerTest {
    private static final int ROUNDS = 800;
    private static final int PATHS = 60;
    private static final int ROOM = 512;

    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM);

    @Test
    void shouldAgreeWithNaiveMatcherOnRandomRulesAndPaths() {
        int granted = 0;
        int denied = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomRules random = new RandomRules(seed);
            List<Region> regions = random.regions(seed % 20 == 0 ? 200 : 12);
            NaiveMatcher naive = new NaiveMatcher(regions);
            DecisionTrie trie = TrieCompiler.compile(regions);
            LookupScratch scratch = trie.newScratch();
            for (int i = 0; i < PATHS; i++) {
                byte[] path = random.path();
                long expected = naive.verdict(path);
                granted += Verdict.granted(expected) != 0 ? 1 : 0;
                denied += Verdict.denied(expected) ? 1 : 0;
                // With and without room before and behind the path: its ends are read differently.
                long actual = lookup(trie, scratch, path, i % 3, i % 2 * 16);
                if (actual != expected) {
                    assertThat(actual).as(describe(seed, path, regions)).isEqualTo(expected);
                }
            }
        }
        assertThat(granted).as("paths that met an allow rule").isGreaterThan(ROUNDS * PATHS / 10);
        assertThat(denied).as("paths that met a deny rule").isGreaterThan(ROUNDS * PATHS / 100);
    }

    @Test
    void shouldKnowWhatIsOnTheWayToGrants() {
        int leading = 0;
        int decided = 0;
        for (int seed = 0; seed < ROUNDS / 4; seed++) {
            RandomRules random = new RandomRules(seed);
            List<Region> regions = random.regions(seed % 20 == 0 ? 60 : 5);
            NaiveMatcher naive = new NaiveMatcher(regions);
            DecisionTrie trie = TrieCompiler.compile(regions);
            LookupScratch scratch = trie.newScratch();
            for (int i = 0; i < PATHS; i++) {
                byte[] path = random.path();
                boolean leads = leads(trie, scratch, path, i % 3, i % 2 * 16);
                leading += leads ? 1 : 0;
                List<NaiveMatcher.Name> names = NaiveMatcher.split(path);
                boolean denied = regions.stream().anyMatch(region -> region.rule().denies()
                        && region.rule().pattern().extent() == Extent.SUBTREE
                        && NaiveMatcher.matches(region.rule().pattern(), names));
                boolean may = !denied && regions.stream().anyMatch(region -> !region.rule().denies()
                        && NaiveMatcher.mayMatchBelow(region.rule().pattern(), names));
                if (regions.stream().noneMatch(region -> region.rule().denies())) {
                    decided++;
                    assertThat(leads).as("seed %d, path %d", seed, i).isEqualTo(may);
                }
                if (leads && !may || !leads && grantsBelow(naive, path, new RandomRules(i))) {
                    assertThat(leads).as(describe(seed, path, regions)).isNotEqualTo(leads);
                }
            }
        }
        assertThat(leading).as("paths that led to a grant").isGreaterThan(ROUNDS * PATHS / 40);
        assertThat(decided).as("paths that only allow rules spoke of").isGreaterThan(ROUNDS * PATHS / 40);
    }

    private static boolean grantsBelow(NaiveMatcher naive, byte[] path, RandomRules random) {
        String prefix = path.length == 1 ? "" : new String(path, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 6; i++) {
            byte[] rest = random.path();
            byte[] below = (prefix + new String(rest, StandardCharsets.ISO_8859_1)).getBytes(
                    StandardCharsets.ISO_8859_1);
            if (rest.length > 1 && Verdict.granted(naive.verdict(below)) != 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void shouldNotLeadWhereEverythingBelowIsDenied() {
        List<Region> regions = List.of(
                region(PathPattern.literal("/srv/app", Extent.SUBTREE), false, Layer.BROKERED, 0),
                region(PathPattern.literal("/srv/app/secret", Extent.SUBTREE), true, Layer.BROKERED, 1),
                region(PathPattern.literal("/srv/app/secret/key", Extent.EXACT), false, Layer.BROKERED, 2),
                region(PathPattern.literal("/one", Extent.EXACT), true, Layer.BROKERED, 3),
                region(PathPattern.literal("/one/two", Extent.EXACT), false, Layer.BROKERED, 4));
        DecisionTrie trie = TrieCompiler.compile(regions);
        LookupScratch scratch = trie.newScratch();

        assertThat(leads(trie, scratch, bytes("/"), 0, 0)).isTrue();
        assertThat(leads(trie, scratch, bytes("/srv"), 0, 0)).isTrue();
        assertThat(leads(trie, scratch, bytes("/srv/app/secret"), 0, 0)).isFalse();
        assertThat(leads(trie, scratch, bytes("/srv/other"), 0, 0)).isFalse();
        assertThat(leads(trie, scratch, bytes("/one"), 0, 0)).isTrue();
        assertThat(leads(trie, scratch, bytes("/one/two"), 0, 0)).isFalse();
    }

    @Test
    void shouldStayCorrectAmongThousandsOfGlobsAtAnyDepth() {
        Random random = new Random(11);
        List<Region> regions = new ArrayList<>();
        String[] forms = {"a%s*b%s", "*%s-%s", "%s*%s", "*.%s%s", "long-beginning-%s*%s", "*%s*%s*", "?%s[%s]",
            "*-long-ending-%s%s"};
        for (int i = 0; i < 3_000; i++) {
            String glob = forms[i % forms.length].formatted(Integer.toString(random.nextInt(300), 36), i % 7);
            List<Segment> segments = List.of(new Segment.AnyDepth(), new Segment.Glob(glob), new Segment.AnyDepth());
            regions.add(region(new PathPattern(segments, Extent.SUBTREE), i % 50 == 0, Layer.BROKERED, i));
        }
        NaiveMatcher naive = new NaiveMatcher(regions);
        DecisionTrie trie = TrieCompiler.compile(regions);
        LookupScratch scratch = trie.newScratch();
        int met = 0;
        for (int i = 0; i < 120; i++) {
            String name = Integer.toString(random.nextInt(300), 36);
            String path = switch (i % 4) {
                case 0 -> "/x/a" + name + "b" + i % 7 + "/y";
                case 1 -> "/long-beginning-" + name + "/" + name + "." + name + i % 7;
                case 2 -> "/q/" + name + "-long-ending-" + name + i % 7 + "/r/s";
                default -> "/" + name + "/" + name + "-" + i % 7 + "/" + name + i % 7;
            };
            byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
            long expected = naive.verdict(bytes);
            met += expected != Verdict.NOTHING ? 1 : 0;
            assertThat(lookup(trie, scratch, bytes, 0, 8)).as(path).isEqualTo(expected);
        }
        assertThat(met).isGreaterThan(60);
    }

    @Test
    void shouldSurviveManyNodesAtOnceOnDeepPath() {
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Segment> segments = new ArrayList<>();
            for (int j = 0; j <= i % 6; j++) {
                segments.add(new Segment.AnyDepth());
                segments.add(i % 2 == 0 ? new Segment.Literal("a") : new Segment.Glob("a*"));
                segments.add(new Segment.Glob("?".repeat(1 + i / 12)));
            }
            regions.add(region(new PathPattern(segments, Extent.EXACT), false, Layer.BROKERED, i));
        }
        DecisionTrie trie = TrieCompiler.compile(regions);
        byte[] path = "/a".repeat(ROOM / 2).getBytes(StandardCharsets.UTF_8);

        long verdict = lookup(trie, trie.newScratch(), path, 0, 0);

        assertThat(Verdict.broker(verdict)).isEqualTo(Access.READ);
    }

    @Test
    void shouldAllocateNothingInLookups() {
        List<Region> regions = new RandomRules(3).regions(300);
        DecisionTrie trie = TrieCompiler.compile(regions);
        LookupScratch scratch = trie.newScratch();
        RandomRules random = new RandomRules(4);
        int[] lengths = new int[64];
        MemorySegment paths = Arena.ofAuto().allocate((long) lengths.length * ROOM);
        for (int i = 0; i < lengths.length; i++) {
            byte[] path = random.path();
            MemorySegment.copy(path, 0, paths, ValueLayout.JAVA_BYTE, (long) i * ROOM, path.length);
            lengths[i] = path.length;
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long met = lookUp(trie, scratch, paths, lengths);
        // The first runs link what later ones use, and that allocates.
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 20 && least > 0; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long again = lookUp(trie, scratch, paths, lengths);
            least = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(again).isEqualTo(met);
        }
        assertThat(least).as("bytes allocated by 100 000 lookups").isZero();
        assertThat(met).as("lookups that met a rule").isGreaterThan(10_000);
    }

    private static long lookUp(DecisionTrie trie, LookupScratch scratch, MemorySegment paths, int[] lengths) {
        long met = 0;
        for (int i = 0; i < 100_000; i++) {
            int path = i % lengths.length;
            long verdict = trie.lookup(paths, (long) path * ROOM, lengths[path], scratch);
            met += verdict != Verdict.NOTHING ? 1 : 0;
        }
        return met;
    }

    @Test
    void shouldAnswerForOtherSpellingsOfTreesOnly() {
        Origin origin = new Origin("test", 1, 1, "");
        PathRule tree = new PathRule(PathPattern.literal("/usr/lib", Extent.SUBTREE), Permission.READ, origin,
                PathPattern.literal("/lib", Extent.SUBTREE));
        PathRule brokered = new PathRule(PathPattern.literal("/usr/share", Extent.SUBTREE), Permission.READ, origin,
                PathPattern.literal("/share", Extent.SUBTREE));
        DecisionTrie trie = TrieCompiler.compile(
                List.of(new Region(tree, Layer.KERNEL_TREE, ""), new Region(brokered, Layer.BROKERED, "")));
        LookupScratch scratch = trie.newScratch();

        assertThat(lookup(trie, scratch, bytes("/lib/libc.so.6"), 0, 0)).isEqualTo(Verdict.allow(Access.READ, 0, 0, 0));
        assertThat(lookup(trie, scratch, bytes("/usr/lib/x"), 0, 0)).isEqualTo(Verdict.allow(Access.READ, 0, 0, 0));
        assertThat(lookup(trie, scratch, bytes("/usr/share/x"), 0, 0)).isEqualTo(Verdict.allow(0, 0, Access.READ, 1));
        assertThat(lookup(trie, scratch, bytes("/share/x"), 0, 0)).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void shouldNameTheMostSpecificRuleAndThenTheLater() {
        List<Region> regions = List.of(
                region(PathPattern.literal("/srv/app", Extent.SUBTREE), false, Layer.BROKERED, 0),
                region(PathPattern.literal("/srv", Extent.SUBTREE), false, Layer.BROKERED, 1),
                region(PathPattern.literal("/srv/app", Extent.SUBTREE), false, Layer.KERNEL_TREE, 2));
        DecisionTrie trie = TrieCompiler.compile(regions);
        LookupScratch scratch = trie.newScratch();

        assertThat(Verdict.rule(lookup(trie, scratch, bytes("/srv/app/x"), 0, 0))).isEqualTo(2);
        assertThat(Verdict.rule(lookup(trie, scratch, bytes("/srv/x"), 0, 0))).isEqualTo(1);
    }

    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    private static Region region(PathPattern pattern, boolean denies, Layer layer, int line) {
        Permission permission = denies ? Permission.NONE : Permission.READ;
        return new Region(new PathRule(pattern, permission, new Origin("test", line, 1, "")), layer, "");
    }

    /** Looks up a copy of the path that has some bytes before it and some behind it in its segment. */
    private long lookup(DecisionTrie trie, LookupScratch scratch, byte[] path, int before, int behind) {
        return trie.lookup(room(path, before, behind), before, path.length, scratch);
    }

    private boolean leads(DecisionTrie trie, LookupScratch scratch, byte[] path, int before, int behind) {
        return trie.leadsToGrant(room(path, before, behind), before, path.length, scratch);
    }

    private MemorySegment room(byte[] path, int before, int behind) {
        MemorySegment room = memory.asSlice(0, (long) before + path.length + behind);
        room.fill((byte) '/');
        MemorySegment.copy(path, 0, room, ValueLayout.JAVA_BYTE, before, path.length);
        return room;
    }

    private static String describe(int seed, byte[] path, List<Region> regions) {
        List<String> lines = new ArrayList<>();
        for (Region region : regions) {
            lines.add(lines.size() + ": " + region.layer() + " " + region.rule().permission() + " "
                    + region.rule().pattern());
        }
        return "seed " + seed + ", " + new String(path, StandardCharsets.ISO_8859_1) + " against\n"
                + lines.stream().collect(Collectors.joining("\n"));
    }
}
