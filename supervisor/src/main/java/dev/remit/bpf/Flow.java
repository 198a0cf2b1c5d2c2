package dev.remit.bpf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the labels of a program are. */
final class Flow {
    private final List<Instruction> instructions;
    private final Map<Label, Integer> places = new HashMap<>();

    Flow(List<Instruction> instructions) {
        this.instructions = instructions;
        for (int i = 0; i < instructions.size(); i++) {
            if (instructions.get(i) instanceof Instruction.Mark(Label label)) {
                places.put(label, i);
            }
        }
    }

    /** The index of a label's mark. */
    int place(Label label) {
        Integer place = places.get(label);
        if (place == null) {
            throw new InvalidProgramException("the label " + label + " is not marked");
        }
        return place;
    }

    /** The first instruction that is executed after a jump to a label. */
    Instruction first(Label label) {
        int index = place(label);
        while (instructions.get(index) instanceof Instruction.Mark && index + 1 < instructions.size()) {
            index++;
        }
        return instructions.get(index);
    }

    /** Whether an instruction runs on into the next one. */
    static boolean runsOn(Instruction instruction) {
        return switch (instruction) {
            case Instruction.Load _,Instruction.And _,Instruction.Mark _ -> true;
            case Instruction.Jump _,Instruction.Branch _,Instruction.Return _ -> false;
        };
    }
}
