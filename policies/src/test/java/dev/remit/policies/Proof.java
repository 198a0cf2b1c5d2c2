package dev.remit.policies;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the attempt of a probe without Remit, then with it, each in a place of its own. */
final class Proof {
    /** How a program ends that does nothing about the signal which asks it to. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private final Path policy;
    private final ProbeFile file;
    private final Probe probe;
    private final Account account;

    Proof(Path policy, ProbeFile file, Probe probe, Account account) {
        this.policy = policy;
        this.file = file;
        this.probe = probe;
        this.account = account;
    }

    void prove() throws IOException, InterruptedException {
        try (Place without = new Place(account, policy); Place within = new Place(account, policy)) {
            prove(without, within);
        }
    }

    private void prove(Place without, Place within) throws IOException, InterruptedException {
        prepare(without);
        Ended free = attempt(without, command(without), variables());
        prepare(within);
        Supervised supervised = within.supervised(attempt(within, within.remit(options(within)), Map.of()));
        switch (probe.expectation()) {
            case Probe.Allowed allowed -> {
                assertAllowed(allowed, without, free);
                assertThat(supervised.denials()).as(supervised.describe())
                        .allMatch(denial -> isTolerated(within, denial, allowed.tolerates()));
                assertAllowed(allowed, within, supervised.ended());
            }
            case Probe.Denied denied -> assertDenied(denied, within, free, supervised);
        }
    }

    /** Whether the program does without what was refused: all calls of a kind, or what lies where. */
    private static boolean isTolerated(Place place, Supervised.Denial denial, List<String> tolerated) {
        return tolerated.stream().map(place::fill)
                .anyMatch(each -> each.equals(denial.call()) || denial.isAbout(each));
    }

    private void prepare(Place place) throws IOException {
        if (!file.search().isEmpty()) {
            place.searchFirst(Installed.find(file.search()).orElseThrow());
        }
        place.give(new Ports(file.ports()));
        if (!probe.scene().without().isEmpty()) {
            Path manifest = place.here().resolve("manifest.yml");
            Files.writeString(manifest, withoutRule(Files.readString(manifest), probe.scene().without()));
        }
        probe.scene().prepare().forEach(place::prepare);
    }

    /** Takes a rule out of a manifest, which must have it. */
    private static String withoutRule(String manifest, String name) {
        Matcher rule = Pattern.compile("(?m)^  - name: " + Pattern.quote(name) + "\n(    .*\n)+").matcher(manifest);
        assertThat(rule.find()).as("the manifest has a rule " + name).isTrue();
        String rest = manifest.substring(0, rule.start()) + manifest.substring(rule.end());
        return Pattern.compile("(?m)^(allowed\\w+):\n((?:  #.*\n)*)(?=\\S|\\s*\\z)").matcher(rest)
                .replaceAll("$1: []\n$2");
    }

    /** Waits until a server does its work; false when it ended before. */
    private boolean isReady(Place place, Running server) throws IOException, InterruptedException {
        String ready = probe.scene().ready();
        return server.awaitPort(port(place)) && (ready.isEmpty()
                || server.await(() -> shell(place, ready).await().exitCode() == 0));
    }

    private int port(Place place) {
        return Integer.parseInt(place.fill(String.valueOf(probe.scene().port())));
    }

    /** Runs a command beside the probe's server, and its client beside the command. */
    private Ended attempt(Place place, List<String> command, Map<String, String> variables)
            throws IOException, InterruptedException {
        String server = probe.scene().server();
        Running beside = server.isEmpty() ? null : shell(place, server);
        try {
            if (beside != null) {
                assertThat(isReady(place, beside)).as("the server answers: " + server).isTrue();
            }
            Running running = place.start(place.here().resolve(probe.scene().directory()), command, variables);
            String client = probe.client();
            return client == null ? running.await() : serve(place, running, client);
        } finally {
            if (beside != null) {
                beside.end();
            }
        }
    }

    /** Lets a client talk to a program that serves; answers how the client ended, or the program if it would not serve. */
    private Ended serve(Place place, Running program, String client) throws IOException, InterruptedException {
        if (!isReady(place, program)) {
            return program.await();
        }
        Ended asked = shell(place, client).await();
        Ended served = program.end();
        boolean gaveUp = served.exitCode() != 0 && served.exitCode() != ENDED_BY_SIGTERM;
        if (gaveUp && asked.exitCode() != 0) {
            // It opened its port before it found out that it cannot serve.
            return served;
        }
        assertThat(served.exitCode()).as(served.describe()).isIn(0, ENDED_BY_SIGTERM);
        return new Ended(asked.exitCode(), asked.output(), asked.errors() + served.output() + served.errors());
    }

    private static Running shell(Place place, String command) throws IOException {
        return place.start(place.here(), List.of("/bin/sh", "-c", place.fill(command)), Map.of());
    }

    private void assertAllowed(Probe.Allowed expected, Place place, Ended ended) {
        assertThat(ended.exitCode()).as(ended.describe()).isZero();
        assertThat(ended.output() + ended.errors()).contains(place.fill(expected.output()));
        String creates = expected.creates();
        if (creates != null) {
            assertThat(place.here().resolve(creates)).exists();
        }
    }

    private static void assertDenied(Probe.Denied expected, Place within, Ended free, Supervised supervised) {
        assertThat(free.exitCode()).as("without Remit: " + free.describe()).isZero();
        Ended ended = supervised.ended();
        String all = supervised.describe();
        assertExit(expected.exit(), ended, all);
        String what = within.fill(expected.what());
        assertThat(supervised.denied(what, expected.access())).as("refused to %s %s: %s", expected.access(), what, all)
                .isTrue();
        assertThat(ended.errors()).contains("remit: denied by ");
        assertThat(expected.error()).allSatisfy(words -> assertThat(ended.errors()).contains(within.fill(words)));
        if (!expected.secret().isEmpty()) {
            assertThat(free.output()).contains(expected.secret());
            assertThat(ended.output()).as(all).doesNotContain(expected.secret());
        }
    }

    private static void assertExit(Probe.Exit expected, Ended ended, String all) {
        @Nullable
        Integer code = expected.code();
        if (code != null) {
            assertThat(ended.exitCode()).as(all).isEqualTo(code);
        } else if (!expected.any()) {
            assertThat(ended.exitCode()).as(all).isNotZero();
        }
    }

    private List<String> options(Place within) {
        List<String> options = new ArrayList<>(List.of(within.here().resolve("manifest.yml").toString(), "--"));
        probe.arguments().forEach(argument -> options.add(within.fill(argument)));
        return options;
    }

    private List<String> command(Place place) throws IOException {
        Start start = manifest(place.here().resolve("manifest.yml")).start();
        String run = start.run().value();
        List<String> command = new ArrayList<>();
        command.add(run.startsWith("./") ? place.here().resolve(run).normalize().toString() : run);
        start.args().forEach(argument -> command.add(argument.value()));
        probe.arguments().forEach(argument -> command.add(place.fill(argument)));
        return command;
    }

    private Map<String, String> variables() throws IOException {
        Map<String, String> variables = new HashMap<>();
        manifest(policy.resolve("manifest.yml")).start().environment().set()
                .forEach((name, value) -> variables.put(name, value.value()));
        return variables;
    }

    private static Manifest manifest(Path file) throws IOException {
        Outcome<Manifest> outcome = ManifestParser.parse(file.toString(), Files.readAllBytes(file));
        Manifest manifest = outcome.value();
        if (manifest == null) {
            throw new AssertionError(outcome.render());
        }
        return manifest;
    }
}
