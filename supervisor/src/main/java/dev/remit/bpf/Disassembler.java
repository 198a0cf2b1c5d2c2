package dev.remit.bpf;

/** Writes a program as text, for people and for golden files. */
final class Disassembler {
    private final BpfProgram program;

    Disassembler(BpfProgram program) {
        this.program = program;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < program.size(); index++) {
            String number = Integer.toString(index);
            text.append(" ".repeat(Math.max(0, 4 - number.length()))).append(number).append("  ");
            text.append(instruction(index)).append('\n');
        }
        return text.toString();
    }

    private String instruction(int index) {
        int opcode = program.opcode(index);
        int operand = program.operand(index);
        return switch (opcode) {
            case Opcode.LD_W_ABS -> "ld " + SeccompData.nameOf(operand);
            case Opcode.LD_IMM -> "ld #" + hex(operand);
            case Opcode.LDX_IMM -> "ldx #" + hex(operand);
            case Opcode.LD_MEM -> "ld M[" + operand + "]";
            case Opcode.LDX_MEM -> "ldx M[" + operand + "]";
            case Opcode.LD_W_LEN -> "ld len";
            case Opcode.LDX_W_LEN -> "ldx len";
            case Opcode.ST -> "st M[" + operand + "]";
            case Opcode.STX -> "stx M[" + operand + "]";
            case Opcode.TAX -> "tax";
            case Opcode.TXA -> "txa";
            case Opcode.RET_A -> "ret a";
            case Opcode.RET_K -> "ret " + SeccompAction.describe(operand);
            case Opcode.JA -> "ja " + (index + 1 + operand);
            case Opcode.NEG -> "neg";
            default -> Opcode.isJump(opcode) ? branch(index) : arithmetic(opcode, operand);
        };
    }

    private String branch(int index) {
        int opcode = program.opcode(index);
        String symbol = switch (opcode & ~Opcode.X) {
            case Opcode.JEQ_K -> "==";
            case Opcode.JGT_K -> ">";
            case Opcode.JGE_K -> ">=";
            default -> "&";
        };
        String right = (opcode & Opcode.X) == 0 ? hex(program.operand(index)) : "x";
        int then = index + 1 + program.then(index);
        int otherwise = index + 1 + program.otherwise(index);
        return "if a " + symbol + " " + right + " then " + then + " else " + otherwise;
    }

    private static String arithmetic(int opcode, int operand) {
        String name = switch (opcode & ~Opcode.X) {
            case Opcode.ADD_K -> "add";
            case Opcode.SUB_K -> "sub";
            case Opcode.MUL_K -> "mul";
            case Opcode.DIV_K -> "div";
            case Opcode.OR_K -> "or";
            case Opcode.AND_K -> "and";
            case Opcode.LSH_K -> "lsh";
            case Opcode.RSH_K -> "rsh";
            default -> "xor";
        };
        return name + " " + ((opcode & Opcode.X) == 0 ? hex(operand) : "x");
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }
}
