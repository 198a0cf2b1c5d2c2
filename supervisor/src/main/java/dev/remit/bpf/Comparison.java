package dev.remit.bpf;

/** How a branch compares the accumulator, as an unsigned number, with a constant. */
public enum Comparison {
    EQUAL(Opcode.JEQ_K, "=="),
    GREATER(Opcode.JGT_K, ">"),
    GREATER_OR_EQUAL(Opcode.JGE_K, ">="),
    /** Whether they have any bit in common. */
    ANY_BIT(Opcode.JSET_K, "&");

    private final int opcode;
    private final String symbol;

    Comparison(int opcode, String symbol) {
        this.opcode = opcode;
        this.symbol = symbol;
    }

    int opcode() {
        return opcode;
    }

    String symbol() {
        return symbol;
    }

    /** Whether the comparison holds. */
    public boolean holds(int accumulator, int operand) {
        return switch (this) {
            case EQUAL -> accumulator == operand;
            case GREATER -> Integer.compareUnsigned(accumulator, operand) > 0;
            case GREATER_OR_EQUAL -> Integer.compareUnsigned(accumulator, operand) >= 0;
            case ANY_BIT -> (accumulator & operand) != 0;
        };
    }
}
