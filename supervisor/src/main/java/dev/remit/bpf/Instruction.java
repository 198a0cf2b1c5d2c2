package dev.remit.bpf;

/**
 * One instruction before assembly.
 *
 * <p>Filters are assembled while a program waits to be started, so the code that handles instructions asks with
 * {@code instanceof} instead of pattern switches, whose first use costs milliseconds.
 */
sealed interface Instruction {
    /** Whether execution goes on with the next instruction. */
    boolean runsOn();

    /** Loads a 32-bit word of {@code struct seccomp_data} at a byte offset, as {@link SeccompData} names them. */
    record Load(int offset) implements Instruction {
        @Override
        public boolean runsOn() {
            return true;
        }
    }

    /** Keeps only these bits of the accumulator. */
    record And(int bits) implements Instruction {
        @Override
        public boolean runsOn() {
            return true;
        }
    }

    record Jump(Label target) implements Instruction {
        @Override
        public boolean runsOn() {
            return false;
        }
    }

    record Branch(Comparison comparison, int operand, Label then, Label otherwise) implements Instruction {
        @Override
        public boolean runsOn() {
            return false;
        }
    }

    /** Ends the program with a {@link SeccompAction}. */
    record Return(int action) implements Instruction {
        @Override
        public boolean runsOn() {
            return false;
        }
    }

    /** The place that a label names; becomes no code. */
    record Mark(Label label) implements Instruction {
        @Override
        public boolean runsOn() {
            return true;
        }
    }
}
