package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Syscall;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final long NET_ADMIN = 1L << Capabilities.NET_ADMIN;

    @Test
    void shouldGiveUpCapabilitiesOfCallingThreadForGood() throws InterruptedException {
        try (Arena arena = Arena.ofConfined()) {
            Capabilities here = new Capabilities(new Syscall(arena), arena);
            long before = here.effective();
            long[] there = new long[1];
            Thread.ofPlatform().start(() -> {
                try (Arena own = Arena.ofConfined()) {
                    Capabilities capabilities = new Capabilities(new Syscall(own), own);
                    assertThat(capabilities.giveUp(NET_ADMIN)).isZero();
                    assertThat(capabilities.setEffective(before)).isZero();
                    there[0] = capabilities.effective();
                }
            }).join();

            assertThat(there[0]).isEqualTo(before & ~NET_ADMIN);
            assertThat(here.effective()).isEqualTo(before);
        }
    }
}
