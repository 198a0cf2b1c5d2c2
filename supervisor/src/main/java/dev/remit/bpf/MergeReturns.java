package dev.remit.bpf;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets all jumps to returns with the same action share the last of those returns that has a label. */
final class MergeReturns implements Optimizer.Pass {
    @Override
    public Code apply(Code code) {
        @Nullable
        Label[] shared = shared(code);
        Rewrite rewrite = new Rewrite(code);
        for (int i = 0; i < code.size(); i++) {
            Instruction instruction = code.get(i);
            if (instruction instanceof Instruction.Jump jump) {
                redirect(jump, shared[jump.target().index()], rewrite);
            } else if (instruction instanceof Instruction.Branch branch) {
                redirect(branch, shared[branch.then().index()], shared[branch.otherwise().index()], rewrite);
            } else {
                rewrite.keep(instruction);
            }
        }
        return rewrite.result();
    }

    private static void redirect(Instruction.Jump jump, @Nullable Label target, Rewrite rewrite) {
        if (target == null) {
            rewrite.keep(jump);
        } else {
            rewrite.replace(new Instruction.Jump(target));
        }
    }

    private static void redirect(Instruction.Branch branch, @Nullable Label then, @Nullable Label otherwise,
            Rewrite rewrite) {
        if (then == null && otherwise == null) {
            rewrite.keep(branch);
            return;
        }
        rewrite.replace(new Instruction.Branch(branch.comparison(), branch.operand(),
                then == null ? branch.then() : then, otherwise == null ? branch.otherwise() : otherwise));
    }

    /** For each label of a return that has another to be replaced by, that one's label. */
    private static @Nullable Label[] shared(Code code) {
        Map<Integer, Label> last = new HashMap<>();
        @Nullable
        Label[] shared = new @Nullable Label[code.labels()];
        for (int i = code.size() - 1; i > 0; i--) {
            if (code.get(i) instanceof Instruction.Return(int action)) {
                for (int j = i - 1; j >= 0 && code.get(j) instanceof Instruction.Mark(Label label); j--) {
                    Label earlier = last.putIfAbsent(action, label);
                    shared[label.index()] = earlier;
                }
            }
        }
        return shared;
    }
}
