package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A program cannot tell whether the kernel or the supervisor made its calls: the program in {@code src/test/differ} makes
 * the same calls without Remit and with it, under a manifest that lets it do everything and leaves nothing to the kernel,
 * and must see the same.
 *
 * <p>{@code -Dremit.differences.seed} chooses another random sequence, {@code -Dremit.differences.rounds} a longer one.
 */
class DifferencesTest {
    private static final Path SOURCES = Path.of("src/test/differ").toAbsolutePath();
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long SEED = Long.getLong("remit.differences.seed", 1);
    private static final int ROUNDS = Integer.getInteger("remit.differences.rounds", 200);
    private static final int STEPS = 500;

    @TestFactory
    Stream<DynamicTest> shouldSeeNoDifference() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Account account : Account.available()) {
            tests.add(dynamicTest("calls made at random (" + account + ")", () -> compare(account,
                    List.of(String.valueOf(SEED), "0", String.valueOf(ROUNDS), String.valueOf(STEPS)))));
            tests.add(dynamicTest("calls picked by hand (" + account + ")",
                    () -> compare(account, List.of("by-hand"))));
        }
        return tests.stream();
    }

    private static void compare(Account account, List<String> what) throws IOException {
        Place place = new Place(account, SOURCES);
        place.prepare("gcc -O1 -static -o differ *.c");
        Path tree = Path.of(place.run(place.here(), List.of("mktemp", "-d", "-p", fastest(place), "differ.XXXXXX"))
                .output().strip());
        try {
            Path manifest = place.here().resolve("manifest.yml");
            Files.writeString(manifest, Files.readString(manifest).replace("{tree}", tree.toString()));
            List<String> arguments = new ArrayList<>(List.of(tree.toString()));
            arguments.addAll(what);
            Path without = record(place, List.of("./differ"), arguments, "without");
            Path with = record(place, place.remit("run", "manifest.yml", "--"), arguments, "with");
            assertThat(Files.size(without)).isPositive();
            if (Files.mismatch(without, with) >= 0) {
                throw new AssertionError(describe(without, with, arguments));
            }
        } finally {
            place.run(place.here(), List.of("rm", "-rf", tree.toString()));
        }
    }

    /** Thousands of small trees are made and removed: in memory, where there is such a place. */
    private static String fastest(Place place) {
        return Files.isWritable(MEMORY) ? MEMORY.toString() : place.here().toString();
    }

    private static Path record(Place place, List<String> program, List<String> arguments, String name) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" >" + name, "sh"));
        command.addAll(program);
        command.addAll(arguments);
        Ended ended = place.run(place.here(), command, Map.of());
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        return place.here().resolve(name);
    }

    /** The first difference, what came before it, and how to see it again. */
    private static String describe(Path without, Path with, List<String> arguments) throws IOException {
        try (BufferedReader first = Files.newBufferedReader(without, StandardCharsets.US_ASCII);
                BufferedReader second = Files.newBufferedReader(with, StandardCharsets.US_ASCII)) {
            StringBuilder before = new StringBuilder();
            String expected = first.readLine();
            String seen = second.readLine();
            while (expected != null && expected.equals(seen)) {
                before.append(expected).append('\n');
                before.delete(0, before.length() - Math.min(before.length(), 600));
                expected = first.readLine();
                seen = second.readLine();
            }
            return "differ " + String.join(" ", arguments)
                    + " sees a difference (a line begins with round.step; to repeat it, begin with that round)\n"
                    + before + "without Remit: " + expected + "\nwith Remit:    " + seen;
        }
    }
}
