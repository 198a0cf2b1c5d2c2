package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody exchanges the program between the look at its content and its execution: each way beats a tool that goes by the
 * name, and none beats Remit, although it is tried more often than was enough there.
 */
class ExchangedFilesTest {
    private static final Path SOURCES = Path.of("src/test/executed").toAbsolutePath();
    private static final int UNTIL_IT_SUCCEEDS = 100_000;
    private static final int MORE_TRIES = 40;
    private static final Path SERVER = Path.of("src/test/races").toAbsolutePath();
    private static final String GOOD = "#!/bin/sh\necho good\nexit\n";
    private static final String EVIL = "#!/bin/echo evil\n";
    /** The length of what is served; zeros come after the text. */
    private static final int SERVED_SIZE = 4096;
    private static final int SERVED_RUNS = 30;

    @TestFactory
    Stream<DynamicTest> shouldExecuteWhatWasLookedAt() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            Place place = new Place(account, SOURCES);
            place.prepare("sh -e prepare.sh");
            for (String program : List.of("elf", "sh", "py", "line")) {
                writeManifest(place, program);
            }
            for (Exchange exchange : Exchange.all()) {
                tests.add(dynamicTest(exchange + " (" + account + ")", () -> {
                    Exchange.Result naive = race(place, exchange, UNTIL_IT_SUCCEEDS,
                            List.of("./naive_hash", "attack/way/program", "good." + exchange.program()));
                    assertThat(naive.status()).as("naive").isEqualTo(Exchange.SUCCEEDED);
                    int tries = naive.tries() + MORE_TRIES;
                    assertThat(race(place, exchange, tries, remit(place, exchange.program(), tries)))
                            .isEqualTo(new Exchange.Result(Exchange.WITHSTOOD, tries));
                }));
            }
        }
        return tests.stream();
    }

    /** Of a file system that somebody serves, each look may see another content, whatever its modes say. */
    @ParameterizedTest
    @MethodSource("dev.remit.policies.Account#available")
    @EnabledIf(value = "dev.remit.policies.Account#isRoot", disabledReason = "only root can mount what is served")
    void shouldExecuteWhatWasLookedAtWhereEachLookSeesAnother(Account account) throws Exception {
        Place place = new Place(account, SOURCES, SERVER);
        place.prepare(
                "sed 's/S_IFREG | 0644/S_IFREG | 0755/' slow_files.c >served.c && gcc -O1 -static -o served served.c"
                        + " && gcc -O1 -static -o naive_hash naive_hash.c && mkdir place && mkfifo ready");
        byte[] good = Arrays.copyOf(GOOD.getBytes(StandardCharsets.US_ASCII), SERVED_SIZE);
        Files.write(place.here().resolve("good"), good);
        Files.writeString(place.here().resolve("served.yml"), """
                manifestVersion: v1
                name: served
                run: place/changing
                hash: %s
                allowedDirectories:
                  - { path: '/usr/bin/**', permission: readExecute }
                """.formatted(ScriptsTest.digest(good)));
        List<String> naive = List.of("sh", "-c", "for i in $(seq 20); do ./naive_hash place/changing good; done; true");
        assertThat(served(place, account, naive).output()).contains("evil");
        Ended ended = served(place, account, remit(place, "served", SERVED_RUNS));
        assertThat(ended.output().lines()).as(ended.describe()).isNotEmpty().containsOnly("good");
    }

    private static Ended served(Place place, Account account, List<String> command) {
        List<String> serving = new ArrayList<>(List.of("unshare", "--mount", "sh", "-ec",
                "./served place \"$1\" \"$2\" >ready & read line <ready; shift 2; \"$@\"", "sh",
                EVIL, GOOD));
        serving.addAll(account.command(command));
        return new Place(Account.SELF).run(place.here(), serving);
    }

    private static Exchange.Result race(Place place, Exchange exchange, int tries, List<String> command) {
        List<String> race = new ArrayList<>(List.of("./race", exchange.how(), exchange.when(), Integer.toString(tries),
                "good." + exchange.program(), "evil." + exchange.program(), "--"));
        race.addAll(command);
        return Exchange.Result.of(place.run(place.here(), race));
    }

    /** Many runs in one process, as a start takes much longer than the race. */
    private static List<String> remit(Place place, String program, int runs) {
        List<String> command = place.remit();
        command.set(command.size() - 1, "dev.remit.cli.Training");
        for (int i = 0; i < runs; i++) {
            if (i > 0) {
                command.add(",");
            }
            command.addAll(List.of("run", "--quiet", program + ".yml"));
        }
        return command;
    }

    /** The wide grant, within which no rule on the program's own file stands against another. */
    private static void writeManifest(Place place, String program) throws Exception {
        Files.writeString(place.here().resolve(program + ".yml"), """
                manifestVersion: v1
                name: attacked
                run: attack/way/program
                hash: [%s, sha512:%s]
                uses: [system, python]
                allowedDirectories:
                  - { path: './**', permission: readExecute }
                  - { path: '/usr/bin/**', permission: readExecute }
                """.formatted(ScriptsTest.digest(Files.readAllBytes(place.here().resolve("good." + program))),
                "0".repeat(128)));
    }
}
