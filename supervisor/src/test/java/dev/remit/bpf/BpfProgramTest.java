package dev.remit.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BpfProgramTest {
    private static final long RETURN = BpfProgram.encode(Opcode.RET_K, SeccompAction.ALLOW);

    @Test
    void shouldLayOutInstructionsAsSockFilterDoes() {
        BpfProgram program = BpfProgram.of(BpfProgram.encode(Opcode.JEQ_K, 1, 0, 0xC000003E), RETURN, RETURN);
        assertThat(Arrays.copyOf(program.bytes(), 16)).containsExactly(0x15, 0, 1, 0, 0x3E, 0, 0, 0xC0, 0x06, 0, 0, 0,
                0, 0, 0xFF, 0x7F);
        assertThat(program.bytes()).hasSize(24);
        assertThat(BpfProgram.ofBytes(program.bytes())).isEqualTo(program).hasSameHashCodeAs(program);
    }

    @Test
    void shouldRefuseBytesThatAreNoWholeInstructions() {
        assertThatThrownBy(() -> BpfProgram.ofBytes(new byte[12])).isInstanceOf(InvalidProgramException.class)
                .hasMessageContaining("multiple of 8");
    }

    @Test
    void shouldRefuseEmptyAndOversizedPrograms() {
        long[] largest = new long[BpfProgram.MAX_SIZE];
        Arrays.fill(largest, RETURN);
        assertThat(BpfProgram.of(largest).size()).isEqualTo(4096);
        assertThatThrownBy(() -> BpfProgram.of(Arrays.copyOf(largest, 0))).hasMessageContaining("0 instructions");
        long[] larger = Arrays.copyOf(largest, 4097);
        larger[4096] = RETURN;
        assertThatThrownBy(() -> BpfProgram.of(larger)).hasMessageContaining("4097 instructions");
    }

    @Test
    void shouldRefuseProgramThatRunsOffItsEnd() {
        refuse("does not end with a return", BpfProgram.encode(Opcode.LD_W_ABS, 0));
        refuse("does not end with a return", RETURN, BpfProgram.encode(Opcode.TAX, 0));
    }

    @Test
    void shouldRefuseJumpsPastTheEnd() {
        refuse("instruction 0: it jumps past the end", BpfProgram.encode(Opcode.JA, 1), RETURN);
        refuse("instruction 0: it jumps past the end", BpfProgram.encode(Opcode.JA, -1), RETURN);
        refuse("instruction 0: it jumps past the end", BpfProgram.encode(Opcode.JEQ_K, 1, 0, 0), RETURN);
        refuse("instruction 0: it jumps past the end", BpfProgram.encode(Opcode.JSET_K | Opcode.X, 0, 1, 0), RETURN);
        assertThat(BpfProgram.of(BpfProgram.encode(Opcode.JA, 0), RETURN).size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 62, 64, 68, -4})
    void shouldRefuseLoadsThatAreNotWordsOfTheCall(int offset) {
        refuse("there is no word at offset", BpfProgram.encode(Opcode.LD_W_ABS, offset), RETURN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x28, 0x30, 0x40, 0x94, 0x9C, 0x55, 0xB1, 0x8C, 0xFF, 0x120, 0x0E})
    void shouldRefuseOpcodesThatSeccompDoesNotPermit(int opcode) {
        refuse("is not permitted", BpfProgram.encode(opcode, 0), RETURN);
    }

    @Test
    void shouldRefuseArithmeticThatIsCertainToFail() {
        refuse("it divides by zero", BpfProgram.encode(Opcode.DIV_K, 0), RETURN);
        refuse("it shifts by 32", BpfProgram.encode(Opcode.LSH_K, 32), RETURN);
        refuse("it shifts by 4294967295", BpfProgram.encode(Opcode.RSH_K, -1), RETURN);
    }

    @Test
    void shouldRefuseMemoryThatMayNeverHaveBeenWritten() {
        refuse("there is no memory word 16", BpfProgram.encode(Opcode.ST, 16), RETURN);
        refuse("memory word 3 may never", BpfProgram.encode(Opcode.LD_MEM, 3), RETURN);
        refuse("instruction 2: memory word 3 may never", BpfProgram.encode(Opcode.JEQ_K, 1, 0, 7),
                BpfProgram.encode(Opcode.ST, 3), BpfProgram.encode(Opcode.LDX_MEM, 3), RETURN);
        BpfProgram written = BpfProgram.of(BpfProgram.encode(Opcode.JEQ_K, 1, 0, 7), BpfProgram.encode(Opcode.JA, 1),
                BpfProgram.encode(Opcode.JA, 0), BpfProgram.encode(Opcode.STX, 3), BpfProgram.encode(Opcode.LD_MEM, 3),
                RETURN);
        assertThat(written.size()).isEqualTo(6);
    }

    private static void refuse(String why, long... instructions) {
        assertThatThrownBy(() -> BpfProgram.of(instructions)).isInstanceOf(InvalidProgramException.class)
                .hasMessageContaining(why);
    }

    @Test
    void shouldDisassembleForPeople() {
        BpfProgram program = BpfProgram.of(BpfProgram.encode(Opcode.LD_W_ABS, SeccompData.ARCHITECTURE),
                BpfProgram.encode(Opcode.JEQ_K, 0, 1, 0xC000003E), BpfProgram.encode(Opcode.JA, 1),
                BpfProgram.encode(Opcode.RET_K, SeccompAction.KILL_PROCESS),
                BpfProgram.encode(Opcode.LD_W_ABS, SeccompData.high(5)), BpfProgram.encode(Opcode.AND_K, 15),
                BpfProgram.encode(Opcode.JSET_K | Opcode.X, 1, 0, 0), BpfProgram.encode(Opcode.RSH_K | Opcode.X, 0),
                BpfProgram.encode(Opcode.ST, 2), BpfProgram.encode(Opcode.RET_K, SeccompAction.errno(38)));
        assertThat(program.disassemble()).isEqualTo("""
                   0  ld arch
                   1  if a == 0xc000003e then 2 else 3
                   2  ja 4
                   3  ret kill process
                   4  ld args[5].high
                   5  and 0xf
                   6  if a & x then 8 else 7
                   7  rsh x
                   8  st M[2]
                   9  ret errno 38
                """);
    }
}
