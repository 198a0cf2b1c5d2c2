package dev.remit.bpf;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes instructions one after the other and encodes them. Distances are its business alone: a branch whose target is
 * farther than its eight bits reach goes there in two steps.
 *
 * <p>Every label that is jumped to must be marked exactly once, after the jump.
 */
public final class Assembler {
    private final List<Instruction> instructions = new ArrayList<>(1024);
    private int labels;

    /**
     * A label that is not marked yet.
     *
     * @param name for people
     */
    public Label label(String name) {
        return new Label(labels++, name);
    }

    /** Makes a label name the next instruction. */
    public Assembler mark(Label label) {
        return add(new Instruction.Mark(label));
    }

    /** Loads a word into the accumulator; the offset in bytes is one of {@link SeccompData}. */
    public Assembler load(int offset) {
        return add(new Instruction.Load(offset));
    }

    /** Keeps only these bits of the accumulator. */
    public Assembler and(int bits) {
        return add(new Instruction.And(bits));
    }

    public Assembler jump(Label target) {
        return add(new Instruction.Jump(target));
    }

    /** Compares the accumulator with a constant and jumps either way. */
    public Assembler branch(Comparison comparison, int operand, Label then, Label otherwise) {
        return add(new Instruction.Branch(comparison, operand, then, otherwise));
    }

    /** Ends the program with a {@link SeccompAction}. */
    public Assembler ret(int action) {
        return add(new Instruction.Return(action));
    }

    private Assembler add(Instruction instruction) {
        instructions.add(instruction);
        return this;
    }

    Code code() {
        return new Code(List.copyOf(instructions), labels);
    }

    /**
     * Encodes the instructions as they are.
     *
     * @throws InvalidProgramException if a label is not marked after all jumps to it, or the result breaks the kernel's
     *         rules
     */
    public BpfProgram assemble() {
        return new Encoder(code()).encode();
    }

    /**
     * Encodes the instructions after the optimiser's passes.
     *
     * @throws InvalidProgramException as {@link #assemble} does
     */
    public BpfProgram assembleOptimized() {
        return new Encoder(Optimizer.optimize(code())).encode();
    }
}
