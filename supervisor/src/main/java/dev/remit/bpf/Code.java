package dev.remit.bpf;

import java.util.Arrays;
import java.util.List;

/** A program before assembly: what the passes of the optimiser work on. Immutable. */
final class Code {
    private static final int UNMARKED = -1;

    private final List<Instruction> instructions;
    private final int labels;
    private final int[] places;

    /**
     * A program whose labels have indices below {@code labels}.
     *
     * @throws InvalidProgramException if a label is marked twice
     */
    Code(List<Instruction> instructions, int labels) {
        this.instructions = instructions;
        this.labels = labels;
        places = new int[labels];
        Arrays.fill(places, UNMARKED);
        for (int i = 0; i < instructions.size(); i++) {
            if (instructions.get(i) instanceof Instruction.Mark(Label label)) {
                if (places[label.index()] != UNMARKED) {
                    throw new InvalidProgramException("the label " + label + " is marked twice");
                }
                places[label.index()] = i;
            }
        }
    }

    int size() {
        return instructions.size();
    }

    int labels() {
        return labels;
    }

    Instruction get(int index) {
        return instructions.get(index);
    }

    /** The first instruction that is executed after a jump to a label. */
    Instruction first(Label label) {
        int index = places[label.index()];
        if (index == UNMARKED) {
            throw new InvalidProgramException("the label " + label + " is not marked");
        }
        while (instructions.get(index) instanceof Instruction.Mark) {
            index++;
            if (index == instructions.size()) {
                throw new InvalidProgramException("nothing follows the label " + label);
            }
        }
        return instructions.get(index);
    }
}
