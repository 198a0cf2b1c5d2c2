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

    /** Lowers regions whose rules have no other spellings. */
    public static DecisionTrie compile(List<Region> regions) {
        return compile(regions, List.of());
    }

    /**
     * Lowers regions.
     *
     * @param regions in the order of the policy's rules; a verdict names a rule by its place here
     * @param spellings of rules; those of rules that the kernel does not grant as a tree are passed over, for a path
     *        that is not yet resolved decides nothing there
     */
    public static DecisionTrie compile(List<Region> regions, List<Spelling> spellings) {
        DecisionTrieBuilder builder = new DecisionTrieBuilder();
        for (int rule = 0; rule < regions.size(); rule++) {
            add(builder, regions.get(rule), regions.get(rule).rule().pattern(), rule);
        }
        for (Spelling spelling : spellings) {
            Region region = regions.get(spelling.rule());
            if (!region.rule().denies() && region.layer() == Layer.KERNEL_TREE) {
                add(builder, region, spelling.pattern(), spelling.rule());
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
