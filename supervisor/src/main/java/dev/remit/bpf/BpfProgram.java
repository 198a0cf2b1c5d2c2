package dev.remit.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An encoded program that the kernel accepts as a seccomp filter. Immutable.
 *
 * <p>Each instruction is a {@code struct sock_filter} of {@code linux/filter.h}, kept in a {@code long} whose
 * little-endian bytes are the structure:
 *
 * <pre>
 *   63            32 31  24 23  16 15     0
 *  +----------------+------+------+--------+
 *  | k              | jf   | jt   | code   |
 *  +----------------+------+------+--------+
 * </pre>
 */
public final class BpfProgram {
    /** {@code BPF_MAXINSNS}: the most instructions that a program may have. */
    public static final int MAX_SIZE = 4096;
    /** Bytes of one instruction. */
    public static final int INSTRUCTION_BYTES = 8;

    private static final int BYTE = 0xFF;

    private final long[] instructions;

    private BpfProgram(long[] instructions) {
        this.instructions = instructions;
    }

    /**
     * A program of encoded instructions.
     *
     * @throws InvalidProgramException if the kernel would not accept it
     */
    public static BpfProgram of(long... encoded) {
        BpfProgram program = new BpfProgram(encoded.clone());
        BpfVerifier.verify(program);
        return program;
    }

    /**
     * A program that was written out before.
     *
     * @param bytes as {@link #bytes()} made them
     * @throws InvalidProgramException if the kernel would not accept it
     */
    public static BpfProgram ofBytes(byte[] bytes) {
        if (bytes.length % INSTRUCTION_BYTES != 0) {
            throw new InvalidProgramException("its length is not a multiple of " + INSTRUCTION_BYTES);
        }
        long[] encoded = new long[bytes.length / INSTRUCTION_BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(encoded);
        return of(encoded);
    }

    static long encode(int opcode, int then, int otherwise, int operand) {
        return opcode | (long) then << 16 | (long) otherwise << 24 | (long) operand << 32;
    }

    static long encode(int opcode, int operand) {
        return encode(opcode, 0, 0, operand);
    }

    /** The number of instructions. */
    public int size() {
        return instructions.length;
    }

    /** One instruction as a {@code struct sock_filter}. */
    public long instruction(int index) {
        return instructions[index];
    }

    int opcode(int index) {
        return (int) instructions[index] & 0xFFFF;
    }

    /** How many instructions a branch that holds skips. */
    int then(int index) {
        return (int) (instructions[index] >>> 16) & BYTE;
    }

    int otherwise(int index) {
        return (int) (instructions[index] >>> 24) & BYTE;
    }

    int operand(int index) {
        return (int) (instructions[index] >>> 32);
    }

    /** The array of {@code struct sock_filter} that {@code struct sock_fprog} points to. */
    public byte[] bytes() {
        byte[] bytes = new byte[instructions.length * INSTRUCTION_BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(instructions);
        return bytes;
    }

    /** One line an instruction, with its index and absolute jump targets. */
    public String disassemble() {
        return new Disassembler(this).text();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BpfProgram program && Arrays.equals(instructions, program.instructions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(instructions);
    }

    @Override
    public String toString() {
        return "BpfProgram of " + instructions.length + " instructions";
    }
}
