package dev.remit.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.machine.Machine;
import dev.remit.policy.PathKinds;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPlacesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/ada", "EMPTY", "");

    @TempDir
    private Path directory = Path.of("");

    private final HostPlaces places = new HostPlaces(Machine.ofCaller(ENVIRONMENT));
    private final PathKinds kinds = places.kinds();

    private String below(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void shouldTellKindsApart() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(places.kindOf(directory.toString())).isEqualTo(PlaceView.Kind.DIRECTORY);
        assertThat(places.kindOf(file.toString())).isEqualTo(PlaceView.Kind.FILE);
        assertThat(places.kindOf(link.toString())).isEqualTo(PlaceView.Kind.LINK);
        assertThat(places.kindOf(below("absent"))).isEqualTo(PlaceView.Kind.MISSING);
        assertThat(places.kindOf(file + "/below")).isEqualTo(PlaceView.Kind.MISSING);
        assertThat(places.kindOf("/dev/null")).isEqualTo(PlaceView.Kind.OTHER);
        assertThat(kinds.kindOf(directory.toString())).isEqualTo(PathKinds.Kind.DIRECTORY);
        assertThat(kinds.kindOf(file.toString())).isEqualTo(PathKinds.Kind.REGULAR);
        assertThat(kinds.kindOf(link.toString())).isEqualTo(PathKinds.Kind.ABSENT);
        assertThat(kinds.kindOf(below("absent"))).isEqualTo(PathKinds.Kind.ABSENT);
        assertThat(kinds.kindOf(file + "/below")).isEqualTo(PathKinds.Kind.ABSENT);
        assertThat(kinds.kindOf("/dev/null")).isEqualTo(PathKinds.Kind.CHARACTER_DEVICE);
    }

    @Test
    void shouldTakeSocketForOther() throws IOException {
        Path path = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));

            assertThat(places.kindOf(path.toString())).isEqualTo(PlaceView.Kind.OTHER);
            assertThat(kinds.kindOf(path.toString())).isEqualTo(PathKinds.Kind.OTHER);
        }
    }

    @Test
    void shouldTakeImpossibleNameForAbsent() {
        assertThat(places.kindOf("/a\0b")).isEqualTo(PlaceView.Kind.MISSING);
        assertThat(kinds.kindOf("/a\0b")).isEqualTo(PathKinds.Kind.ABSENT);
        assertThat(places.readLink("/a\0b")).isEmpty();
        assertThat(places.isExecutable("/a\0b")).isFalse();
    }

    @Test
    void shouldTellVariablesThatAreEmptyFromThoseThatAreMissing() {
        assertThat(places.variable("HOME")).isEqualTo("/home/ada");
        assertThat(places.variable("EMPTY")).isEmpty();
        assertThat(places.variable("MISSING")).isNull();
    }
}
