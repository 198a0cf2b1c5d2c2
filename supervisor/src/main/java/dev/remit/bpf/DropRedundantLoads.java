package dev.remit.bpf;

import java.util.Arrays;

/**
 * Drops a load, or a load with its mask, of what the accumulator holds already on every path there. One walk suffices:
 * since jumps go forward, all ways to a label are known when the walk comes to it.
 */
final class DropRedundantLoads implements Optimizer.Pass {
    private static final int WHOLE = -1;
    /** The accumulator holds one of several things. */
    private static final long UNKNOWN = -1;
    /** No way leads here. */
    private static final long UNREACHED = -2;

    @Override
    public Code apply(Code code) {
        Rewrite rewrite = new Rewrite(code);
        long[] arrivals = new long[code.labels()];
        Arrays.fill(arrivals, UNREACHED);
        long held = UNKNOWN;
        for (int i = 0; i < code.size(); i++) {
            Instruction instruction = code.get(i);
            if (instruction instanceof Instruction.Load(int offset)) {
                if (i + 1 < code.size() && code.get(i + 1) instanceof Instruction.And(int bits)
                        && held == content(offset, bits)) {
                    rewrite.drop();
                    rewrite.drop();
                    i++;
                    continue;
                }
                if (held == content(offset, WHOLE)) {
                    rewrite.drop();
                    continue;
                }
            }
            rewrite.keep(instruction);
            held = after(instruction, held, arrivals);
        }
        return rewrite.result();
    }

    /** What the accumulator holds: some bits of the word at an offset. */
    private static long content(int offset, int bits) {
        return (long) offset << 32 | Integer.toUnsignedLong(bits);
    }

    private static long after(Instruction instruction, long held, long[] arrivals) {
        if (instruction instanceof Instruction.Load(int offset)) {
            return content(offset, WHOLE);
        }
        if (instruction instanceof Instruction.And(int bits)) {
            return held < 0 ? held : content((int) (held >>> 32), (int) held & bits);
        }
        if (instruction instanceof Instruction.Mark(Label label)) {
            return meet(held, arrivals[label.index()]);
        }
        if (instruction instanceof Instruction.Jump(Label target)) {
            arrivals[target.index()] = meet(arrivals[target.index()], held);
        } else if (instruction instanceof Instruction.Branch(Comparison _, int _, Label then, Label otherwise)) {
            arrivals[then.index()] = meet(arrivals[then.index()], held);
            arrivals[otherwise.index()] = meet(arrivals[otherwise.index()], held);
        }
        return UNREACHED;
    }

    private static long meet(long one, long other) {
        if (one == UNREACHED || one == other) {
            return other;
        }
        return other == UNREACHED ? one : UNKNOWN;
    }
}
