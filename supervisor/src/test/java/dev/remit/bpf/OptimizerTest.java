package dev.remit.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OptimizerTest {
    private final Assembler assembler = new Assembler();

    private String optimized() {
        return assembler.assembleOptimized().disassemble();
    }

    @Test
    void shouldThreadJumpsThatOnlyLeadOn() {
        Label first = assembler.label("first");
        Label second = assembler.label("second");
        Label third = assembler.label("third");
        assembler.load(0).branch(Comparison.EQUAL, 1, first, third);
        assembler.mark(first).jump(second).mark(third).ret(SeccompAction.errno(3)).mark(second)
                .ret(SeccompAction.errno(2));
        assertThat(optimized()).isEqualTo("""
                   0  ld nr
                   1  if a == 0x1 then 3 else 2
                   2  ret errno 3
                   3  ret errno 2
                """);
    }

    @Test
    void shouldSettleBranchThatRepeatsTheOneBefore() {
        Label again = assembler.label("again");
        Label yes = assembler.label("yes");
        Label no = assembler.label("no");
        assembler.load(0).branch(Comparison.ANY_BIT, 4, again, no);
        assembler.mark(again).branch(Comparison.ANY_BIT, 4, yes, no);
        assembler.mark(yes).ret(SeccompAction.ALLOW).mark(no).ret(SeccompAction.USER_NOTIF);
        assertThat(optimized()).isEqualTo("""
                   0  ld nr
                   1  if a & 0x4 then 2 else 3
                   2  ret allow
                   3  ret notify
                """);
    }

    @Test
    void shouldFoldBranchesWithOneOutcome() {
        Label one = assembler.label("one");
        Label other = assembler.label("other");
        assembler.load(0).branch(Comparison.GREATER_OR_EQUAL, 0, one, other);
        assembler.mark(other).ret(SeccompAction.KILL_PROCESS).mark(one).ret(SeccompAction.ALLOW);
        assertThat(optimized()).isEqualTo("""
                   0  ld nr
                   1  ret allow
                """);
    }

    @Test
    void shouldMergeReturnsWithOneAction() {
        Label a = assembler.label("a");
        Label b = assembler.label("b");
        Label c = assembler.label("c");
        assembler.load(0).branch(Comparison.EQUAL, 1, a, b);
        assembler.mark(b).branch(Comparison.EQUAL, 2, c, a);
        assembler.mark(a).ret(SeccompAction.ALLOW).mark(c).ret(SeccompAction.ALLOW);
        assertThat(optimized()).isEqualTo("""
                   0  ld nr
                   1  ret allow
                """);
    }

    @Test
    void shouldDropLoadOfWhatIsHeldAlready() {
        Label yes = assembler.label("yes");
        Label no = assembler.label("no");
        Label second = assembler.label("second");
        Label whole = assembler.label("whole");
        Label last = assembler.label("last");
        assembler.load(16).and(0xFF00).branch(Comparison.EQUAL, 0x100, yes, second);
        assembler.mark(second).load(16).and(0xFF00).branch(Comparison.EQUAL, 0x200, yes, whole);
        assembler.mark(whole).load(16).branch(Comparison.EQUAL, 0x301, yes, last);
        assembler.mark(last).load(16).branch(Comparison.EQUAL, 0x401, yes, no);
        assembler.mark(no).ret(SeccompAction.USER_NOTIF).mark(yes).ret(SeccompAction.ALLOW);
        assertThat(optimized()).isEqualTo("""
                   0  ld args[0].low
                   1  and 0xff00
                   2  if a == 0x100 then 8 else 3
                   3  if a == 0x200 then 8 else 4
                   4  ld args[0].low
                   5  if a == 0x301 then 8 else 6
                   6  if a == 0x401 then 8 else 7
                   7  ret notify
                   8  ret allow
                """);
    }

    @Test
    void shouldKeepLoadWhereWaysThereHoldDifferentWords() {
        Label other = assembler.label("other");
        Label both = assembler.label("both");
        Label yes = assembler.label("yes");
        Label no = assembler.label("no");
        assembler.load(16).branch(Comparison.EQUAL, 1, both, other);
        assembler.mark(other).load(24);
        assembler.mark(both).load(16).branch(Comparison.EQUAL, 2, yes, no);
        assembler.mark(no).ret(SeccompAction.USER_NOTIF).mark(yes).ret(SeccompAction.ALLOW);
        assertThat(assembler.assembleOptimized().size()).isEqualTo(7);
    }

    @Test
    void shouldKeepMeaningOfRandomPrograms() {
        SplittableRandom random = new SplittableRandom(4_096);
        for (int round = 0; round < 3_000; round++) {
            Assembler program = randomProgram(random, 1 + random.nextInt(60));
            BpfProgram plain = program.assemble();
            BpfProgram better = program.assembleOptimized();
            assertThat(better.size()).isLessThanOrEqualTo(plain.size());
            for (int run = 0; run < 20; run++) {
                SeccompData data = SeccompData.call(random.nextInt(4), random.nextInt(6), random.nextInt(10),
                        random.nextLong());
                BpfSimulator.Outcome expected = BpfSimulator.run(plain, data);
                BpfSimulator.Outcome actual = BpfSimulator.run(better, data);
                if (actual.action() != expected.action() || actual.steps() > expected.steps()) {
                    throw new AssertionError(data + "\n" + plain.disassemble() + "becomes\n" + better.disassemble());
                }
            }
        }
    }

    /** Blocks that load, mask, and go to blocks after them. */
    private static Assembler randomProgram(SplittableRandom random, int blocks) {
        Assembler program = new Assembler();
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            labels.add(program.label("block " + i));
        }
        Comparison[] comparisons = Comparison.values();
        for (int i = 0; i < blocks; i++) {
            program.mark(labels.get(i));
            for (int count = random.nextInt(3); count > 0; count--) {
                program.load(4 * random.nextInt(6));
                if (random.nextBoolean()) {
                    program.and(random.nextBoolean() ? 3 : 6);
                }
            }
            int choice = i == blocks - 1 ? 0 : random.nextInt(10);
            if (choice < 2) {
                program.ret(random.nextInt(3));
            } else if (choice < 4) {
                program.jump(later(random, labels, i));
            } else if (choice < 9) {
                program.branch(comparisons[random.nextInt(comparisons.length)], random.nextInt(5),
                        later(random, labels, i), later(random, labels, i));
            }
        }
        return program;
    }

    private static Label later(SplittableRandom random, List<Label> labels, int from) {
        int reach = Math.min(labels.size() - from - 1, random.nextBoolean() ? 3 : labels.size());
        return labels.get(from + 1 + random.nextInt(reach));
    }
}
