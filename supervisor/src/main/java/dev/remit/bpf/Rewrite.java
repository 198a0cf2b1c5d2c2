package dev.remit.bpf;

import java.util.ArrayList;
import java.util.List;

/** Takes down what a pass makes of each instruction of a program, in order. */
final class Rewrite {
    private final Code original;
    private final List<Instruction> result;
    private boolean changed;

    Rewrite(Code original) {
        this.original = original;
        result = new ArrayList<>(original.size());
    }

    void keep(Instruction instruction) {
        result.add(instruction);
    }

    void replace(Instruction better) {
        result.add(better);
        changed = true;
    }

    /** Leaves one instruction out. */
    void drop() {
        changed = true;
    }

    /** The program as rewritten; the original itself if nothing changed. */
    Code result() {
        return changed ? new Code(result, original.labels()) : original;
    }
}
