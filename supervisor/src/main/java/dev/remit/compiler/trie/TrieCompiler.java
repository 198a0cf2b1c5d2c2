package dev.remit.compiler.trie;

import dev.remit.decision.DecisionTrie;
import dev.remit.decision.DecisionTrieBuilder;
import dev.remit.policy.Layer;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Region;
import java.util.List;

/** Lowers regions to a {@link DecisionTrie}. */
public final class TrieCompiler {
    private TrieCompiler() {}

    /**
     * Lowers regions. Of a rule that the kernel grants as a tree, the trie holds the spelling through symbolic links
     * too: it lets a path be decided before it is resolved, since the kernel checks again where it leads.
     *
     * @param regions in the order of the policy's rules; a verdict names a rule by its place here
     */
    public static DecisionTrie compile(List<Region> regions) {
        return compile(regions, false);
    }

    /**
     * Lowers regions.
     *
     * @param canonicalOnly leaves spellings out, for a policy that decides no path before it is resolved
     */
    public static DecisionTrie compile(List<Region> regions, boolean canonicalOnly) {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        for (int rule = 0; rule < regions.size(); rule++) {
            Region region = regions.get(rule);
            PathPattern pattern = region.rule().pattern();
            PathPattern spelling = region.rule().spelling();
            add(builder, region, pattern, rule);
            if (!canonicalOnly && region.layer() == Layer.KERNEL_TREE && !region.rule().denies()
                    && !spelling.literalPrefix().equals(pattern.literalPrefix())) {
                add(builder, region, spelling, rule);
            }
        }
        return builder.build();
    }

    private static void add(DecisionTrieBuilder builder, Region region, PathPattern pattern, int rule) {
        if (region.rule().denies()) {
            builder.deny(pattern, rule);
            return;
        }
        int access = region.rule().permission().access();
        switch (region.layer()) {
            case KERNEL_TREE -> builder.allow(pattern, access, 0, 0, rule);
            case KERNEL_EXACT -> builder.allow(pattern, 0, access, 0, rule);
            case BROKERED -> builder.allow(pattern, 0, 0, access, rule);
        }
    }
}
