package dev.remit.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.linux.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    /** Takes leases on files of others; of no use to anybody here. */
    private static final int CAP_LEASE = 28;

    @Test
    void shouldGiveUpOneCapabilityOfCallingThreadForGood() throws Exception {
        List<String> before = sets();
        String[][] there = new String[1][];
        Thread.ofPlatform().start(() -> {
            try (Arena arena = Arena.ofConfined()) {
                Capabilities capabilities = new Capabilities(new Syscall(arena), arena);
                long all = capabilities.effective();
                assertThat(capabilities.giveUp(1L << CAP_LEASE)).isZero();
                assertThat(capabilities.effective()).isEqualTo(all & ~(1L << CAP_LEASE));
                assertThat(capabilities.setEffective(all)).isZero();
                assertThat(capabilities.effective()).isEqualTo(all & ~(1L << CAP_LEASE));
                there[0] = sets().toArray(String[]::new);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).join();

        assertThat(sets()).isEqualTo(before);
        assertThat(there[0]).isNotNull();
        for (String set : there[0]) {
            assertThat(Long.parseUnsignedLong(set.substring(set.indexOf('\t') + 1), 16) >> CAP_LEASE & 1).isZero();
        }
    }

    /** What the thread has and what it may have again; not what an exec could give it. */
    private static List<String> sets() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("Cap") && !line.startsWith("CapBnd")).toList();
    }
}
