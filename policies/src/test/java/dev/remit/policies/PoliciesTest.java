package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.Start;
import dev.remit.manifest.yaml.ManifestParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the probes of every ready manifest against the real programs. */
class PoliciesTest {
    private static final Path POLICIES = Path.of("").toAbsolutePath();

    @Test
    void shouldProveEveryManifest() throws IOException {
        assertThat(policies()).extracting(policy -> policy.getFileName().toString()).contains("static", "hidden",
                "python-report", "git", "sqlite", "shell", "gcc", "node-report", "tar", "find");
        assertThat(policies()).allSatisfy(policy -> assertThat(policy.resolve("probes.yml")).exists());
    }

    @TestFactory
    Stream<DynamicNode> shouldHoldRealProgramsToTheirManifests() throws IOException {
        return policies().stream().map(policy -> dynamicContainer(policy.getFileName().toString(), tests(policy)));
    }

    private static List<Path> policies() throws IOException {
        try (Stream<Path> entries = Files.list(POLICIES)) {
            return entries.filter(entry -> Files.exists(entry.resolve("manifest.yml"))).sorted().toList();
        }
    }

    private static Stream<DynamicNode> tests(Path policy) {
        ProbeFile file = ProbeFile.read(policy.resolve("probes.yml"));
        List<DynamicNode> tests = new ArrayList<>();
        tests.add(dynamicTest(file.program() + " is installed", () -> assertInstalled(file.program())));
        for (Account account : Account.available()) {
            for (Probe probe : file.probes()) {
                tests.add(dynamicTest(probe.name() + " (" + account + ")", () -> prove(policy, probe, account)));
            }
        }
        return tests.stream();
    }

    private static void assertInstalled(String program) {
        assertThat(Path.of("/usr/bin", program)).as("these tests need the real %s: install it", program).isExecutable();
    }

    private static void prove(Path policy, Probe probe, Account account) throws IOException {
        Place without = prepared(policy, probe, account);
        Ended free = without.run(directory(without, probe), command(without, policy, probe), variables(policy));
        Place within = prepared(policy, probe, account);
        List<String> options = new ArrayList<>(List.of(within.here().resolve("manifest.yml").toString(), "--"));
        probe.arguments().forEach(argument -> options.add(within.fill(argument)));
        Path directory = within.here().resolve(probe.directory());
        Supervised supervised = within.supervise(directory, options, Map.of());
        switch (probe.expectation()) {
            case Probe.Allowed allowed -> {
                assertAllowed(allowed, without, free);
                assertThat(supervised.denials()).as(supervised.describe()).isEmpty();
                assertAllowed(allowed, within, supervised.ended());
            }
            case Probe.Denied denied -> assertDenied(denied, within, free, supervised);
        }
    }

    private static void assertAllowed(Probe.Allowed expected, Place place, Ended ended) {
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        assertThat(ended.output() + ended.errors()).contains(expected.output());
        String creates = expected.creates();
        if (creates != null) {
            assertThat(place.here().resolve(creates)).exists();
        }
    }

    private static void assertDenied(Probe.Denied expected, Place within, Ended free, Supervised supervised) {
        assertThat(free.exitCode()).as("without Remit: " + free.describe()).isZero();
        Ended ended = supervised.ended();
        String all = supervised.describe();
        if (expected.exitCode() != null) {
            assertThat(ended.exitCode()).as(all).isEqualTo(expected.exitCode());
        } else if (!expected.anyExit()) {
            assertThat(ended.exitCode()).as(all).isNotZero();
        }
        String path = within.fill(expected.path());
        assertThat(supervised.denied(path, expected.access())).as("refused to %s %s: %s", expected.access(), path, all)
                .isTrue();
        assertThat(ended.errors()).contains(expected.error()).contains("remit: denied by ");
        if (!expected.secret().isEmpty()) {
            assertThat(free.output()).contains(expected.secret());
            assertThat(ended.output()).as(all).doesNotContain(expected.secret());
        }
    }

    private static Place prepared(Path policy, Probe probe, Account account) {
        Place place = new Place(account, policy);
        probe.prepare().forEach(place::prepare);
        return place;
    }

    /** Where the program starts when Remit does not start it. */
    private static Path directory(Place place, Probe probe) {
        return place.here().resolve(probe.directory());
    }

    private static List<String> command(Place place, Path policy, Probe probe) throws IOException {
        Start start = manifest(policy).start();
        String run = start.run().value();
        List<String> command = new ArrayList<>();
        command.add(run.startsWith("./") ? place.here().resolve(run).normalize().toString() : run);
        start.args().forEach(argument -> command.add(argument.value()));
        probe.arguments().forEach(argument -> command.add(place.fill(argument)));
        return command;
    }

    private static Map<String, String> variables(Path policy) throws IOException {
        Map<String, String> variables = new HashMap<>();
        manifest(policy).start().environment().set().forEach((name, value) -> variables.put(name, value.value()));
        return variables;
    }

    private static Manifest manifest(Path policy) throws IOException {
        Path file = policy.resolve("manifest.yml");
        Outcome<Manifest> outcome = ManifestParser.parse(file.toString(), Files.readAllBytes(file));
        Manifest manifest = outcome.value();
        if (manifest == null) {
            throw new AssertionError(outcome.render());
        }
        return manifest;
    }
}
