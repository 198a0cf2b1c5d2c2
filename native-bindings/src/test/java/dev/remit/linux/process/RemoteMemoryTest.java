package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.CString;
import dev.remit.linux.Errno;
import dev.remit.linux.MappedPages;
import dev.remit.linux.Syscall;
import dev.remit.linux.SyscallNumber;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The test's own thread stands for the target. */
class RemoteMemoryTest {
    private static final int PATH_MAX = 4096;
    private static final int SMALL_PAGE = 4096;

    private final Arena arena = Arena.ofConfined();
    private final Syscall sys = new Syscall(arena);
    private final RemoteMemory remote = new RemoteMemory(sys, arena);
    private final MemorySegment buffer = arena.allocate(3L * MappedPages.PAGE, 8);
    private final int self = (int) sys.invoke(SyscallNumber.GETTID, 0);
    private final MappedPages pages = new MappedPages(2);

    @AfterEach
    void free() {
        pages.close();
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 8, 9, 15, 16, 17, 254, 255, 256, 257, 511, 4000, 4094, 4095})
    void shouldReadStringThatEndsJustBeforeUnmappedPage(int length) {
        String text = letters(length);

        assertThat(read(putAtEnd(text), PATH_MAX)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 255, 256, 257, 3000})
    void shouldReadStringThatSpansPages(int before) {
        String text = letters(4000);
        long at = (long) SMALL_PAGE - before;
        pages.memory().setString(at, text);

        assertThat(read(pages.memory().address() + at, PATH_MAX)).isEqualTo(text);
    }

    @Test
    void shouldStopAtFirstNul() {
        pages.memory().setString(0, "first");
        pages.memory().setString(6, "second");

        assertThat(read(pages.memory().address(), PATH_MAX)).isEqualTo("first");
    }

    @Test
    void shouldReadBytesThatAreNotAscii() {
        // Bytes with the high bit set, and 0x01 beside NUL, are what a careless search for zeros trips over.
        MemorySegment.copy(new byte[]{(byte) 0x80, (byte) 0xff, 1, (byte) 0x81, 1, 0, 1}, 0, pages.memory(),
                ValueLayout.JAVA_BYTE, 0, 7);

        assertThat(remote.readString(self, pages.memory().address(), buffer, PATH_MAX)).isEqualTo(5);
        assertThat(buffer.asSlice(0, 5).toArray(ValueLayout.JAVA_BYTE))
                .containsExactly(0x80, 0xff, 1, 0x81, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 255, 256, 257, 4095, 4096})
    void shouldRefuseStringBeyondLimit(int limit) {
        pages.memory().setString(0, letters(limit));
        assertThat(remote.readString(self, pages.memory().address(), buffer, limit)).isEqualTo(-Errno.ENAMETOOLONG);

        pages.memory().setString(0, letters(limit - 1));
        assertThat(read(pages.memory().address(), limit)).isEqualTo(letters(limit - 1));
    }

    @Test
    void shouldWriteNothingBeyondLimit() {
        pages.memory().setString(0, letters(8000));
        buffer.fill((byte) '#');

        remote.readString(self, pages.memory().address(), buffer, 300);

        assertThat(buffer.get(ValueLayout.JAVA_BYTE, 299)).isNotEqualTo((byte) '#');
        assertThat(buffer.get(ValueLayout.JAVA_BYTE, 300)).isEqualTo((byte) '#');
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 4095})
    void shouldFaultOnStringThatRunsIntoUnmappedPage(int length) {
        long start = pages.memory().byteSize() - length;
        pages.memory().asSlice(start).fill((byte) 'x');

        assertThat(remote.readString(self, pages.memory().address() + start, buffer, PATH_MAX))
                .isEqualTo(-Errno.EFAULT);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void shouldFaultOnAddressThatIsNoMemory(long address) {
        assertThat(remote.readString(self, address, buffer, PATH_MAX)).isEqualTo(-Errno.EFAULT);
        assertThat(remote.read(self, address, buffer, 16)).isEqualTo(-Errno.EFAULT);
    }

    @Test
    void shouldReadBlocksAcrossPagesUpToTheLastByte() {
        MemorySegment all = pages.memory();
        for (int i = 0; i < all.byteSize(); i++) {
            all.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31));
        }
        int length = (int) all.byteSize() - 3;

        assertThat(remote.read(self, all.address() + 3, buffer, length)).isEqualTo(length);
        assertThat(all.asSlice(3).mismatch(buffer.asSlice(0, length))).isEqualTo(-1);
    }

    @Test
    void shouldFaultOnBlockThatIsMappedOnlyInPart() {
        assertThat(remote.read(self, pages.end() - 4, buffer, 8)).isEqualTo(-Errno.EFAULT);
    }

    @Test
    void shouldReadNothingForLengthZero() {
        assertThat(remote.read(self, 0, buffer, 0)).isZero();
    }

    @Test
    void shouldSayThatTargetIsGone() {
        int nobody = Integer.MAX_VALUE;

        assertThat(remote.readString(nobody, pages.memory().address(), buffer, PATH_MAX)).isEqualTo(-Errno.ESRCH);
        assertThat(remote.read(nobody, pages.memory().address(), buffer, 8)).isEqualTo(-Errno.ESRCH);
    }

    private long putAtEnd(String text) {
        long at = pages.memory().byteSize() - text.length() - 1;
        pages.memory().setString(at, text);
        return pages.memory().address() + at;
    }

    private String read(long address, int limit) {
        int length = remote.readString(self, address, buffer, limit);
        assertThat(length).isNotNegative();
        return CString.text(buffer, 0, length);
    }

    private static String letters(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + i % 26));
        }
        return text.toString();
    }
}
