package dev.remit.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindTest {
    @ParameterizedTest
    @ValueSource(ints = {FileKind.FIFO, FileKind.CHARACTER_DEVICE, FileKind.BLOCK_DEVICE})
    void shouldExpectPipesAndDevicesToBlock(int kind) {
        assertThat(FileKind.mayBlock(kind | 0644)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {FileKind.REGULAR, FileKind.DIRECTORY, FileKind.SYMLINK, FileKind.SOCKET})
    void shouldExpectFilesAndDirectoriesNotToBlock(int kind) {
        assertThat(FileKind.mayBlock(kind | 07777)).isFalse();
    }
}
