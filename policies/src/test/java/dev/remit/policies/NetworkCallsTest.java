package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What is granted works as it does without Remit, and so do mistakes: shown by the program {@code controls} in
 * {@code src/test/network}.
 */
class NetworkCallsTest {
    private static final List<String> MANIFESTS = List.of("both", "tcp", "none");
    private static final String PROGRAM = "controls";

    @TestFactory
    Stream<DynamicTest> shouldDoWhatIsGranted() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = NetworkOutsiders.prepared(account);
            List<Race> controls = Race.all(place.run(place.here(), List.of("./" + PROGRAM, "list")).output());
            try (NetworkOutsiders outsiders = new NetworkOutsiders(place)) {
                addAll(tests, place, List.of("./" + PROGRAM), controls, "without Remit, " + account);
                for (String manifest : MANIFESTS) {
                    List<Race> granted = controls.stream()
                            .filter(control -> List.of(control.against().split(",", -1)).contains(manifest)).toList();
                    addAll(tests, place, supervised(place, outsiders.manifest(manifest, PROGRAM)), granted,
                            manifest + ", " + account);
                }
                assertThat(outsiders.end()).isEmpty();
            }
        }
        return tests.stream();
    }

    private static void addAll(List<DynamicTest> tests, Place place, List<String> program, List<Race> controls,
            String how) {
        List<String> command = new ArrayList<>(program);
        controls.forEach(control -> command.add(control.argument(1)));
        Ended ended = place.run(place.here(), command);
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        List<Race.Result> results = Race.Result.all(ended.output());
        assertThat(results).hasSameSizeAs(controls);
        results.forEach(result -> tests.add(dynamicTest(result.name() + " (" + how + ")",
                () -> assertThat(result.status()).as(ended.errors()).isEqualTo(Race.SUCCEEDED))));
    }

    @TestFactory
    Stream<DynamicTest> shouldGiveErrorsOfKernel() {
        return Account.available().stream().map(account -> dynamicTest(account.toString(), () -> {
            Place place = NetworkOutsiders.prepared(account);
            List<String> without = mistakes(place, false);
            assertThat(without).hasSizeGreaterThan(200);
            assertThat(mistakes(place, true)).isEqualTo(without);
        }));
    }

    private static List<String> mistakes(Place place, boolean supervised) throws Exception {
        try (NetworkOutsiders outsiders = new NetworkOutsiders(place)) {
            List<String> command = new ArrayList<>(supervised
                    ? supervised(place, outsiders.manifest("all", PROGRAM))
                    : List.of("./" + PROGRAM));
            command.add("errors");
            Ended ended = place.run(place.here(), command);
            assertThat(ended.exitCode()).as(ended.describe()).isZero();
            return ended.output().lines().toList();
        }
    }

    private static List<String> supervised(Place place, String manifest) {
        return place.remit("run", "--quiet", manifest, "--");
    }
}
