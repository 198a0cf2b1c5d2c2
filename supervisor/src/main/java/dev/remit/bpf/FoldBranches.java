package dev.remit.bpf;

import java.util.ArrayList;
import java.util.List;

/** Turns a branch that leads to one place either way, or whose outcome is certain, into a jump. */
final class FoldBranches implements Optimizer.Pass {
    @Override
    public List<Instruction> apply(List<Instruction> instructions) {
        List<Instruction> result = new ArrayList<>(instructions.size());
        for (Instruction instruction : instructions) {
            result.add(instruction instanceof Instruction.Branch branch ? fold(branch) : instruction);
        }
        return result;
    }

    private static Instruction fold(Instruction.Branch branch) {
        boolean same = branch.then() == branch.otherwise();
        boolean always = branch.comparison() == Comparison.GREATER_OR_EQUAL && branch.operand() == 0;
        boolean never = (branch.comparison() == Comparison.ANY_BIT && branch.operand() == 0)
                || (branch.comparison() == Comparison.GREATER && branch.operand() == -1);
        if (same || always) {
            return new Instruction.Jump(branch.then());
        }
        return never ? new Instruction.Jump(branch.otherwise()) : branch;
    }
}
