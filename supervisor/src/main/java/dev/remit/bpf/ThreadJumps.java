package dev.remit.bpf;

/**
 * Sends a jump to where it ends up: past jumps that only lead on, and past branches whose outcome the branch that leads
 * there has settled already.
 */
final class ThreadJumps implements Optimizer.Pass {
    @Override
    public Code apply(Code code) {
        Rewrite rewrite = new Rewrite(code);
        for (int i = 0; i < code.size(); i++) {
            Instruction instruction = code.get(i);
            if (instruction instanceof Instruction.Jump jump) {
                threadJump(code, jump, rewrite);
            } else if (instruction instanceof Instruction.Branch branch) {
                threadBranch(code, branch, rewrite);
            } else {
                rewrite.keep(instruction);
            }
        }
        return rewrite.result();
    }

    private static void threadJump(Code code, Instruction.Jump jump, Rewrite rewrite) {
        Label end = follow(code, jump.target());
        if (end == jump.target()) {
            rewrite.keep(jump);
        } else {
            rewrite.replace(new Instruction.Jump(end));
        }
    }

    private static void threadBranch(Code code, Instruction.Branch branch, Rewrite rewrite) {
        Label then = follow(code, branch, branch.then(), true);
        Label otherwise = follow(code, branch, branch.otherwise(), false);
        if (then == branch.then() && otherwise == branch.otherwise()) {
            rewrite.keep(branch);
        } else {
            rewrite.replace(new Instruction.Branch(branch.comparison(), branch.operand(), then, otherwise));
        }
    }

    private static Label follow(Code code, Label target) {
        Label end = target;
        while (code.first(end) instanceof Instruction.Jump(Label next)) {
            end = next;
        }
        return end;
    }

    private static Label follow(Code code, Instruction.Branch from, Label target, boolean held) {
        Label end = follow(code, target);
        while (code.first(end) instanceof Instruction.Branch next && next.comparison() == from.comparison()
                && next.operand() == from.operand()) {
            end = follow(code, held ? next.then() : next.otherwise());
        }
        return end;
    }
}
