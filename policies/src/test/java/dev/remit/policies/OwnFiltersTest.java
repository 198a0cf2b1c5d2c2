package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Seccomp filters of a program's own work as without Remit, as browsers and service managers need them. */
class OwnFiltersTest {
    private static final Path SOURCES = Path.of("src/test/filters").toAbsolutePath();

    @ParameterizedTest
    @MethodSource("dev.remit.policies.Account#available")
    void shouldLetProgramsPutOnFiltersOfTheirOwn(Account account) {
        Place place = new Place(account, SOURCES);
        place.prepare("sh -e prepare.sh");
        Ended free = place.run(place.here(), List.of("./filters"));
        Supervised supervised = place.supervise(place.here(),
                List.of(place.here().resolve("manifest.yml").toString()), Map.of());

        assertThat(free.exitCode()).as(free.describe()).isZero();
        assertThat(free.output()).contains("errors: puts on 0, open 333", "signal: puts on 0, open 333, again 333",
                "all threads: puts on 0, open in the other thread 333", "executed: getppid 333, open 0");
        assertThat(supervised.ended().output()).as(supervised.describe()).isEqualTo(free.output());
        assertThat(supervised.ended().errors()).isEmpty();
    }
}
