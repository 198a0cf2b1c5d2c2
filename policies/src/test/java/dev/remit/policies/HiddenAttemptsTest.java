package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Attempts at learning what exists outside a manifest that hides it, made by the program in {@code src/test/c}: each
 * succeeds without Remit, and is refused with it.
 */
class HiddenAttemptsTest {
    private static final Path SOURCES = Path.of("src/test/c").toAbsolutePath();
    private static final int SUCCEEDED = 0;
    private static final int REFUSED = 3;
    private static final int ROUNDS = 3_000;
    /** Calls that nobody supervises are so fast that the rival needs more of them to get in between. */
    private static final int ROUNDS_WITHOUT = 20_000_000;

    @TestFactory
    Stream<DynamicTest> shouldTellNothingOfWhatIsHidden() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = built(account);
            try (Outsiders outsiders = new Outsiders(account, place)) {
                List<String> options = new ArrayList<>(List.of(place.here().resolve("hidden.yml").toString(), "--"));
                options.addAll(outsiders.arguments("all hidden", place, ROUNDS));
                Supervised supervised = place.supervise(place.here(), options, Map.of());
                assertThat(supervised.ended().exitCode()).as(supervised.ended().describe()).isZero();
                Map<String, Integer> results = results(supervised.ended());
                assertThat(results).hasSizeGreaterThan(50);
                results.forEach((name, result) -> tests.add(dynamicTest(name + " is in vain (" + account + ")",
                        () -> assertThat(result).isEqualTo(REFUSED))));
            }
            tests.add(dynamicTest("the attempts are possible at all (" + account + ")", () -> proveAttempts(account)));
        }
        return tests.stream();
    }

    private static void proveAttempts(Account account) throws IOException {
        Place place = built(account);
        try (Outsiders outsiders = new Outsiders(account, place)) {
            List<String> command = new ArrayList<>(List.of("./attempts"));
            command.addAll(outsiders.arguments("all hidden", place, ROUNDS_WITHOUT));
            Ended ended = place.run(place.here(), command);
            assertThat(results(ended)).hasSizeGreaterThan(50).allSatisfy(
                    (name, result) -> assertThat(result).as(name + ": " + ended.describe()).isEqualTo(SUCCEEDED));
        }
    }

    private static Map<String, Integer> results(Ended ended) {
        Map<String, Integer> results = new LinkedHashMap<>();
        ended.output().lines().forEach(line -> results.put(line.substring(line.indexOf(' ') + 1),
                Integer.valueOf(line.substring(0, line.indexOf(' ')))));
        return results;
    }

    private static Place built(Account account) {
        Place place = new Place(account, SOURCES);
        place.prepare("sh -e prepare.sh");
        return place;
    }
}
