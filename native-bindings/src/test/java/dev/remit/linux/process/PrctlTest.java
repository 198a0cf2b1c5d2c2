package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PrctlTest {
    @Test
    void shouldGiveUpPrivilegesOfCallingThreadOnly() throws InterruptedException {
        String before = noNewPrivileges();
        String[] there = new String[1];
        Thread.ofPlatform().start(() -> {
            try (Arena arena = Arena.ofConfined()) {
                assertThat(Prctl.setNoNewPrivileges(new Syscall(arena))).isZero();
                there[0] = noNewPrivileges();
            }
        }).join();

        assertThat(there[0]).isEqualTo("NoNewPrivs:\t1");
        assertThat(noNewPrivileges()).isEqualTo(before);
    }

    private static String noNewPrivileges() {
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                    .filter(line -> line.startsWith("NoNewPrivs:")).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
