package dev.remit.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.handlers.HeldProgram.PathText;
import dev.remit.linux.CString;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldProgramTest {
    private final Arena arena = Arena.ofAuto();
    private final HeldProgram program = new HeldProgram(new HeldProgram.Identity(9, 2, 3), text("/way/app"),
            text("/real/app"), new HeldProgram.Start(text("/proc/self/fd/8/app"), List.of(text("/bin/sh"))));

    @Test
    void shouldBeKnownByItsNameAndByWhereItWas() {
        assertThat(program.isNamed(path("/way/app"))).isTrue();
        assertThat(program.isNamed(path("/real/app"))).isTrue();
        assertThat(program.isNamed(path("/real/apps"))).isFalse();
        assertThat(program.isNamed(path("/real/ap"))).isFalse();
        assertThat(program.wasAt(path("/real/app"))).isTrue();
        assertThat(program.wasAt(path("/way/app"))).isFalse();
    }

    @Test
    void shouldBeStartedOnceAndByItsOwnPathOnly() {
        assertThat(program.begins(path("/way/app"))).isFalse();
        assertThat(program.begins(path("/proc/self/fd/8/app"))).isTrue();
        assertThat(program.begins(path("/proc/self/fd/8/app"))).isFalse();
    }

    @Test
    void shouldBeRecognisedByDeviceAndInode() {
        assertThat(program.is(2, 3)).isTrue();
        assertThat(program.is(3, 2)).isFalse();
    }

    private static PathText text(String path) {
        return new PathText(CString.bytes(path));
    }

    private PathBuffer path(String text) {
        PathBuffer path = new PathBuffer(arena);
        path.append(CString.bytes(text));
        return path;
    }
}
