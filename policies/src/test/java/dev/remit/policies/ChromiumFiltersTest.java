package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The inner layer of Chromium's sandbox is on within the ready manifest: its renderers have filters of their own. */
class ChromiumFiltersTest {
    private static final Path POLICY = Path.of("chromium").toAbsolutePath();
    private static final String FILTERS = "Seccomp_filters:";

    static List<Account> ordinary() {
        return Account.available().stream().filter(account -> !account.isPrivileged()).toList();
    }

    @ParameterizedTest
    @MethodSource("ordinary")
    void shouldKeepFiltersOfRenderers(Account account) throws IOException, InterruptedException {
        try (Place place = new Place(account, POLICY)) {
            String page = place.fill("file://{here}/pages/index.html");
            Running chromium = place.start(place.here(),
                    place.remit(List.of(place.here().resolve("manifest.yml").toString(), "--", page)), Map.of());
            try {
                // One filter is Remit's; a renderer puts its own on before it shows anything.
                assertThat(chromium.await(() -> filtersOfRenderer(chromium).filter(count -> count == 2).isPresent()))
                        .as("a renderer has a filter of its own").isTrue();
            } finally {
                chromium.end();
            }
        }
    }

    /** How many filters a renderer has, if there is any. */
    private static Optional<Integer> filtersOfRenderer(Running running) throws IOException {
        for (ProcessHandle process : running.descendants()) {
            Path proc = Path.of("/proc", Long.toString(process.pid()));
            try {
                String command = new String(Files.readAllBytes(proc.resolve("cmdline")), StandardCharsets.UTF_8);
                if (command.contains("--type=renderer")) {
                    return Files.readAllLines(proc.resolve("status")).stream().filter(line -> line.startsWith(FILTERS))
                            .map(line -> Integer.valueOf(line.substring(FILTERS.length()).strip())).findFirst();
                }
            } catch (NoSuchFileException gone) {
                // It has ended meanwhile.
            }
        }
        return Optional.empty();
    }
}
