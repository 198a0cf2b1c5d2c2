package dev.remit.bpf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Drops a load, or a load with its mask, of what the accumulator holds already on every path there. */
final class DropRedundantLoads implements Optimizer.Pass {
    private static final int WHOLE = -1;

    /** What the accumulator holds: these bits of the word at this offset. */
    private record Content(int offset, int bits) {}

    @Override
    public List<Instruction> apply(List<Instruction> instructions) {
        return new Walk(instructions).result();
    }

    /** One walk from the first to the last instruction: since jumps go forward, all ways to a label are known there. */
    private static final class Walk {
        private final List<Instruction> instructions;
        private final List<Instruction> result = new ArrayList<>();
        private final Map<Label, Arrival> arrivals = new HashMap<>();
        private @Nullable Content content;
        private boolean reached = true;

        /** What the accumulator holds after every jump to a label so far; null if they differ. */
        private record Arrival(@Nullable Content content) {}

        Walk(List<Instruction> instructions) {
            this.instructions = instructions;
        }

        List<Instruction> result() {
            for (int i = 0; i < instructions.size(); i++) {
                Instruction instruction = instructions.get(i);
                if (instruction instanceof Instruction.Load(int offset)) {
                    Content wanted = masked(i, offset);
                    if (wanted != null && wanted.equals(content)) {
                        i++;
                        continue;
                    }
                    if (new Content(offset, WHOLE).equals(content)) {
                        continue;
                    }
                }
                follow(instruction);
                result.add(instruction);
            }
            return result;
        }

        /** What a load and the mask directly after it leave in the accumulator; null if no mask follows. */
        private @Nullable Content masked(int load, int offset) {
            boolean followed = load + 1 < instructions.size();
            return followed && instructions.get(load + 1) instanceof Instruction.And(int bits)
                    ? new Content(offset, bits)
                    : null;
        }

        private void follow(Instruction instruction) {
            switch (instruction) {
                case Instruction.Load(int offset) -> content = new Content(offset, WHOLE);
                case Instruction.And(int bits) -> {
                    Content before = content;
                    content = before == null ? null : new Content(before.offset(), before.bits() & bits);
                }
                case Instruction.Jump(Label target) -> leave(target);
                case Instruction.Branch branch -> {
                    leave(branch.then());
                    leave(branch.otherwise());
                }
                case Instruction.Mark(Label label) -> arrive(label);
                case Instruction.Return _ -> reached = false;
            }
            reached = instruction instanceof Instruction.Mark || (reached && Flow.runsOn(instruction));
        }

        private void leave(Label target) {
            Arrival before = arrivals.get(target);
            boolean agrees = before == null || (before.content() != null && before.content().equals(content));
            arrivals.put(target, new Arrival(agrees ? content : null));
        }

        private void arrive(Label label) {
            Arrival arrival = arrivals.get(label);
            if (!reached) {
                content = arrival == null ? null : arrival.content();
            } else if (arrival != null && (content == null || !content.equals(arrival.content()))) {
                content = null;
            }
        }
    }
}
