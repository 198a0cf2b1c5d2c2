package dev.remit.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfSimulatorTest {
    private static final int ARCHITECTURE = 0xC00000B7;

    private static int run(SeccompData data, long... instructions) {
        return BpfSimulator.run(BpfProgram.of(instructions), data).action();
    }

    @Test
    void shouldSeeEveryWordOfTheCall() {
        SeccompData data = SeccompData.call(ARCHITECTURE, 57, 0x1122334455667788L, -2L, 3, 4, 5, 0x8000000000000006L);
        int[] expected = {57, ARCHITECTURE, 0, 0, 0x55667788, 0x11223344, -2, -1, 3, 0, 4, 0, 5, 0, 6, 0x80000000};
        for (int word = 0; word < expected.length; word++) {
            assertThat(run(data, BpfProgram.encode(Opcode.LD_W_ABS, 4 * word), BpfProgram.encode(Opcode.RET_A, 0)))
                    .isEqualTo(expected[word]);
        }
    }

    @ParameterizedTest
    @CsvSource({"0x04, 5, -1, 4", "0x14, 3, 5, -2", "0x24, 0x10000, 0x10000, 0", "0x34, -1, 2, 0x7FFFFFFF",
        "0x34, 7, 2, 3", "0x44, 5, 10, 15", "0x54, 13, 7, 5", "0x64, 1, 31, -2147483648", "0x74, -1, 28, 15",
        "0xA4, 6, 3, 5"})
    void shouldComputeInUnsignedWords(String opcode, String left, String right, String expected) {
        int code = Integer.decode(opcode);
        int operand = Integer.decode(right);
        SeccompData none = SeccompData.call(0, 0);
        assertThat(run(none, BpfProgram.encode(Opcode.LD_IMM, Integer.decode(left)), BpfProgram.encode(code, operand),
                BpfProgram.encode(Opcode.RET_A, 0))).isEqualTo(Integer.decode(expected));
        assertThat(run(none, BpfProgram.encode(Opcode.LDX_IMM, operand),
                BpfProgram.encode(Opcode.LD_IMM, Integer.decode(left)), BpfProgram.encode(code | Opcode.X, 0),
                BpfProgram.encode(Opcode.RET_A, 0))).isEqualTo(Integer.decode(expected));
    }

    @ParameterizedTest
    @CsvSource({"0x15, 7, 7, true", "0x15, 7, 8, false", "0x25, -1, 1, true", "0x25, 1, -1, false", "0x25, 7, 7, false",
        "0x35, 7, 7, true", "0x35, 0, -1, false", "0x35, -2147483648, 2147483647, true", "0x45, 6, 2, true",
        "0x45, 6, 9, false", "0x45, -1, -2147483648, true"})
    void shouldCompareUnsigned(String opcode, int left, int right, boolean expected) {
        int code = Integer.decode(opcode);
        SeccompData none = SeccompData.call(0, 0);
        int answer = run(none, BpfProgram.encode(Opcode.LD_IMM, left), BpfProgram.encode(code, 0, 1, right),
                BpfProgram.encode(Opcode.RET_K, 1), BpfProgram.encode(Opcode.RET_K, 2));
        assertThat(answer).isEqualTo(expected ? 1 : 2);
        int byRegister = run(none, BpfProgram.encode(Opcode.LDX_IMM, right), BpfProgram.encode(Opcode.LD_IMM, left),
                BpfProgram.encode(code | Opcode.X, 0, 1, 0), BpfProgram.encode(Opcode.RET_K, 1),
                BpfProgram.encode(Opcode.RET_K, 2));
        assertThat(byRegister).isEqualTo(answer);
    }

    @Test
    void shouldEndWithZeroWhenRegisterDividesByZero() {
        assertThat(run(SeccompData.call(0, 0), BpfProgram.encode(Opcode.LDX_IMM, 0),
                BpfProgram.encode(Opcode.LD_IMM, 9), BpfProgram.encode(Opcode.DIV_K | Opcode.X, 0),
                BpfProgram.encode(Opcode.RET_K, SeccompAction.ALLOW))).isEqualTo(SeccompAction.KILL_THREAD);
    }

    @Test
    void shouldShiftByRegisterModuloWordSize() {
        assertThat(run(SeccompData.call(0, 0), BpfProgram.encode(Opcode.LDX_IMM, 33),
                BpfProgram.encode(Opcode.LD_IMM, 1), BpfProgram.encode(Opcode.LSH_K | Opcode.X, 0),
                BpfProgram.encode(Opcode.RET_A, 0))).isEqualTo(2);
    }

    @Test
    void shouldKeepRegistersAndMemoryApart() {
        assertThat(run(SeccompData.call(0, 11), BpfProgram.encode(Opcode.LD_W_ABS, 0),
                BpfProgram.encode(Opcode.ST, 15), BpfProgram.encode(Opcode.TAX, 0),
                BpfProgram.encode(Opcode.STX, 0), BpfProgram.encode(Opcode.LD_W_LEN, 0),
                BpfProgram.encode(Opcode.ADD_K | Opcode.X, 0), BpfProgram.encode(Opcode.LDX_MEM, 15),
                BpfProgram.encode(Opcode.SUB_K | Opcode.X, 0), BpfProgram.encode(Opcode.NEG, 0),
                BpfProgram.encode(Opcode.LDX_W_LEN, 0), BpfProgram.encode(Opcode.TXA, 0),
                BpfProgram.encode(Opcode.LDX_MEM, 0), BpfProgram.encode(Opcode.ADD_K | Opcode.X, 0),
                BpfProgram.encode(Opcode.RET_A, 0))).isEqualTo(64 + 11);
    }

    @Test
    void shouldTellWhatKernelRemembers() {
        SeccompData data = SeccompData.call(ARCHITECTURE, 3);
        BpfProgram byNumber = BpfProgram.of(BpfProgram.encode(Opcode.LD_W_ABS, 0),
                BpfProgram.encode(Opcode.JEQ_K, 0, 1, 3), BpfProgram.encode(Opcode.RET_K, SeccompAction.ALLOW),
                BpfProgram.encode(Opcode.LD_W_ABS, 16), BpfProgram.encode(Opcode.RET_K, SeccompAction.ALLOW));
        assertThat(BpfSimulator.run(byNumber, data))
                .isEqualTo(new BpfSimulator.Outcome(SeccompAction.ALLOW, 3, true));
        assertThat(BpfSimulator.run(byNumber, SeccompData.call(ARCHITECTURE, 4)))
                .isEqualTo(new BpfSimulator.Outcome(SeccompAction.ALLOW, 4, false));
    }
}
