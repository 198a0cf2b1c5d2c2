package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Attempts at leaving the sandbox, made by the program in {@code src/test/c}: each succeeds without Remit, and is
 * refused with it.
 */
class AttemptsTest {
    private static final Path SOURCES = Path.of("src/test/c").toAbsolutePath();
    private static final int SUCCEEDED = 0;
    private static final int REFUSED = 3;
    private static final int KILLED_BY_SIGSYS = 128 + 31;
    private static final int ROUNDS = 4_000;
    /** Unsupervised opens are so fast that the rival needs more of them to get in between. */
    private static final int ROUNDS_WITHOUT = 20_000_000;
    private static final int IMPOSSIBLE = 5;
    /** So that attempts on the program's parent are on a process of the same account. */
    private static final List<String> WITH_PARENT = List.of("sh", "-c", "\"$@\"; exit $?", "sh", "./attempts");
    private static final Set<String> KILLED = Set.of("32-bit call", "x32 call");

    @TestFactory
    Stream<DynamicTest> shouldRefuseWhatSucceedsWithoutRemit() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = built(account, SOURCES);
            try (Outsiders outsiders = new Outsiders(account, place)) {
                Map<String, Integer> results = attemptAll(place, outsiders);
                results.forEach((name, result) -> tests.add(dynamicTest(name + " is refused (" + account + ")",
                        () -> assertThat(result).isIn(KILLED.contains(name)
                                ? List.of(KILLED_BY_SIGSYS)
                                : List.of(REFUSED, IMPOSSIBLE)))));
            }
            tests.addAll(proveAttempts(account));
        }
        return tests.stream();
    }

    /** Makes every attempt within one run: as long as they are refused, they leave no traces for each other. */
    private static Map<String, Integer> attemptAll(Place place, Outsiders outsiders) {
        List<String> options = new ArrayList<>(List.of(place.here().resolve("manifest.yml").toString(), "--"));
        options.addAll(outsiders.arguments("all", place, ROUNDS));
        Supervised supervised = place.supervise(place.here(), options, Map.of());
        assertThat(supervised.ended().exitCode()).as(supervised.ended().describe()).isZero();
        Map<String, Integer> results = results(supervised.ended().output());
        assertThat(results).hasSizeGreaterThan(120);
        return results;
    }

    private static Map<String, Integer> results(String output) {
        Map<String, Integer> results = new LinkedHashMap<>();
        output.lines().forEach(line -> results.put(line.substring(line.indexOf(' ') + 1),
                Integer.valueOf(line.substring(0, line.indexOf(' ')))));
        return results;
    }

    /** Makes each attempt without Remit, in a place of its own. */
    private static List<DynamicTest> proveAttempts(Account account) throws IOException {
        Place built = built(account, SOURCES);
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : names(built)) {
            Place place = new Place(account, built.here());
            try (Outsiders outsiders = new Outsiders(account, place)) {
                List<String> command = new ArrayList<>(WITH_PARENT);
                command.addAll(outsiders.arguments(name, place, ROUNDS_WITHOUT));
                Ended ended = place.run(place.here(), command);
                String how = ended.exitCode() == IMPOSSIBLE ? ended.errors().strip() : "is possible";
                tests.add(dynamicTest(name + " " + how + " (" + account + ")", () -> assertThat(ended.exitCode())
                        .as(ended.describe()).isIn(SUCCEEDED, IMPOSSIBLE)));
            }
            place.remove();
        }
        return tests;
    }

    private static List<String> names(Place place) {
        return place.run(place.here(), List.of("./attempts", "list", "", "", "", "", "", "0")).output().lines()
                .toList();
    }

    private static Place built(Account account, Path sources) {
        Place place = new Place(account, sources);
        place.prepare("sh -e prepare.sh");
        return place;
    }
}
