package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.MappedPages;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import dev.remit.uapi.Uapi;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test's own process stands for the target. */
class RemoteWriterTest {
    private static final MemorySegment MPROTECT = Syscall.libc("mprotect");
    private static final int READ = 1;

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private final RemoteWriter writer = new RemoteWriter(sys, arena);
    private final MappedPages pages = new MappedPages(2);
    private final MemorySegment text = arena.allocateFrom("written");
    private final int length = (int) text.byteSize();
    private final int memory = open("/proc/self/mem", Uapi.O_RDWR());
    private final int map = open("/proc/self/maps", Uapi.O_RDONLY());

    @AfterEach
    void free() {
        sys.invoke(SyscallNumber.CLOSE, memory);
        sys.invoke(SyscallNumber.CLOSE, map);
        pages.close();
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4090, MappedPages.PAGE - 3})
    void shouldWriteWhereThreadItselfMay(int at) {
        assertThat(write(pages.memory().address() + at)).isZero();

        assertThat(pages.memory().getString(at)).isEqualTo("written");
    }

    @Test
    void shouldWriteUpToTheLastMappedByte() {
        assertThat(write(pages.end() - length)).isZero();
    }

    @Test
    void shouldFaultOnRangeThatIsMappedOnlyInPart() {
        assertThat(write(pages.end() - length + 1)).isEqualTo(-Errno.EFAULT);

        assertThat(pages.memory().get(ValueLayout.JAVA_BYTE, pages.memory().byteSize() - 1)).isZero();
    }

    /** The memory file by itself would write there all the same. */
    @Test
    void shouldFaultOnMemoryThatIsReadOnly() {
        protectSecondPage();

        assertThat(write(pages.memory().address() + MappedPages.PAGE)).isEqualTo(-Errno.EFAULT);
        assertThat(write(pages.memory().address() + MappedPages.PAGE - 1)).isEqualTo(-Errno.EFAULT);
        assertThat(pages.memory().get(ValueLayout.JAVA_BYTE, MappedPages.PAGE)).isZero();
        assertThat(pages.memory().get(ValueLayout.JAVA_BYTE, MappedPages.PAGE - 1)).isZero();
        assertThat(sys.invoke(SyscallNumber.PWRITE64, memory, text.address(), length,
                pages.memory().address() + MappedPages.PAGE)).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, -1, -8, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 2})
    void shouldFaultOnAddressThatIsNoMemory(long address) {
        assertThat(write(address)).isEqualTo(-Errno.EFAULT);
    }

    private int write(long address) {
        return writer.write(memory, map, address, text, length);
    }

    private void protectSecondPage() {
        sys.libc(MPROTECT, pages.memory().address() + MappedPages.PAGE, MappedPages.PAGE, READ, 0, 0, 0);
    }

    private int open(String path, int flags) {
        return (int) sys.invoke(SyscallNumber.OPENAT, Uapi.AT_FDCWD(), CString.of(arena, path).address(), flags);
    }
}
