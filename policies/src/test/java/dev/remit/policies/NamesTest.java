package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs a program whose manifest names hosts, on a machine with a network, name server and hosts file of its own; each time
 * also without Remit, so that what is refused is known to work otherwise.
 */
class NamesTest {
    private static final Path CONTENT = Path.of("src", "test", "names").toAbsolutePath();

    private static List<Account> accounts() {
        return Account.available();
    }

    /** A run: the same without Remit and within a manifest. */
    private record Runs(Ended free, Ended within) {
        void worksFreely(String line) {
            assertThat(free.output().lines()).as(free.describe()).contains(line);
        }

        void allows(String line) {
            worksFreely(line);
            assertThat(within.output().lines()).as(within.describe()).contains(line);
        }

        void refuses(String asked, String answer) {
            worksFreely(asked + " -> " + answer);
            assertThat(within.output().lines()).as(within.describe()).contains(asked + " -> Permission denied");
        }
    }

    private static Runs run(Account account, String manifest, String zone, String... words) {
        Place without = new Place(account, CONTENT);
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "client.py"));
        command.addAll(List.of(words));
        Place within = new Place(account, CONTENT);
        List<String> options = new ArrayList<>(List.of(manifest, "--"));
        options.addAll(List.of(words));
        return new Runs(onPrivateMachine(account, without, zone, command),
                onPrivateMachine(account, within, zone, within.remit(options)));
    }

    private static Ended onPrivateMachine(Account account, Place place, String zone, List<String> command) {
        place.prepare("printf '" + zone + "' > zone");
        List<String> full = new ArrayList<>(List.of("/bin/sh", place.here().resolve("private-machine.sh").toString(),
                place.here().resolve("zone").toString()));
        full.addAll(account.command(command));
        // Whoever runs the tests makes the machine; on it, the command runs on behalf of the account.
        return new Place(Account.SELF, CONTENT).run(place.here(), full);
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldAllowWhateverAddressesANameHas(Account account) {
        Runs runs = run(account, "follow.yml", "api.example.com 198.51.100.1\\n", "api.example.com:8080",
                "inhosts.example.com:8080", "zone=api.example.com,198.51.100.2", "api.example.com:8080",
                "198.51.100.1:8080", "zone=api.example.com,2001:db8::1", "api.example.com:8080");

        runs.allows("api.example.com:8080 -> 198.51.100.1:8080");
        runs.allows("api.example.com:8080 -> 198.51.100.2:8080");
        runs.allows("198.51.100.1:8080 -> 198.51.100.1:8080");
        runs.allows("api.example.com:8080 -> 2001:db8::1:8080");
        runs.allows("inhosts.example.com:8080 -> 198.51.100.3:8080");
        assertThat(runs.within().errors()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldRefuseWhatNoNameMeansAndSayWhatTheyMean(Account account) {
        Runs runs = run(account, "follow.yml", "api.example.com 198.51.100.1\\n", "198.51.100.1:9090",
                "198.51.100.2:8080");

        runs.refuses("198.51.100.1:9090", "198.51.100.1:9090");
        runs.refuses("198.51.100.2:8080", "198.51.100.2:8080");
        assertThat(runs.within().errors()).contains("connect tcp 198.51.100.1:9090: no rule\n",
                "connect tcp 198.51.100.2:8080: no rule; api.example.com (follow.yml:12:29 (api)) is 198.51.100.1 at the"
                        + " moment; inhosts.example.com (follow.yml:13:31 (fixed)) is 198.51.100.3 at the moment\n");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldNotLetTheOwnerOfANameOpenThisMachine(Account account) {
        Runs runs = run(account, "follow.yml", "api.example.com 198.51.100.1\\n", "zone=api.example.com,127.0.0.1",
                "api.example.com:8080");

        runs.refuses("api.example.com:8080", "127.0.0.1:8080");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldLetTheProgramAskOnlyTheNameServersOfTheMachine(Account account) {
        Runs runs = run(account, "follow.yml", "api.example.com 198.51.100.1\\n", "ask=127.0.0.1:53",
                "ask=198.51.100.2:53");

        runs.allows("ask=127.0.0.1:53 -> 33 bytes");
        assertThat(runs.free().output()).contains("ask=198.51.100.2:53 -> Connection refused");
        assertThat(runs.within().output()).contains("ask=198.51.100.2:53 -> Permission denied");
        assertThat(runs.within().errors()).contains("send udp 198.51.100.2:53: no rule; the name servers (base fragment"
                + " dns:");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldNotStartAProgramWhoseNamesDoNotResolve(Account account) {
        Runs runs = run(account, "needed.yml", "api.example.com 198.51.100.1\\nrebound.example.com 127.0.0.1\\n",
                "198.51.100.1:8080");

        runs.worksFreely("198.51.100.1:8080 -> 198.51.100.1:8080");
        assertThat(runs.within().exitCode()).isEqualTo(125);
        assertThat(runs.within().output()).isEmpty();
        assertThat(runs.within().errors()).isEqualTo("""
                remit: names in rules on the network cannot be resolved:
                  needed.yml:13:30 (gone): gone.example.com: no such name
                  needed.yml:14:31 (local): rebound.example.com: the name server answers 127.0.0.1, which means \
                this machine or its own link: only the hosts file may say so
                remit: Correct the names, or this machine's network. With `resolve: lazy` in its rule a name may be \
                unknown at the start, and nothing is reached by it until it resolves.
                """);
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldStartWithoutNamesThatMayComeIntoBeingLater(Account account) {
        Runs runs = run(account, "lazy.yml", "other.example.com 198.51.100.3\\n", "late.example.com:8080",
                "198.51.100.1:8080", "zone=late.example.com,198.51.100.1", "late.example.com:8080",
                "198.51.100.2:8080");

        runs.allows("late.example.com:8080 -> Name or service not known");
        runs.refuses("198.51.100.1:8080", "198.51.100.1:8080");
        runs.allows("late.example.com:8080 -> 198.51.100.1:8080");
        runs.refuses("198.51.100.2:8080", "198.51.100.2:8080");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldReachThisMachineByItsOwnName(Account account) {
        Runs runs = run(account, "localhost.yml", "localhost 198.51.100.1\\n", "localhost:8080", "198.51.100.1:8080");

        runs.allows("localhost:8080 -> 127.0.0.1:8080");
        runs.refuses("198.51.100.1:8080", "198.51.100.1:8080");
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldLetTheCLibrarySortAddressesByWhichCanBeReached(Account account) {
        Runs runs = run(account, "follow.yml", "api.example.com 2001:db8:ffff::1 198.51.100.1\n",
                "api.example.com:8080");

        runs.allows("api.example.com:8080 -> 198.51.100.1:8080");
        assertThat(runs.within().errors()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void shouldLetNothingBeSentByWhatAddressesAreSortedWith(Account account) {
        Runs runs = run(account, "follow.yml", "api.example.com 198.51.100.1\n", "send=198.51.100.1:7",
                "race=198.51.100.1:7", "send=198.51.100.2:7");

        runs.worksFreely("send=198.51.100.1:7 -> 6 bytes from 198.51.100.1");
        runs.worksFreely("race=198.51.100.1:7 -> sent");
        assertThat(runs.within().output().lines()).as(runs.within().describe()).containsExactly(
                "send=198.51.100.1:7 -> Broken pipe", "race=198.51.100.1:7 -> never sent",
                "send=198.51.100.2:7 -> Permission denied");
    }
}
