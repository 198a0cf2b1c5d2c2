package dev.remit.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblerTest {
    private final Assembler assembler = new Assembler();

    @Test
    void shouldResolveLabels() {
        Label yes = assembler.label("yes");
        Label no = assembler.label("no");
        Label end = assembler.label("end");
        assembler.load(SeccompData.NUMBER).branch(Comparison.GREATER, 5, yes, no);
        assembler.mark(no).ret(SeccompAction.errno(1));
        assembler.mark(yes).and(3).jump(end).mark(end).ret(SeccompAction.ALLOW);
        assertThat(assembler.assemble().disassemble()).isEqualTo("""
                   0  ld nr
                   1  if a > 0x5 then 3 else 2
                   2  ret errno 1
                   3  and 0x3
                   4  ja 5
                   5  ret allow
                """);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "254, 0", "255, 0", "256, 0", "257, 0", "0, 254", "0, 255", "0, 256", "0, 257", "254, 1",
        "253, 2", "255, 1", "255, 255", "256, 255", "255, 256", "254, 254", "1000, 1000", "1000, 0", "0, 1000"})
    void shouldReachTargetsAtAnyDistance(int near, int far) {
        for (boolean thenIsNear : new boolean[]{true, false}) {
            Assembler distant = new Assembler();
            Label first = distant.label("first");
            Label second = distant.label("second");
            distant.load(SeccompData.NUMBER);
            distant.branch(Comparison.EQUAL, 7, thenIsNear ? first : second, thenIsNear ? second : first);
            fill(distant, near);
            distant.mark(first).load(SeccompData.ARCHITECTURE).ret(1);
            fill(distant, far);
            distant.mark(second).load(SeccompData.ARCHITECTURE).ret(2);
            BpfProgram program = distant.assemble();
            assertThat(BpfSimulator.run(program, SeccompData.call(0, 7)).action()).isEqualTo(thenIsNear ? 1 : 2);
            assertThat(BpfSimulator.run(program, SeccompData.call(0, 8)).action()).isEqualTo(thenIsNear ? 2 : 1);
        }
    }

    private static void fill(Assembler assembler, int count) {
        for (int i = 0; i < count; i++) {
            assembler.and(-1);
        }
    }

    @Test
    void shouldReturnAtOnceWhereFarTargetOnlyReturns() {
        Label far = assembler.label("far");
        Label near = assembler.label("near");
        assembler.load(SeccompData.NUMBER).branch(Comparison.EQUAL, 1, far, near).mark(near);
        fill(assembler, 300);
        assembler.ret(0).mark(far).ret(SeccompAction.ALLOW);
        BpfProgram program = assembler.assemble();
        assertThat(BpfSimulator.run(program, SeccompData.call(0, 1)))
                .isEqualTo(new BpfSimulator.Outcome(SeccompAction.ALLOW, 3, true));
    }

    @Test
    void shouldRefuseLabelsOutOfOrder() {
        Label back = assembler.label("back");
        assembler.mark(back).load(0).jump(back).ret(0);
        assertThatThrownBy(assembler::assemble).hasMessageContaining("back is not marked after a jump to it");
    }

    @Test
    void shouldRefuseLabelThatIsNeverMarked() {
        assembler.load(0).jump(assembler.label("nowhere")).ret(0);
        assertThatThrownBy(assembler::assemble).hasMessageContaining("nowhere is not marked");
        assertThatThrownBy(assembler::assembleOptimized).hasMessageContaining("nowhere is not marked");
    }

    @Test
    void shouldRefuseLabelThatIsMarkedTwice() {
        Label twice = assembler.label("twice");
        assembler.jump(twice).mark(twice).mark(twice).ret(0);
        assertThatThrownBy(assembler::assemble).hasMessageContaining("twice is marked twice");
    }

    @Test
    void shouldRefuseLabelThatNothingFollows() {
        Label end = assembler.label("end");
        assembler.jump(end).mark(end);
        assertThatThrownBy(assembler::assemble).hasMessageContaining("nothing follows the label end");
        assertThatThrownBy(assembler::assembleOptimized).hasMessageContaining("nothing follows the label end");
    }
}
