package dev.remit.bpf;

import java.util.ArrayList;
import java.util.List;

/** Drops a jump to what follows anyway, and returns at once where a jump leads to a return. */
final class DropRedundantJumps implements Optimizer.Pass {
    @Override
    public List<Instruction> apply(List<Instruction> instructions) {
        Flow flow = new Flow(instructions);
        List<Instruction> result = new ArrayList<>(instructions.size());
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            if (!(instruction instanceof Instruction.Jump(Label target))) {
                result.add(instruction);
            } else if (!isMarkedNext(instructions, i, target)) {
                result.add(flow.first(target) instanceof Instruction.Return end ? end : instruction);
            }
        }
        return result;
    }

    private static boolean isMarkedNext(List<Instruction> instructions, int jump, Label target) {
        for (int i = jump + 1; i < instructions.size(); i++) {
            if (!(instructions.get(i) instanceof Instruction.Mark(Label label))) {
                return false;
            }
            if (label == target) {
                return true;
            }
        }
        return false;
    }
}
