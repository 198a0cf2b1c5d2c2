package dev.remit.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.compiler.trie.NaiveMatcher;
import dev.remit.policy.Extent;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares what is said of two patterns with the paths, of those up to a depth, that they really match. */
class PatternIntersectionTest {
    private static final String[] NAMES = {"a", "b", "ab", "ba", "é"};
    private static final String[] GLOBS = {"*", "?", "a*", "*b", "a*b", "[ab]", "[!a]", "??", "é*"};
    private static final Extent[] EXTENTS = {Extent.EXACT, Extent.CHILDREN, Extent.SUBTREE};
    private static final int DEPTH = 4;
    private static final int ROUNDS = 40_000;
    private static final List<List<NaiveMatcher.Name>> PATHS = new ArrayList<>();

    @BeforeAll
    static void enumeratePaths() {
        PATHS.clear();
        List<String> longest = List.of("");
        PATHS.add(NaiveMatcher.split(new byte[]{'/'}));
        for (int depth = 0; depth < DEPTH; depth++) {
            List<String> longer = new ArrayList<>();
            for (String path : longest) {
                for (String name : NAMES) {
                    longer.add(path + "/" + name);
                    PATHS.add(NaiveMatcher.split(longer.getLast().getBytes(StandardCharsets.UTF_8)));
                }
            }
            longest = longer;
        }
    }

    @Test
    void shouldNeverDenyMeetingNorClaimCoverAgainstEnumeration() {
        Random random = new Random(7);
        List<PathPattern> patterns = new ArrayList<>();
        List<BitSet> matched = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            patterns.add(pattern(random));
            matched.add(matches(patterns.getLast()));
        }
        int apart = 0;
        int covered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int one = random.nextInt(patterns.size());
            int other = random.nextInt(patterns.size());
            PathPattern first = patterns.get(one);
            PathPattern second = patterns.get(other);
            boolean meet = PatternIntersection.couldMeet(first, second);
            boolean covers = PatternIntersection.covers(first, second);
            assertThat(PatternIntersection.couldMeet(second, first)).as("%s and %s", second, first).isEqualTo(meet);
            if (!meet) {
                apart++;
                assertThat(matched.get(one).intersects(matched.get(other))).as("%s meets %s", first, second).isFalse();
            }
            if (covers) {
                covered++;
                BitSet outside = (BitSet) matched.get(other).clone();
                outside.andNot(matched.get(one));
                assertThat(outside.isEmpty()).as("%s covers %s", first, second).isTrue();
            }
        }
        assertThat(apart).isGreaterThan(ROUNDS / 10);
        assertThat(covered).isGreaterThan(ROUNDS / 100);
    }

    @Test
    void shouldBeExactOnLiterals() {
        Random random = new Random(8);
        for (int round = 0; round < 1_000; round++) {
            PathPattern first = literal(random);
            PathPattern second = literal(random);
            assertThat(PatternIntersection.couldMeet(first, second)).as("%s and %s", first, second)
                    .isEqualTo(matches(first).intersects(matches(second)));
        }
    }

    @Test
    void shouldFindTheSameDenyRulesAsComparingWithAll() {
        Random random = new Random(9);
        for (int round = 0; round < 2_000; round++) {
            List<PathRule> rules = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                rules.add(new PathRule(pattern(random), random.nextBoolean() ? Permission.NONE : Permission.READ,
                        new Origin("test", i, 1, "")));
            }
            PathPattern asked = pattern(random);
            DenyIndex index = new DenyIndex(rules);
            List<PathPattern> denied = rules.stream().filter(PathRule::denies).map(PathRule::pattern).toList();
            assertThat(index.meeting(asked) != DenyIndex.NONE).as("%s among %s", asked, denied)
                    .isEqualTo(denied.stream().anyMatch(deny -> PatternIntersection.couldMeet(deny, asked)));
            assertThat(index.covering(asked) != DenyIndex.NONE).as("%s among %s", asked, denied)
                    .isEqualTo(denied.stream().anyMatch(deny -> PatternIntersection.covers(deny, asked)));
        }
    }

    @ParameterizedTest
    @CsvSource({"/a/*.key, /a/*.txt, false", "/a/*.key, /a/x*, true", "/a/**, /b/**, false", "/a/**/x, /a/b/c/x, true",
        "/a/**/x, /a/b/c/y, false", "/**/x/**, /a/**, true", "/a/, /a/b/c, false", "/a/, /a/*, true",
        "/a/?b, /a/cb, true", "/a/?b, /a/ccb, false", "/a, /a/**, true", "/**, /, true", "/a/*, /a, false"})
    void shouldTellWhetherPatternsCanMeet(String one, String other, boolean meet) {
        assertThat(PatternIntersection.couldMeet(RegionClassifierTest.pattern(one),
                RegionClassifierTest.pattern(other))).isEqualTo(meet);
    }

    private static PathPattern pattern(Random random) {
        List<Segment> segments = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            segments.add(switch (random.nextInt(5)) {
                case 0 -> new Segment.AnyDepth();
                case 1, 2 -> new Segment.Glob(GLOBS[random.nextInt(GLOBS.length)]);
                default -> new Segment.Literal(NAMES[random.nextInt(NAMES.length)]);
            });
        }
        return new PathPattern(segments, EXTENTS[random.nextInt(EXTENTS.length)]);
    }

    private static PathPattern literal(Random random) {
        StringBuilder path = new StringBuilder("/");
        for (int i = random.nextInt(4); i > 0; i--) {
            path.append(NAMES[random.nextInt(2)]).append('/');
        }
        return PathPattern.literal(path.toString(), EXTENTS[random.nextInt(EXTENTS.length)]);
    }

    private static BitSet matches(PathPattern pattern) {
        BitSet matched = new BitSet();
        for (int i = 0; i < PATHS.size(); i++) {
            matched.set(i, NaiveMatcher.matches(pattern, PATHS.get(i)));
        }
        return matched;
    }
}
