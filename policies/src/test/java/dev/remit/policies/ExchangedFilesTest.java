package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Somebody exchanges the program between the look at its content and its execution: each way beats a tool that goes by the
 * name, and none beats Remit, although it is tried more often than was enough there.
 */
class ExchangedFilesTest {
    private static final Path SOURCES = Path.of("src/test/executed").toAbsolutePath();
    private static final int UNTIL_IT_SUCCEEDS = 100_000;
    private static final int MORE_TRIES = 40;

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
