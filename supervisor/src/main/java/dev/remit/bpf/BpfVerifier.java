package dev.remit.bpf;

import java.util.Arrays;

/**
 * The kernel's own rules: {@code bpf_check_classic} and {@code check_load_and_stores} in {@code net/core/filter.c}, and
 * {@code seccomp_check_filter} in {@code kernel/seccomp.c}.
 */
final class BpfVerifier {
    private static final int MEMORY_WORDS = 16;
    private static final int ALL_WORDS = 0xFFFF;

    private final BpfProgram program;

    private BpfVerifier(BpfProgram program) {
        this.program = program;
    }

    static void verify(BpfProgram program) {
        int size = program.size();
        if (size == 0 || size > BpfProgram.MAX_SIZE) {
            throw new InvalidProgramException("it has " + size + " instructions");
        }
        BpfVerifier verifier = new BpfVerifier(program);
        for (int index = 0; index < size; index++) {
            verifier.verifyInstruction(index);
        }
        int last = program.opcode(size - 1);
        if (last != Opcode.RET_K && last != Opcode.RET_A) {
            throw new InvalidProgramException("it does not end with a return");
        }
        verifier.verifyMemory();
    }

    private void verifyInstruction(int index) {
        int opcode = program.opcode(index);
        long operand = Integer.toUnsignedLong(program.operand(index));
        if (!Opcode.isPermitted(opcode)) {
            throw invalid(index, "the opcode 0x" + Integer.toHexString(opcode) + " is not permitted");
        }
        switch (opcode) {
            case Opcode.LD_W_ABS -> require(operand < SeccompData.SIZE && operand % Integer.BYTES == 0, index,
                    "there is no word at offset " + operand);
            case Opcode.LD_MEM, Opcode.LDX_MEM, Opcode.ST, Opcode.STX -> require(operand < MEMORY_WORDS, index,
                    "there is no memory word " + operand);
            case Opcode.DIV_K -> require(operand != 0, index, "it divides by zero");
            case Opcode.LSH_K, Opcode.RSH_K -> require(operand < Integer.SIZE, index, "it shifts by " + operand);
            case Opcode.JA -> require(operand < program.size() - index - 1, index, "it jumps past the end");
            default -> {
                if (Opcode.isJump(opcode)) {
                    int farthest = Math.max(program.then(index), program.otherwise(index));
                    require(index + farthest + 1 < program.size(), index, "it jumps past the end");
                }
            }
        }
    }

    /** No memory word is read that some path did not write before. */
    private void verifyMemory() {
        int[] written = new int[program.size()];
        Arrays.fill(written, ALL_WORDS);
        int valid = 0;
        for (int index = 0; index < program.size(); index++) {
            valid &= written[index];
            int opcode = program.opcode(index);
            int operand = program.operand(index);
            switch (opcode) {
                case Opcode.ST, Opcode.STX -> valid |= 1 << operand;
                case Opcode.LD_MEM, Opcode.LDX_MEM -> require((valid & 1 << operand) != 0, index,
                        "memory word " + operand + " may never have been written");
                case Opcode.JA -> {
                    written[index + 1 + operand] &= valid;
                    valid = ALL_WORDS;
                }
                default -> {
                    if (Opcode.isJump(opcode)) {
                        written[index + 1 + program.then(index)] &= valid;
                        written[index + 1 + program.otherwise(index)] &= valid;
                        valid = ALL_WORDS;
                    }
                }
            }
        }
    }

    private static void require(boolean condition, int index, String otherwise) {
        if (!condition) {
            throw invalid(index, otherwise);
        }
    }

    private static InvalidProgramException invalid(int index, String what) {
        return new InvalidProgramException("instruction " + index + ": " + what);
    }
}
