package dev.remit.bpf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Drops what no path reaches, and marks that nothing jumps to. */
final class DropUnreachable implements Optimizer.Pass {
    @Override
    public List<Instruction> apply(List<Instruction> instructions) {
        Set<Label> wanted = new HashSet<>();
        List<Instruction> result = new ArrayList<>(instructions.size());
        boolean reached = true;
        for (Instruction instruction : instructions) {
            if (instruction instanceof Instruction.Mark(Label label)) {
                reached |= wanted.contains(label);
                if (!wanted.contains(label)) {
                    continue;
                }
            }
            if (reached) {
                result.add(instruction);
                note(instruction, wanted);
                reached = Flow.runsOn(instruction);
            }
        }
        return result;
    }

    private static void note(Instruction instruction, Set<Label> wanted) {
        if (instruction instanceof Instruction.Jump(Label target)) {
            wanted.add(target);
        } else if (instruction instanceof Instruction.Branch branch) {
            wanted.add(branch.then());
            wanted.add(branch.otherwise());
        }
    }
}
