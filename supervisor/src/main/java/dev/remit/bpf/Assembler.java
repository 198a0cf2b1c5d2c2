package dev.remit.bpf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes instructions one after the other and encodes them. Distances are its business alone: a branch whose target is
 * farther than its eight bits reach goes there in two steps.
 *
 * <p>Every label that is jumped to must be marked exactly once, after the jump.
 */
public final class Assembler {
    private final List<Instruction> instructions = new ArrayList<>();

    public Label label(String name) {
        return new Label(name);
    }

    public Assembler mark(Label label) {
        return add(new Instruction.Mark(label));
    }

    public Assembler load(int offset) {
        return add(new Instruction.Load(offset));
    }

    public Assembler and(int bits) {
        return add(new Instruction.And(bits));
    }

    public Assembler jump(Label target) {
        return add(new Instruction.Jump(target));
    }

    public Assembler branch(Comparison comparison, int operand, Label then, Label otherwise) {
        return add(new Instruction.Branch(comparison, operand, then, otherwise));
    }

    public Assembler ret(int action) {
        return add(new Instruction.Return(action));
    }

    private Assembler add(Instruction instruction) {
        instructions.add(instruction);
        return this;
    }

    /** What was added so far. */
    public List<Instruction> instructions() {
        return List.copyOf(instructions);
    }

    /**
     * Encodes the instructions as they are.
     *
     * @throws InvalidProgramException if a label is not marked after all jumps to it, or the result breaks the kernel's
     *         rules
     */
    public BpfProgram assemble() {
        return assemble(instructions);
    }

    /** Encodes the instructions after running all {@linkplain Optimizer passes} over them. */
    public BpfProgram assembleOptimized() {
        return assemble(Optimizer.optimize(instructions));
    }

    static BpfProgram assemble(List<Instruction> instructions) {
        return new Encoder(instructions).encode();
    }

    /**
     * Encodes from the last instruction to the first: jumps only go forward, so the distance to every target is known
     * when the jump is encoded, and one pass settles everything.
     */
    private static final class Encoder {
        private static final int FARTHEST = 255;

        private final List<Instruction> instructions;
        /** For each label, how many instructions follow from there to the end. */
        private final Map<Label, Integer> places = new HashMap<>();
        private long[] reversed = new long[256];
        private int count;

        Encoder(List<Instruction> instructions) {
            this.instructions = instructions;
        }

        BpfProgram encode() {
            for (int i = instructions.size() - 1; i >= 0; i--) {
                encode(instructions.get(i));
            }
            long[] encoded = new long[count];
            for (int i = 0; i < count; i++) {
                encoded[i] = reversed[count - 1 - i];
            }
            return BpfProgram.of(encoded);
        }

        private void encode(Instruction instruction) {
            switch (instruction) {
                case Instruction.Load(int offset) -> emit(BpfProgram.encode(Opcode.LD_W_ABS, offset));
                case Instruction.And(int bits) -> emit(BpfProgram.encode(Opcode.AND_K, bits));
                case Instruction.Return(int action) -> emit(BpfProgram.encode(Opcode.RET_K, action));
                case Instruction.Jump(Label target) -> emitJump(target);
                case Instruction.Branch branch -> emitBranch(branch);
                case Instruction.Mark(Label label) -> mark(label);
            }
        }

        private void mark(Label label) {
            if (count == 0) {
                throw new InvalidProgramException("nothing follows the label " + label);
            }
            if (places.put(label, count) != null) {
                throw new InvalidProgramException("the label " + label + " is marked twice");
            }
        }

        private void emitJump(Label target) {
            int distance = distance(target);
            if (distance > 0) {
                emit(BpfProgram.encode(Opcode.JA, distance));
            }
        }

        private void emitBranch(Instruction.Branch branch) {
            int then = distance(branch.then());
            int otherwise = distance(branch.otherwise());
            boolean pushedTooFar = otherwise == FARTHEST && then > FARTHEST;
            if (otherwise > FARTHEST || pushedTooFar) {
                emitStep(otherwise);
                then++;
                otherwise = 0;
            }
            if (then > FARTHEST) {
                emitStep(then);
                then = 0;
                otherwise++;
            }
            emit(BpfProgram.encode(branch.comparison().opcode(), then, otherwise, branch.operand()));
        }

        /** A stepping stone to a far target; if that only returns, returning at once is as short. */
        private void emitStep(int distance) {
            long target = reversed[count - 1 - distance];
            boolean returns = ((int) target & 0xFFFF) == Opcode.RET_K;
            emit(returns ? target : BpfProgram.encode(Opcode.JA, distance));
        }

        /** How many instructions a jump that is encoded next would skip. */
        private int distance(Label target) {
            Integer place = places.get(target);
            if (place == null) {
                throw new InvalidProgramException("the label " + target + " is not marked after a jump to it");
            }
            return count - place;
        }

        private void emit(long encoded) {
            if (count == reversed.length) {
                long[] larger = new long[2 * count];
                System.arraycopy(reversed, 0, larger, 0, count);
                reversed = larger;
            }
            reversed[count++] = encoded;
        }
    }
}
