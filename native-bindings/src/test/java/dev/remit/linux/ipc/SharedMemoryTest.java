package dev.remit.linux.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Errno;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {
    private static final int SIZE = 12_345;
    private static final int READ_ONLY = 010000;

    @Test
    void shouldReadWhatTheKernelSaysOfSegment() {
        try (Arena arena = Arena.ofConfined()) {
            Syscall sys = new Syscall(arena);
            SharedMemory memory = new SharedMemory(sys, arena);
            int number = memory.make(SIZE, 0600);
            assertThat(number).isNotNegative();
            long attached = sys.invoke(SyscallNumber.SHMAT, number, 0, READ_ONLY);
            try {
                assertThat(memory.look(number)).isZero();
                assertThat(memory.size()).isEqualTo(SIZE);
                assertThat(memory.creator()).isEqualTo((int) ProcessHandle.current().pid());
                assertThat(memory.isRemoved()).isFalse();
            } finally {
                assertThat(memory.remove(number)).isZero();
            }
            assertThat(memory.look(number)).isZero();
            assertThat(memory.isRemoved()).isTrue();
            assertThat(sys.invoke(SyscallNumber.SHMDT, attached)).isZero();
            assertThat(memory.look(number)).isNegative();
        }
    }

    @Test
    void shouldAnswerWhyThereIsNoSegment() {
        try (Arena arena = Arena.ofConfined()) {
            SharedMemory memory = new SharedMemory(new Syscall(arena), arena);
            assertThat(memory.make(0, 0600)).isEqualTo(-Errno.EINVAL);
            assertThat(memory.look(-1)).isEqualTo(-Errno.EINVAL);
            assertThat(memory.remove(-1)).isEqualTo(-Errno.EINVAL);
        }
    }
}
