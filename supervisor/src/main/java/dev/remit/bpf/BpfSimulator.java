package dev.remit.bpf;

/**
 * Runs a program as the kernel does: 32-bit registers, unsigned comparisons, a division by zero that ends the program
 * with 0, shift distances modulo 32.
 */
public final class BpfSimulator {
    private static final int MEMORY_WORDS = 16;

    private final BpfProgram program;
    private final SeccompData data;
    private final int[] memory = new int[MEMORY_WORDS];
    private int accumulator;
    private int index;
    private int steps;
    private boolean constant = true;

    private BpfSimulator(BpfProgram program, SeccompData data) {
        this.program = program;
        this.data = data;
    }

    /**
     * What a run came to.
     *
     * @param action the value returned, a {@link SeccompAction}
     * @param steps how many instructions were executed
     * @param constant whether the kernel, when the filter is installed, can see that the answer depends on nothing but
     *        the call's number and architecture ({@code seccomp_is_const_allow}); such a call, if it is allowed, never
     *        runs the filter again
     */
    public record Outcome(int action, int steps, boolean constant) {}

    public static Outcome run(BpfProgram program, SeccompData data) {
        return new BpfSimulator(program, data).run();
    }

    private Outcome run() {
        int register = 0;
        while (true) {
            int at = index++;
            steps++;
            int opcode = program.opcode(at);
            int operand = program.operand(at);
            constant &= isFollowedByCache(opcode, operand);
            switch (opcode) {
                case Opcode.RET_K -> {
                    return new Outcome(operand, steps, constant);
                }
                case Opcode.RET_A -> {
                    return new Outcome(accumulator, steps, constant);
                }
                case Opcode.JA -> index += operand;
                case Opcode.LD_W_ABS -> accumulator = data.word(operand);
                case Opcode.LD_IMM -> accumulator = operand;
                case Opcode.LD_MEM -> accumulator = memory[operand];
                case Opcode.LD_W_LEN -> accumulator = SeccompData.SIZE;
                case Opcode.LDX_IMM -> register = operand;
                case Opcode.LDX_MEM -> register = memory[operand];
                case Opcode.LDX_W_LEN -> register = SeccompData.SIZE;
                case Opcode.ST -> memory[operand] = accumulator;
                case Opcode.STX -> memory[operand] = register;
                case Opcode.TAX -> register = accumulator;
                case Opcode.TXA -> accumulator = register;
                default -> {
                    int right = (opcode & Opcode.X) == 0 ? operand : register;
                    if (Opcode.isJump(opcode)) {
                        index += holds(opcode & ~Opcode.X, right) ? program.then(at) : program.otherwise(at);
                    } else if ((opcode & ~Opcode.X) == Opcode.DIV_K && right == 0) {
                        return new Outcome(0, steps, constant);
                    } else {
                        accumulator = compute(opcode, right);
                    }
                }
            }
        }
    }

    private boolean holds(int opcode, int right) {
        for (Comparison comparison : Comparison.values()) {
            if (comparison.opcode() == opcode) {
                return comparison.holds(accumulator, right);
            }
        }
        throw new IllegalStateException("not a branch: " + opcode);
    }

    private int compute(int opcode, int right) {
        return switch (opcode == Opcode.NEG ? opcode : opcode & ~Opcode.X) {
            case Opcode.ADD_K -> accumulator + right;
            case Opcode.SUB_K -> accumulator - right;
            case Opcode.MUL_K -> accumulator * right;
            case Opcode.DIV_K -> Integer.divideUnsigned(accumulator, right);
            case Opcode.OR_K -> accumulator | right;
            case Opcode.AND_K -> accumulator & right;
            case Opcode.XOR_K -> accumulator ^ right;
            case Opcode.LSH_K -> accumulator << right;
            case Opcode.RSH_K -> accumulator >>> right;
            case Opcode.NEG -> -accumulator;
            default -> throw new IllegalStateException("not arithmetic: " + opcode);
        };
    }

    private static boolean isFollowedByCache(int opcode, int operand) {
        return switch (opcode) {
            case Opcode.LD_W_ABS -> operand == SeccompData.NUMBER || operand == SeccompData.ARCHITECTURE;
            case Opcode.JA, Opcode.JEQ_K, Opcode.JGT_K, Opcode.JGE_K, Opcode.JSET_K, Opcode.AND_K, Opcode.RET_K -> true;
            default -> false;
        };
    }
}
