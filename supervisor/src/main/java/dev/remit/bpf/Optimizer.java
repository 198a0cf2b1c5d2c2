package dev.remit.bpf;

import java.util.List;

/**
 * Runs passes over a program until none of them finds anything more to do. Each pass keeps the meaning of the program
 * and never makes it longer.
 */
final class Optimizer {
    /** In the order in which each one prepares the ground for the next. */
    static final List<Pass> PASSES = List.of(new MergeReturns(), new ThreadJumps(), new FoldBranches(),
            new DropUnreachable(), new DropRedundantJumps(), new DropRedundantLoads());

    private Optimizer() {}

    /** One way to make a program better. */
    interface Pass {
        /** The better program; {@code code} itself if there is nothing to do. */
        Code apply(Code code);
    }

    static Code optimize(Code code) {
        Code best = code;
        int idle = 0;
        for (int next = 0; idle < PASSES.size(); next = (next + 1) % PASSES.size()) {
            Code better = PASSES.get(next).apply(best);
            idle = better == best ? idle + 1 : 0;
            best = better;
        }
        return best;
    }
}
