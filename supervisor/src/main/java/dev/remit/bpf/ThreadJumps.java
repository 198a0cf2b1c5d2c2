package dev.remit.bpf;

import java.util.ArrayList;
import java.util.List;

/**
 * Sends a jump to where it ends up: past jumps that only lead on, and past branches whose outcome the branch that leads
 * there has settled already.
 */
final class ThreadJumps implements Optimizer.Pass {
    @Override
    public List<Instruction> apply(List<Instruction> instructions) {
        Flow flow = new Flow(instructions);
        List<Instruction> result = new ArrayList<>(instructions.size());
        for (Instruction instruction : instructions) {
            result.add(switch (instruction) {
                case Instruction.Jump(Label target) -> new Instruction.Jump(follow(flow, target));
                case Instruction.Branch branch -> new Instruction.Branch(branch.comparison(), branch.operand(),
                        follow(flow, branch, branch.then(), true), follow(flow, branch, branch.otherwise(), false));
                default -> instruction;
            });
        }
        return result;
    }

    private static Label follow(Flow flow, Label target) {
        Label end = target;
        while (flow.first(end) instanceof Instruction.Jump(Label next)) {
            end = next;
        }
        return end;
    }

    private static Label follow(Flow flow, Instruction.Branch from, Label target, boolean held) {
        Label end = follow(flow, target);
        while (flow.first(end) instanceof Instruction.Branch next && next.comparison() == from.comparison()
                && next.operand() == from.operand()) {
            end = follow(flow, held ? next.then() : next.otherwise());
        }
        return end;
    }
}
