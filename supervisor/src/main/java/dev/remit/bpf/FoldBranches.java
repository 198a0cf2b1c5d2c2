package dev.remit.bpf;

/** Turns a branch that leads to one place either way, or whose outcome is certain, into a jump. */
final class FoldBranches implements Optimizer.Pass {
    @Override
    public Code apply(Code code) {
        Rewrite rewrite = new Rewrite(code);
        for (int i = 0; i < code.size(); i++) {
            Instruction instruction = code.get(i);
            if (!(instruction instanceof Instruction.Branch branch)) {
                rewrite.keep(instruction);
            } else if (branch.then() == branch.otherwise() || alwaysHolds(branch)) {
                rewrite.replace(new Instruction.Jump(branch.then()));
            } else if (neverHolds(branch)) {
                rewrite.replace(new Instruction.Jump(branch.otherwise()));
            } else {
                rewrite.keep(branch);
            }
        }
        return rewrite.result();
    }

    private static boolean alwaysHolds(Instruction.Branch branch) {
        return branch.comparison() == Comparison.GREATER_OR_EQUAL && branch.operand() == 0;
    }

    private static boolean neverHolds(Instruction.Branch branch) {
        return (branch.comparison() == Comparison.ANY_BIT && branch.operand() == 0)
                || (branch.comparison() == Comparison.GREATER && branch.operand() == -1);
    }
}
