package dev.remit.compiler.trie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.decision.DecisionTrie;
import dev.remit.decision.LookupScratch;
import dev.remit.policy.Region;
import dev.remit.policy.Verdict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The trie against the naive reference. */
class TrieCompilerTest {
    private static final int ROUNDS = 3_000;
    private static final int PATHS = 60;

    @Test
    void shouldAgreeWithNaiveMatcherOnRandomRulesAndPaths() {
        int granted = 0;
        int denied = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            RandomRules random = new RandomRules(seed);
            List<Region> regions = random.regions(seed % 10 == 0 ? 200 : 12);
            NaiveMatcher naive = new NaiveMatcher(regions);
            DecisionTrie trie = TrieCompiler.compile(regions);
            LookupScratch scratch = trie.newScratch();
            for (int i = 0; i < PATHS; i++) {
                byte[] path = random.path();
                long expected = naive.verdict(path);
                granted += Verdict.granted(expected) != 0 ? 1 : 0;
                denied += Verdict.denied(expected) ? 1 : 0;
                // Alternately with and without room behind the path: the two are read differently.
                long actual = lookup(trie, scratch, path, i % 3, i % 2 * 16);
                assertThat(actual).as("seed %d, %s against%n%s", seed, new String(path, StandardCharsets.ISO_8859_1),
                        describe(regions)).isEqualTo(expected);
            }
        }
        assertThat(granted).as("paths that met an allow rule").isGreaterThan(ROUNDS * PATHS / 10);
        assertThat(denied).as("paths that met a deny rule").isGreaterThan(ROUNDS * PATHS / 100);
    }

    private static long lookup(DecisionTrie trie, LookupScratch scratch, byte[] path, int before, int after) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(before + path.length + after);
            memory.fill((byte) '/');
            MemorySegment.copy(path, 0, memory, ValueLayout.JAVA_BYTE, before, path.length);
            return trie.lookup(memory, before, path.length, scratch);
        }
    }

    private static String describe(List<Region> regions) {
        List<String> lines = new ArrayList<>();
        for (Region region : regions) {
            lines.add(lines.size() + ": " + region.layer() + " " + region.rule().permission() + " "
                    + region.rule().pattern());
        }
        return lines.stream().collect(Collectors.joining("\n"));
    }
}
