package dev.remit.bpf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lets all jumps to returns with the same action share the last of those returns. */
final class MergeReturns implements Optimizer.Pass {
    @Override
    public List<Instruction> apply(List<Instruction> instructions) {
        Map<Label, Label> shared = shared(instructions);
        List<Instruction> result = new ArrayList<>(instructions.size());
        for (Instruction instruction : instructions) {
            result.add(switch (instruction) {
                case Instruction.Jump(Label target) -> new Instruction.Jump(shared.getOrDefault(target, target));
                case Instruction.Branch(Comparison comparison, int operand, Label then, Label otherwise) ->
                    new Instruction.Branch(comparison, operand, shared.getOrDefault(then, then),
                            shared.getOrDefault(otherwise, otherwise));
                default -> instruction;
            });
        }
        return result;
    }

    /** For each label of a return, the label of the last one with that action. */
    private static Map<Label, Label> shared(List<Instruction> instructions) {
        Map<Integer, Label> last = new HashMap<>();
        Map<Label, Label> shared = new HashMap<>();
        for (int i = instructions.size() - 1; i > 0; i--) {
            if (instructions.get(i) instanceof Instruction.Return(int action)) {
                for (int j = i - 1; j >= 0 && instructions.get(j) instanceof Instruction.Mark(Label label); j--) {
                    last.putIfAbsent(action, label);
                    shared.put(label, last.getOrDefault(action, label));
                }
            }
        }
        return shared;
    }
}
