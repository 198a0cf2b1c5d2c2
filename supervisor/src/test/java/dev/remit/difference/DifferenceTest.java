package dev.remit.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.compiler.BaseFragments;
import dev.remit.compiler.HostPlaces;
import dev.remit.compiler.ManifestResolver;
import dev.remit.machine.Machine;
import dev.remit.manifest.yaml.ManifestParser;
import dev.remit.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final String DIRECTORY = "/srv/no-such-place";
    private static final String HEAD = "manifestVersion: v1\nname: weather\nrun: ./weather\n";

    private static Policy policy(String text) {
        var manifest = ManifestParser.parse("app.yml", (HEAD + text).getBytes(StandardCharsets.UTF_8));
        return new ManifestResolver(new HostPlaces(Machine.ofCaller(Map.of("HOME", "/home/no-such-user"))),
                BaseFragments.shipped())
                .resolve(manifest.get(), DIRECTORY).get();
    }

    private static List<String> grown(String before, String now) {
        return Difference.grown(policy(before), policy(now), DIRECTORY).stream().map(Change::what).toList();
    }

    private static String directories(String... lines) {
        return "allowedDirectories:\n  - " + String.join("\n  - ", lines) + "\n";
    }

    private static String network(String... lines) {
        return "allowedNetwork:\n  - " + String.join("\n  - ", lines) + "\n";
    }

    @Test
    void shouldFindNothingWhereNothingIsAsked() {
        String text = "uses: [system, dns]\n" + directories("{path: ./**/, permission: read}")
                + network("{direction: outbound, host: example.com, protocol: tcp, port: 443}")
                + "allowedDevices: [camera]\nlimits: {memory: 1GiB}\n";
        assertThat(grown(text, text)).isEmpty();
        assertThat(grown(text, """
                uses: []
                limits: {memory: 512MiB, processes: 4}
                environment: {pass: [HOME, LC_ALL]}
                """)).isEmpty();
    }

    @Test
    void shouldNameFilesAsTheManifestMayNameThem() {
        List<Change> changes = Difference.grown(policy(""),
                policy(directories("{name: out, path: ./out/**, permission: readWrite}",
                        "{path: /var/log/x, permission: read}")),
                DIRECTORY);
        assertThat(changes).extracting(Change::describe).containsExactly(
                "read+write:./out/**, for example ./out (app.yml:5:23 (out))", "read:/var/log/x (app.yml:6:12)");
    }

    @Test
    void shouldTakeABaseFragmentAsOne() {
        assertThat(grown("uses: [system]\n", "uses: [system, certificates]\n")).containsExactly("use:certificates");
        assertThat(grown("uses: []\n", "")).containsExactly("use:system");
    }

    @Test
    void shouldFindAnotherProgram() {
        assertThat(Difference.grown(policy("uses: []\n"), policy("uses: []\n"), DIRECTORY)).isEmpty();
        assertThat(grown("uses: []\n", "uses: []\n" + directories("{path: /usr/bin/env, permission: readExecute}")))
                .containsExactly("read+execute:/usr/bin/env");
    }

    @Test
    void shouldFindEndpoints() {
        String before = network("{direction: outbound, ip: 10.0.0.0/8, protocol: tcp, port: 1000-2000}",
                "{direction: outbound, host: api.example.com, protocol: tcp, port: 443}");
        assertThat(grown(before, network("{direction: outbound, ip: 10.1.0.0/16, protocol: tcp, port: [1000, 1500]}",
                "{direction: outbound, host: API.example.com, protocol: tcp, port: 443}"))).isEmpty();
        assertThat(grown(before, network("{direction: outbound, ip: 10.0.0.0/7, protocol: tcp, port: 1000}",
                "{direction: inbound, ip: 10.0.0.1, protocol: tcp, port: 1000}",
                "{direction: outbound, ip: 10.0.0.1, protocol: udp, port: 1000}",
                "{direction: outbound, ip: 10.0.0.1, protocol: tcp, port: 2001}",
                "{direction: outbound, ip: '::1', protocol: tcp, port: 1000}",
                "{direction: outbound, host: www.example.com, protocol: tcp, port: 443}"))).containsExactly(
                        "connect:tcp:10.0.0.0/7:1000", "bind:tcp:10.0.0.1:1000", "connect:udp:10.0.0.1:1000",
                        "connect:tcp:10.0.0.1:2001", "connect:tcp:[::1]:1000", "connect:tcp:www.example.com:443");
    }

    @Test
    void shouldSeeThatHalvesMakeAWhole() {
        String halves = network("{direction: outbound, ip: [0.0.0.0/1, 128.0.0.0/1], protocol: tcp, port: 1-99}",
                "{direction: outbound, ip: 0.0.0.0/0, protocol: tcp, port: 100-200}");
        String whole = network("{direction: outbound, ip: 0.0.0.0/0, protocol: tcp, port: 1-200}");
        assertThat(grown(halves, whole)).isEmpty();
        assertThat(grown(halves, whole.replace("200", "201"))).containsExactly("connect:tcp:0.0.0.0/0:1-201");
    }

    @Test
    void shouldLetAllAddressesCoverNames() {
        String any = "uses: [system, dns]\n"
                + network("{direction: outbound, ip: any, protocol: [tcp, udp], port: any}");
        String name = "uses: [system, dns]\n"
                + network("{direction: outbound, host: example.com, protocol: tcp, port: 443}");
        assertThat(grown(any, name)).isEmpty();
        assertThat(grown(name, any)).contains("connect:tcp:0.0.0.0/0:any", "connect:udp:[::/0]:any");
    }

    @Test
    void shouldFindDevicesWhetherOrNotTheyAreThere() {
        assertThat(grown("", "allowedDevices: [camera, {class: audioOut, through: server}]\n"))
                .contains("device:camera", "device:audioOut:server").allMatch(what -> !what.startsWith("read"));
        assertThat(grown("allowedDevices: [serial]\n", "allowedDevices: [{class: serial, path: /dev/ttyS0}]\n"))
                .isEmpty();
        assertThat(grown("allowedDevices: [audioOut]\n", "allowedDevices: [{class: audioOut, through: server}]\n"))
                .contains("device:audioOut:server");
    }

    @Test
    void shouldFindLooserLimitsVariablesAndVisibility() {
        assertThat(grown("metadata: hidden\nlimits: {memory: 1GiB, wallTime: 1m}\nenvironment: {pass: [HOME]}\n",
                "limits: {memory: 2GiB}\nenvironment: {pass: [HOME, 'AWS_*']}\n")).containsExactlyInAnyOrder(
                        "metadata:visible", "limit:memory=2GiB", "limit:wallTime=none", "environment:AWS_*");
        assertThat(grown("environment: {pass: ['A*']}\n", "environment: {pass: [AB, 'A*', 'AB*']}\n"))
                .containsExactly("environment:AB*");
    }

    @Test
    void shouldFindThatAnyContentOfTheProgramWillDo() {
        String hash = "hash: sha256:" + "0".repeat(64) + "\n";
        assertThat(grown(hash, "")).containsExactly("hash:none");
        assertThat(grown(hash, hash.replace('0', '1'))).isEmpty();
        assertThat(grown("", hash)).isEmpty();
    }

    /** A place that a class of devices shares with a rule must not hide the rule. */
    @Test
    void shouldFindRulesThatBorrowTheWordsOfDevices() {
        assertThat(grown("", "allowedDevices: [&word camera]\n"
                + directories("{name: camera, path: *word, permission: readWrite}")))
                .contains("device:camera", "read+write:./camera");
    }

    @Test
    void shouldShowNothingThatPlaysTricksOnATerminal() {
        assertThat(grown("", directories("{path: \"./a\\e2Kb\", permission: read}")))
                .containsExactly("read:./a\uFFFD2Kb");
    }
}
