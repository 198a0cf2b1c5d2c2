package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Attempts at reaching or serving what no rule grants, made by the program in {@code src/test/network}: each succeeds
 * without Remit, or against a supervisor that lets the kernel go on after it has decided, and none with Remit; and whoever
 * was to be reached knows nothing of it.
 */
class NetworkAttemptsTest {
    private static final List<String> MANIFESTS = List.of("both", "tcp", "none");
    /** What an attack beats: nothing at all, a supervisor; else what its standard input must be. */
    private static final String NOTHING = "nothing";
    private static final String NAIVE = "naive";
    /** Nothing at all, either; but where a manifest grants more ports than others do, there is more to it. */
    private static final String PORTS = "ports";
    private static final int KILLED_BY_SIGSYS = 128 + 31;
    private static final int UNTIL_IT_SUCCEEDS = 100_000_000;
    /** More than were enough to beat the naive supervisor. */
    private static final int MORE_ROUNDS = 500;
    private static final int MANY = 250;

    @TestFactory
    Stream<DynamicTest> shouldRefuseWhatSucceedsWithoutRemit() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = NetworkOutsiders.prepared(account);
            List<Race> attacks = Race.all(place.run(place.here(), List.of("./attacks", "list")).output());
            assertThat(attacks).hasSizeGreaterThan(MANY);
            Outcomes without = attackWithout(place, attacks);
            attacks.forEach(attack -> tests.add(prove(attack, without, account)));
            for (String manifest : MANIFESTS) {
                addAll(tests, new Run(place, manifest, attacks), without, account);
            }
            List<Race> ports = attacks.stream().filter(attack -> attack.against().equals(PORTS)).toList();
            addAll(tests, new Run(place, PORTS, ports), without, account);
        }
        return tests.stream();
    }

    /** Attacks that are to be made in a place, under a manifest. */
    private record Run(Place place, String manifest, List<Race> attacks) {}

    private static void addAll(List<DynamicTest> tests, Run run, Outcomes without, Account account) throws Exception {
        List<String> reached = new ArrayList<>();
        Outcomes with = attackRemit(run, without, reached);
        tests.add(dynamicTest("nobody was reached (" + run.manifest() + ", " + account + ")",
                () -> assertThat(reached).isEmpty()));
        run.attacks().forEach(attack -> tests.add(dynamicTest(
                attack.name() + " is refused (" + run.manifest() + ", " + account + ")",
                () -> assertRefused(with.of(attack), attack, run.manifest()))));
    }

    private static DynamicTest prove(Race attack, Outcomes without, Account account) {
        Race.Result result = without.of(attack);
        String how = result.status() == Race.IMPOSSIBLE
                ? without.reason(attack)
                : attack.name() + " is refused by nothing else";
        return dynamicTest(how + " (" + account + ")",
                () -> assertThat(result.status()).as(without.toString()).isIn(Race.SUCCEEDED, Race.IMPOSSIBLE));
    }

    private static void assertRefused(Race.Result result, Race attack, String manifest) {
        assertThat(result.status()).isIn(Race.REFUSED, Race.IMPOSSIBLE, KILLED_BY_SIGSYS);
        // What could not even begin proves nothing where everything is granted that it begins with.
        if (attack.against().equals(NAIVE) && manifest.equals("both")) {
            assertThat(result.tries()).isPositive();
        }
    }

    private static Outcomes attackWithout(Place place, List<Race> attacks) throws Exception {
        Outcomes outcomes = new Outcomes();
        try (NetworkOutsiders outsiders = new NetworkOutsiders(place)) {
            group(attacks).forEach((against, some) -> {
                List<String> command = new ArrayList<>(switch (against) {
                    case NOTHING, PORTS -> List.of();
                    case NAIVE -> outsiders.naive();
                    default -> List.of("./inherit", against);
                });
                command.add("./attacks");
                some.forEach(attack -> command.add(attack.argument(UNTIL_IT_SUCCEEDS)));
                outcomes.collect(place, command);
            });
            assertThat(outsiders.end()).hasSizeGreaterThan(20);
        }
        assertThat(outcomes.size()).isEqualTo(attacks.size());
        return outcomes;
    }

    /** All attacks that begin in the same way are made in one run: as long as they are refused, they leave no traces. */
    private static Outcomes attackRemit(Run run, Outcomes without, List<String> reached) throws Exception {
        Outcomes outcomes = new Outcomes();
        try (NetworkOutsiders outsiders = new NetworkOutsiders(run.place())) {
            String manifest = outsiders.manifest(run.manifest(), "attacks");
            group(run.attacks()).forEach((against, some) -> {
                boolean plain = List.of(NOTHING, NAIVE, PORTS).contains(against);
                List<String> command = new ArrayList<>(plain ? List.of() : List.of("./inherit", against));
                command.addAll(run.place().remit("run", "--quiet", manifest, "--"));
                some.forEach(attack -> command.add(attack.argument(without.of(attack).tries() + MORE_ROUNDS)));
                outcomes.collect(run.place(), command);
            });
            reached.addAll(outsiders.end());
        }
        assertThat(outcomes.size()).isEqualTo(run.attacks().size());
        return outcomes;
    }

    /** The attacks by what they beat. */
    private static Map<String, List<Race>> group(List<Race> attacks) {
        Map<String, List<Race>> groups = new LinkedHashMap<>();
        attacks.forEach(attack -> groups.computeIfAbsent(attack.against(), against -> new ArrayList<>()).add(attack));
        return groups;
    }
}
