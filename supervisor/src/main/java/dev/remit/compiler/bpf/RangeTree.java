package dev.remit.compiler.bpf;

import dev.remit.bpf.Assembler;
import dev.remit.bpf.Comparison;
import dev.remit.bpf.Label;
import java.util.ArrayList;
import java.util.List;

/**
 * Compiles a function from 32-bit unsigned numbers to labels into a tree of comparisons. Neighbours with the same label
 * are merged, and each comparison halves the expected weight, so that what comes often is found early.
 */
final class RangeTree {
    /** The largest number. */
    static final long LAST = 0xFFFF_FFFFL;

    private final List<Range> ranges = new ArrayList<>();
    private long next;

    private record Range(long low, Label target, long weight) {}

    /**
     * Appends the numbers from where the last call ended; none if it ended at {@code high}.
     *
     * @param high the last number with this label
     * @param weight how often the numbers come, in any unit
     */
    void addUpTo(long high, Label target, long weight) {
        if (high < next - 1 || high > LAST) {
            throw new IllegalArgumentException("numbers up to " + high + " after " + (next - 1));
        }
        if (high == next - 1) {
            return;
        }
        Range last = ranges.isEmpty() ? null : ranges.getLast();
        if (last != null && last.target() == target) {
            ranges.set(ranges.size() - 1, new Range(last.low(), target, last.weight() + weight));
        } else {
            ranges.add(new Range(next, target, weight));
        }
        next = high + 1;
    }

    /** Emits the comparisons; the accumulator holds the number. Every number must have its label. */
    void emit(Assembler assembler) {
        if (next != LAST + 1) {
            throw new IllegalStateException("no label from " + next + " on");
        }
        long[] weightBefore = new long[ranges.size() + 1];
        for (int i = 0; i < ranges.size(); i++) {
            weightBefore[i + 1] = weightBefore[i] + 1 + ranges.get(i).weight();
        }
        emit(assembler, weightBefore, 0, ranges.size());
    }

    /** Emits the decision among the ranges from {@code from} to before {@code to}. */
    private void emit(Assembler assembler, long[] weightBefore, int from, int to) {
        if (to - from == 1) {
            assembler.jump(ranges.get(from).target());
            return;
        }
        int middle = middle(weightBefore, from, to);
        boolean belowIsDecided = middle - from == 1;
        boolean aboveIsDecided = to - middle == 1;
        Label below = belowIsDecided ? ranges.get(from).target() : assembler.label("below");
        Label above = aboveIsDecided ? ranges.get(middle).target() : assembler.label("above");
        assembler.branch(Comparison.GREATER_OR_EQUAL, (int) ranges.get(middle).low(), above, below);
        if (!belowIsDecided) {
            assembler.mark(below);
            emit(assembler, weightBefore, from, middle);
        }
        if (!aboveIsDecided) {
            assembler.mark(above);
            emit(assembler, weightBefore, middle, to);
        }
    }

    /** Where both sides weigh as nearly the same as they can. */
    private static int middle(long[] weightBefore, int from, int to) {
        long sum = weightBefore[from] + weightBefore[to];
        int best = from + 1;
        for (int i = from + 1; i < to; i++) {
            if (Math.abs(2 * weightBefore[i] - sum) < Math.abs(2 * weightBefore[best] - sum)) {
                best = i;
            }
        }
        return best;
    }
}
