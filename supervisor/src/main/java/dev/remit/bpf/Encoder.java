package dev.remit.bpf;

import java.util.Arrays;

/**
 * Encodes a program from the last instruction to the first: jumps only go forward, so the distance to every target is
 * known when the jump is encoded, and one pass settles everything.
 */
final class Encoder {
    /** What eight bits can count. */
    private static final int FARTHEST = 255;
    private static final int UNMARKED = -1;

    private final Code code;
    /** For each label, how many instructions there are from it to the end. */
    private final int[] places;
    private long[] reversed = new long[1024];
    private int count;

    Encoder(Code code) {
        this.code = code;
        places = new int[code.labels()];
        Arrays.fill(places, UNMARKED);
    }

    BpfProgram encode() {
        for (int i = code.size() - 1; i >= 0; i--) {
            encode(code.get(i));
        }
        long[] encoded = new long[count];
        for (int i = 0; i < count; i++) {
            encoded[i] = reversed[count - 1 - i];
        }
        return BpfProgram.of(encoded);
    }

    private void encode(Instruction instruction) {
        if (instruction instanceof Instruction.Branch branch) {
            encodeBranch(branch);
        } else if (instruction instanceof Instruction.Mark(Label label)) {
            places[label.index()] = count;
        } else if (instruction instanceof Instruction.Load(int offset)) {
            emit(BpfProgram.encode(Opcode.LD_W_ABS, offset));
        } else if (instruction instanceof Instruction.And(int bits)) {
            emit(BpfProgram.encode(Opcode.AND_K, bits));
        } else if (instruction instanceof Instruction.Return(int action)) {
            emit(BpfProgram.encode(Opcode.RET_K, action));
        } else if (instruction instanceof Instruction.Jump(Label target)) {
            emit(BpfProgram.encode(Opcode.JA, distance(target)));
        }
    }

    private void encodeBranch(Instruction.Branch branch) {
        int then = distance(branch.then());
        int otherwise = distance(branch.otherwise());
        // A step for the other side pushes this target one further away.
        boolean pushedTooFar = otherwise == FARTHEST && then > FARTHEST;
        if (otherwise > FARTHEST || pushedTooFar) {
            emitStep(otherwise);
            then++;
            otherwise = 0;
        }
        if (then > FARTHEST) {
            emitStep(then);
            then = 0;
            otherwise++;
        }
        emit(BpfProgram.encode(branch.comparison().opcode(), then, otherwise, branch.operand()));
    }

    /** A stepping stone to a far target; if that only returns, returning at once is as short. */
    private void emitStep(int distance) {
        long target = reversed[count - 1 - distance];
        boolean returns = ((int) target & 0xFFFF) == Opcode.RET_K;
        emit(returns ? target : BpfProgram.encode(Opcode.JA, distance));
    }

    /** How many instructions a jump that is encoded next would skip. */
    private int distance(Label target) {
        int place = places[target.index()];
        if (place == UNMARKED) {
            throw new InvalidProgramException("the label " + target + " is not marked after a jump to it");
        }
        if (place == 0) {
            throw new InvalidProgramException("nothing follows the label " + target);
        }
        return count - place;
    }

    private void emit(long encoded) {
        if (count == reversed.length) {
            reversed = Arrays.copyOf(reversed, 2 * count);
        }
        reversed[count++] = encoded;
    }
}
