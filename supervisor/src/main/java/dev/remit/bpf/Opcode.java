package dev.remit.bpf;

/** The opcodes that a seccomp filter may contain: {@code linux/bpf_common.h}, {@code linux/filter.h}. */
final class Opcode {
    static final int LD_IMM = 0x00;
    static final int LDX_IMM = 0x01;
    static final int LD_W_ABS = 0x20;
    static final int LD_MEM = 0x60;
    static final int LDX_MEM = 0x61;
    static final int LD_W_LEN = 0x80;
    static final int LDX_W_LEN = 0x81;
    static final int ST = 0x02;
    static final int STX = 0x03;
    static final int TAX = 0x07;
    static final int TXA = 0x87;
    static final int RET_K = 0x06;
    static final int RET_A = 0x16;

    static final int JA = 0x05;
    static final int JEQ_K = 0x15;
    static final int JGT_K = 0x25;
    static final int JGE_K = 0x35;
    static final int JSET_K = 0x45;

    static final int ADD_K = 0x04;
    static final int SUB_K = 0x14;
    static final int MUL_K = 0x24;
    static final int DIV_K = 0x34;
    static final int OR_K = 0x44;
    static final int AND_K = 0x54;
    static final int LSH_K = 0x64;
    static final int RSH_K = 0x74;
    static final int NEG = 0x84;
    static final int XOR_K = 0xA4;

    /** Set in an arithmetic or jump opcode whose operand is the index register and not the constant. */
    static final int X = 0x08;

    private static final int CLASS_MASK = 0x07;
    private static final int CLASS_ALU = 0x04;
    private static final int CLASS_JMP = 0x05;

    private Opcode() {}

    static boolean isArithmetic(int opcode) {
        return (opcode & CLASS_MASK) == CLASS_ALU;
    }

    static boolean isJump(int opcode) {
        return (opcode & CLASS_MASK) == CLASS_JMP;
    }

    /** Whether {@code seccomp_check_filter} in {@code kernel/seccomp.c} lets the opcode pass. */
    static boolean isPermitted(int opcode) {
        return switch (opcode) {
            case LD_IMM, LDX_IMM, LD_W_ABS, LD_MEM, LDX_MEM, LD_W_LEN, LDX_W_LEN, ST, STX, TAX, TXA, RET_K, RET_A,
                    JA ->
                true;
            case NEG -> true;
            default -> switch (opcode & ~X) {
                case JEQ_K, JGT_K, JGE_K, JSET_K -> true;
                case ADD_K, SUB_K, MUL_K, DIV_K, OR_K, AND_K, LSH_K, RSH_K, XOR_K -> true;
                default -> false;
            };
        };
    }
}
