package dev.remit.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.PathKinds.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemPathKindsTest {
    private final FileSystemPathKinds kinds = new FileSystemPathKinds();

    @Test
    void shouldTellKindsApart(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(kinds.kindOf(directory.toString())).isEqualTo(Kind.DIRECTORY);
        assertThat(kinds.kindOf(file.toString())).isEqualTo(Kind.REGULAR);
        assertThat(kinds.kindOf(link.toString())).isEqualTo(Kind.ABSENT);
        assertThat(kinds.kindOf(directory.resolve("absent").toString())).isEqualTo(Kind.ABSENT);
        assertThat(kinds.kindOf(file + "/below")).isEqualTo(Kind.ABSENT);
        assertThat(kinds.kindOf("/dev/null")).isEqualTo(Kind.CHARACTER_DEVICE);
    }

    @Test
    void shouldTakeSocketForOther(@TempDir Path directory) throws IOException {
        Path path = directory.resolve("socket");
        try (var server = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            server.bind(java.net.UnixDomainSocketAddress.of(path));

            assertThat(kinds.kindOf(path.toString())).isEqualTo(Kind.OTHER);
        }
    }

    @Test
    void shouldTakeImpossibleNameForAbsent() {
        assertThat(kinds.kindOf("/a\0b")).isEqualTo(Kind.ABSENT);
    }
}
