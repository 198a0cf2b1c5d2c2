package dev.remit.bpf;

/** Drops a jump to what follows anyway, and returns at once where a jump leads to a return. */
final class DropRedundantJumps implements Optimizer.Pass {
    @Override
    public Code apply(Code code) {
        Rewrite rewrite = new Rewrite(code);
        for (int i = 0; i < code.size(); i++) {
            Instruction instruction = code.get(i);
            if (!(instruction instanceof Instruction.Jump(Label target))) {
                rewrite.keep(instruction);
            } else if (isMarkedNext(code, i, target)) {
                rewrite.drop();
            } else if (code.first(target) instanceof Instruction.Return end) {
                rewrite.replace(end);
            } else {
                rewrite.keep(instruction);
            }
        }
        return rewrite.result();
    }

    private static boolean isMarkedNext(Code code, int jump, Label target) {
        for (int i = jump + 1; i < code.size(); i++) {
            if (!(code.get(i) instanceof Instruction.Mark(Label label))) {
                return false;
            }
            if (label == target) {
                return true;
            }
        }
        return false;
    }
}
