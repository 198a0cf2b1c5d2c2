package dev.remit.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcPathTest {
    private final Arena arena = Arena.ofConfined();
    private final ProcPath path = new ProcPath(arena);

    @AfterEach
    void free() {
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "9, 9", "10, 10", "99, 99", "100, 100", "4711, 4711", "999999999, 999999999",
        "1000000000, 1000000000", "2147483647, 2147483647", "-1, -", "-100, -", "-2147483648, -"})
    void shouldWriteNumbersInDecimalAndNameNothingForNegativeOnes(int number, String text) {
        assertThat(text(path.ofDescriptor(number))).isEqualTo("/proc/self/fd/" + text);
        assertThat(text(path.ofDescriptor(number, number))).isEqualTo("/proc/" + text + "/fd/" + text);
        assertThat(text(path.ofWorkingDirectory(number))).isEqualTo("/proc/" + text + "/cwd");
        assertThat(text(path.ofStatus(number))).isEqualTo("/proc/" + text + "/status");
    }

    @Test
    void shouldLeaveNothingOfLongerPathBehind() {
        path.ofDescriptor(Integer.MAX_VALUE, Integer.MAX_VALUE);

        assertThat(text(path.ofDescriptor(3))).isEqualTo("/proc/self/fd/3");
    }

    private static String text(long address) {
        return MemorySegment.ofAddress(address).reinterpret(64).getString(0);
    }
}
