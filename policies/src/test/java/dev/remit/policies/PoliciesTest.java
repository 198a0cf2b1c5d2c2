package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
                "python-report", "git", "sqlite", "shell", "gcc", "node-report", "tar", "find", "curl", "nginx",
                "redis", "initdb", "postgres",
                "pgbench", "asyncio", "ssh-keygen", "node-server", "chromium");
        assertThat(policies()).allSatisfy(policy -> assertThat(policy.resolve("probes.yml")).exists());
    }

    @TestFactory
    Stream<DynamicNode> shouldHoldRealProgramsToTheirManifests() throws IOException {
        return policies().stream().filter(PoliciesTest::isWanted)
                .map(policy -> dynamicContainer(policy.getFileName().toString(), tests(policy)));
    }

    /** All of them, unless the developer names some. */
    private static boolean isWanted(Path policy) {
        String wanted = System.getProperty("remit.policies", "");
        return wanted.isEmpty() || List.of(wanted.split(",", -1)).contains(policy.getFileName().toString());
    }

    private static List<Path> policies() throws IOException {
        try (Stream<Path> entries = Files.list(POLICIES)) {
            return entries.filter(entry -> Files.exists(entry.resolve("manifest.yml"))).sorted().toList();
        }
    }

    private static Stream<DynamicNode> tests(Path policy) {
        ProbeFile file = ProbeFile.read(policy.resolve("probes.yml"));
        List<DynamicNode> tests = new ArrayList<>();
        file.needs().forEach((program, owner) -> tests.add(dynamicTest(program + " is installed",
                () -> assertInstalled(program, owner))));
        for (Account account : Account.available()) {
            if (file.ordinary() && account.isPrivileged()) {
                continue;
            }
            for (Probe probe : file.probes()) {
                tests.add(dynamicTest(probe.name() + " (" + account + ")",
                        () -> new Proof(policy, file, probe, account).prove()));
            }
        }
        return tests.stream();
    }

    private static void assertInstalled(String program, String owner) throws IOException {
        assertThat(Installed.find(program)).as("these tests need the real %s: install %s", program, owner)
                .hasValueSatisfying(path -> assertThat(path).isExecutable());
    }
}
