package dev.remit.bpf;

/** One instruction before assembly. Only {@link Load}, {@link And} and {@link Mark} run on into the next one. */
public sealed interface Instruction {
    /** Loads a 32-bit word of {@code struct seccomp_data} at a byte offset, as {@link SeccompData} names them. */
    record Load(int offset) implements Instruction {}

    /** Keeps only these bits of the accumulator. */
    record And(int bits) implements Instruction {}

    record Jump(Label target) implements Instruction {}

    record Branch(Comparison comparison, int operand, Label then, Label otherwise) implements Instruction {}

    /** Ends the program with a {@link SeccompAction}. */
    record Return(int action) implements Instruction {}

    /** The place that a label names; becomes no code. */
    record Mark(Label label) implements Instruction {}
}
