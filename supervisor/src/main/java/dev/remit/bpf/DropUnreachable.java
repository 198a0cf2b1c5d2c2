package dev.remit.bpf;

/** Drops what no path reaches, and marks that nothing jumps to. */
final class DropUnreachable implements Optimizer.Pass {
    @Override
    public Code apply(Code code) {
        Rewrite rewrite = new Rewrite(code);
        boolean[] wanted = new boolean[code.labels()];
        boolean reached = true;
        for (int i = 0; i < code.size(); i++) {
            Instruction instruction = code.get(i);
            boolean kept = reached;
            if (instruction instanceof Instruction.Mark(Label label)) {
                kept = wanted[label.index()];
                reached |= kept;
            }
            if (kept) {
                rewrite.keep(instruction);
                note(instruction, wanted);
                reached = instruction.runsOn();
            } else {
                rewrite.drop();
            }
        }
        return rewrite.result();
    }

    private static void note(Instruction instruction, boolean[] wanted) {
        if (instruction instanceof Instruction.Jump(Label target)) {
            wanted[target.index()] = true;
        } else if (instruction instanceof Instruction.Branch branch) {
            wanted[branch.then().index()] = true;
            wanted[branch.otherwise().index()] = true;
        }
    }
}
