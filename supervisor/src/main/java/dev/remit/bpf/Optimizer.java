package dev.remit.bpf;

import java.util.List;

/**
 * Runs passes over instructions until none of them finds anything more to do. Each pass keeps the meaning of the
 * program and never makes it longer, and so the search ends.
 */
public final class Optimizer {
    private static final List<Pass> PASSES = List.of(new MergeReturns(), new ThreadJumps(), new FoldBranches(),
            new DropUnreachable(), new DropRedundantJumps(), new DropRedundantLoads());

    private Optimizer() {}

    /** One way to make a program better. */
    interface Pass {
        /** The better program; {@code instructions} itself if there is nothing to do. */
        List<Instruction> apply(List<Instruction> instructions);
    }

    /** The instructions after all passes. */
    public static List<Instruction> optimize(List<Instruction> instructions) {
        List<Instruction> best = List.copyOf(instructions);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Pass pass : PASSES) {
                List<Instruction> better = pass.apply(best);
                if (!better.equals(best)) {
                    best = better;
                    changed = true;
                }
            }
        }
        return best;
    }

    static List<Pass> passes() {
        return PASSES;
    }
}
