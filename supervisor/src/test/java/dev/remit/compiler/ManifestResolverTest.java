package dev.remit.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.remit.devices.DeviceCatalog;
import dev.remit.devices.SystemTree;
import dev.remit.machine.Machine;
import dev.remit.manifest.Diagnostic;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.Outcome;
import dev.remit.manifest.yaml.ManifestParser;
import dev.remit.policy.AddressSyntax;
import dev.remit.policy.EndpointRule;
import dev.remit.policy.Peer;
import dev.remit.policy.PortRange;
import dev.remit.policy.Transport;
import dev.remit.policy.Extent;
import dev.remit.policy.PathPattern;
import dev.remit.policy.Limit;
import dev.remit.policy.Limits;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import dev.remit.policy.Unenforced;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManifestResolverTest {
    private static final String HEAD = "manifestVersion: v1\nname: app\nrun: ./app\nuses: []\n";

    private final MadeUpPlaces places = new MadeUpPlaces().directory("/work").program("/work/app");
    private Map<String, String> environment = Map.of("HOME", "/home/ada", "PATH", "/usr/local/bin:/usr/bin");
    private BaseFragments base = new BaseFragments(List.of("system", "dns"), name -> fragment(name, "", ""));

    private static byte[] fragment(String name, String uses, String rules) {
        String text = "manifestVersion: v1\nname: " + name + "\nuses: [" + uses + "]\nallowedDirectories: [" + rules
                + "]\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private DeviceCatalog noDevices() {
        return new DeviceCatalog(SystemTree.below(Path.of("/nonexistent")), environment::get);
    }

    private Outcome<Policy> resolve(String text) {
        Manifest manifest = ManifestParser.parse("/work/app.yml", text.getBytes(StandardCharsets.UTF_8)).get();
        return new ManifestResolver(places.environment(environment), base, this::noDevices).resolve(manifest, "/work");
    }

    private Policy policy(String text) {
        Outcome<Policy> outcome = resolve(text);
        assertThat(outcome.diagnostics()).isEmpty();
        return outcome.get();
    }

    private static String rule(String path) {
        return "allowedDirectories: [{ name: r, path: '" + path + "', permission: readWrite }]\n";
    }

    private PathRule first(String path) {
        return policy(HEAD + rule(path)).files().getFirst();
    }

    @Test
    void shouldStartRelativePathsAtTheManifest() {
        assertThat(first("./data/**").pattern()).hasToString("/work/data/**");
        assertThat(first("**/*.key").pattern()).hasToString("/work/**/*.key");
        assertThat(first("..").pattern()).hasToString("/");
        assertThat(first("./data/**").origin().describe()).isEqualTo("/work/app.yml:5:39 (r)");
    }

    @Test
    void shouldGrantTheProgramItself() {
        Policy policy = policy(HEAD);
        assertThat(policy.program().path()).isEqualTo("/work/app");
        assertThat(policy.files()).containsExactly(new PathRule(PathPattern.literal("/work/app", Extent.EXACT),
                Permission.READ_EXECUTE, policy.files().getFirst().origin()));
        assertThat(policy.files().getFirst().origin().describe()).isEqualTo("/work/app.yml:3:6 (run)");
    }

    @Test
    void shouldFollowLinksInTheLiteralPrefixAndKeepTheSpelling() {
        places.directory("/usr/lib").link("/lib", "usr/lib").link("/data", "/lib/../mnt/disk").directory("/mnt/disk");
        PathRule rule = first("/data/x/*.txt");
        assertThat(rule.pattern()).hasToString("/usr/mnt/disk/x/*.txt");
        assertThat(rule.spelling()).hasToString("/data/x/*.txt");
        assertThat(first("/lib/**").pattern()).hasToString("/usr/lib/**");
    }

    @Test
    void shouldUseTheCanonicalFormAsSpellingWhereParentsDependOnLinks() {
        places.directory("/usr/lib").link("/lib", "/usr/lib");
        PathRule rule = first("/lib/../share");
        assertThat(rule.pattern()).hasToString("/usr/share");
        assertThat(rule.spelling()).isEqualTo(rule.pattern());
    }

    @Test
    void shouldFollowALinkThatLeadsNowhereYet() {
        places.link("/work/out", "/var/out");
        assertThat(first("./out/**").pattern()).hasToString("/var/out/**");
    }

    @Test
    void shouldSurviveLinksInACircle() {
        places.link("/work/a", "b").link("/work/b", "a");
        assertThat(first("./a/x").pattern().literalPrefix()).startsWith("/work/");
    }

    @Test
    void shouldLeaveWhatEachProcessHasOfItsOwn() {
        places.link("/proc/self", "4711").link("/dev/fd", "/proc/self/fd").link("/dev/stdin", "/proc/self/fd/0");
        assertThat(first("/proc/self/../self/maps").pattern()).hasToString("/proc/self/maps");
        assertThat(first("/dev/fd/3").pattern()).hasToString("/dev/fd/3");
        assertThat(first("/dev/stdin").pattern()).hasToString("/proc/self/fd/0");
        assertThat(first("/proc/thread-self/**").pattern()).hasToString("/proc/thread-self/**");
    }

    @Test
    void shouldExpandVariablesWithTheirDefaults() {
        assertThat(first("~/x").pattern()).hasToString("/home/ada/x");
        assertThat(first("$XDG_CONFIG_HOME/app/").pattern()).hasToString("/home/ada/.config/app/");
        environment = Map.of("HOME", "/home/ada", "XDG_CONFIG_HOME", "relative", "USER", "a/b");
        assertThat(resolve(HEAD + rule("$XDG_CONFIG_HOME/app")).render()).contains("does not hold what it should");
        assertThat(resolve(HEAD + rule("/tmp/$USER")).render()).contains("does not hold what it should");
    }

    @Test
    void shouldPointAtAnUnsetVariable() {
        Outcome<Policy> outcome = resolve(HEAD + rule("a/$TMPDIR/x"));
        assertThat(outcome.render()).isEqualTo("""
                /work/app.yml:5:42: error: the variable TMPDIR is not set
                  5 | allowedDirectories: [{ name: r, path: 'a/$TMPDIR/x', permission: readWrite }]
                    |                                          ^~~~~~~
                """);
    }

    @Test
    void shouldFindBareNamesOnPath() {
        places.program("/usr/bin/git");
        Policy policy = policy(HEAD.replace("./app", "git"));
        assertThat(policy.program().path()).isEqualTo("/usr/bin/git");
        Outcome<Policy> missing = resolve(HEAD.replace("./app", "hg"));
        assertThat(missing.render()).contains("app.yml:3:6: warning: there is no such program on PATH");
        assertThat(missing.get().program().path()).isEqualTo("/usr/local/bin/hg");
    }

    @Test
    void shouldRunTheProgramByItsSpellingAndGrantWhatItIs() {
        places.link("/work/venv/python", "/usr/bin/python3").program("/usr/bin/python3");
        Policy policy = policy(HEAD.replace("./app", "venv/python"));
        assertThat(policy.program().path()).isEqualTo("/work/venv/python");
        assertThat(policy.files().getFirst().pattern()).hasToString("/usr/bin/python3");
    }

    @Test
    void shouldWarnOfAProgramThatCannotRun() {
        places.directory("/work/dir").file("/work/text");
        assertThat(resolve(HEAD.replace("./app", "./dir")).render()).contains("warning: this is a directory");
        assertThat(resolve(HEAD.replace("./app", "./text")).render()).contains("warning: this file is not executable");
        assertThat(resolve(HEAD.replace("./app", "./none")).render()).contains("warning: there is no such file yet");
    }

    @Test
    void shouldFindMountedSharesWithoutRegardToCase() {
        places.directory("/mnt/tools").mount("22 27 0:21 / /proc rw - proc proc rw")
                .mount("40 27 0:50 / /mnt/a\\040b rw shared:1 - cifs //envgeoserver/repository rw,vers=3")
                .mount("41 27 0:50 /Tools /mnt/tools rw - smb3 //EnvGeoServer/Repository rw");
        assertThat(first("\\\\EnvGeoServer\\Repository\\Data\\").pattern()).hasToString("/mnt/a b/Data/");
        assertThat(first("\\\\ENVGEOSERVER\\Repository\\Tools\\admin\\").pattern()).hasToString("/mnt/tools/admin/");
    }

    @Test
    void shouldMakeRunImpossibleWhenAShareIsNotMounted() {
        Outcome<Policy> outcome = resolve(HEAD + rule("\\\\Server\\Share\\x\\"));
        assertThat(outcome.diagnostics()).extracting(Diagnostic::isError).containsExactly(false);
        assertThat(outcome.get().unenforced()).extracting(Unenforced::what)
                .containsExactly("the path \\\\Server\\Share\\x\\, because its share is not mounted");
    }

    @Test
    void shouldHideMetadataWhereThatIsAskedFor() {
        assertThat(policy(HEAD + "metadata: hidden\n").rules().metadataHidden()).isTrue();
        assertThat(policy(HEAD).rules().metadataHidden()).isFalse();
    }

    @Test
    void shouldCarryLimitsWithTheirPlaces() {
        Policy policy = policy(HEAD + "limits: { wallTime: 5s, memory: 1GiB }\n");
        assertThat(policy.limits().bounds()).extracting(Limits.Bound::limit, Limits.Bound::value)
                .containsExactly(tuple(Limit.MEMORY, 1L << 30), tuple(Limit.WALL_TIME, 5000L));
        assertThat(policy.limits().bounds()).extracting(Limits.Bound::describe, Limits.Bound::spelling)
                .containsExactly(tuple("limits.memory (/work/app.yml:5)", "1GiB"),
                        tuple("limits.wallTime (/work/app.yml:5)", "5s"));
        assertThat(policy.limits().of(Limit.PROCESSES)).isNull();
    }

    @Test
    void shouldResolveRulesOnTheNetwork() {
        Policy policy = policy(HEAD + """
                allowedNetwork:
                  - { name: api, direction: outbound, host: example.com, protocol: tcp, port: 443 }
                  - { direction: outbound, ip: [loopback, nameservers], protocol: [tcp, udp], port: [53, 1-9] }
                  - { direction: inbound, ip: any, protocol: icmp }
                """);
        assertThat(policy.rules().endpoints()).extracting(EndpointRule::peer).containsExactly(
                new Peer.Host("example.com", false), new Peer.NameServers(),
                new Peer.Blocks(List.of(AddressSyntax.parse("127.0.0.0/8"), AddressSyntax.parse("::1"))),
                new Peer.Blocks(List.of(AddressSyntax.parse("0.0.0.0/0"), AddressSyntax.parse("::/0"))));
        assertThat(policy.rules().endpoints().get(1).transports()).containsExactlyInAnyOrder(Transport.TCP,
                Transport.UDP);
        assertThat(policy.rules().endpoints().get(1).ports()).containsExactly(new PortRange(53, 53),
                new PortRange(1, 9));
        assertThat(policy.rules().endpoints().get(0).origin().describe()).isEqualTo("/work/app.yml:6:29 (api)");
        assertThat(policy.rules().endpoints().get(3).ports()).isEmpty();
    }

    @Test
    void shouldTakeUpFragmentsEachOnceAndPassOverWhatIsMissing() {
        base = new BaseFragments(List.of("system", "more"), name -> name.equals("more")
                ? fragment(name, "system", "{ path: /opt/more, permission: read }")
                : fragment(name, "",
                        "{ path: /etc/there, permission: read }, { path: /etc/missing/*, permission: read }, "
                                + "{ path: /etc/denied, permission: none }, { path: $XDG_RUNTIME_DIR/x, permission: read }"));
        places.file("/etc/there").file("/opt/more");
        Policy policy = policy(HEAD.replace("uses: []", "uses: [more, system]"));
        assertThat(policy.files()).extracting(rule -> rule.pattern().toString()).containsExactly("/work/app",
                "/opt/more", "/etc/there", "/etc/denied");
        assertThat(policy.files().get(1).origin().source()).isEqualTo("base fragment more");
    }

    @Test
    void shouldReportUnknownFragmentsAndCircles() {
        assertThat(resolve(HEAD.replace("uses: []", "uses: [sytem]")).render()).isEqualTo("""
                /work/app.yml:4:8: error: there is no base fragment called "sytem"
                  4 | uses: [sytem]
                    |        ^~~~~
                    = expected one of system, dns
                    = did you mean system?
                """);
        base = new BaseFragments(List.of("a", "b"), name -> fragment(name, name.equals("a") ? "b" : "a", ""));
        assertThat(resolve(HEAD.replace("uses: []", "uses: [a]")).render())
                .startsWith("base fragment b:3:8: error: base fragments use each other in a circle: a, b, a\n");
    }

    @Test
    void shouldTakeUpDnsForRulesOnHostNames() {
        base = new BaseFragments(List.of("system", "dns"),
                name -> fragment(name, "", "{ path: /etc/" + name + ", permission: read }"));
        places.file("/etc/dns").file("/etc/system");
        Policy policy = policy(HEAD + "allowedNetwork: [{ direction: outbound, host: example.com, protocol: tcp, "
                + "port: 443 }]\n");
        assertThat(policy.files()).extracting(rule -> rule.pattern().toString()).containsExactly("/work/app",
                "/etc/dns");
    }

    @Test
    void shouldShipEveryFragmentThatThereIs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../policies/base"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".yml", "")))
                    .containsExactlyInAnyOrderElementsOf(BaseFragments.shipped().names());
        }
    }

    @Test
    void shouldUseTheSystemFragmentWhenNothingIsSaid() {
        base = new BaseFragments(List.of("system"),
                name -> fragment(name, "", "{ path: /etc/there, permission: read }"));
        places.file("/etc/there");
        assertThat(policy(HEAD.replace("uses: []\n", "")).files()).extracting(rule -> rule.pattern().toString())
                .containsExactly("/work/app", "/etc/there");
    }

    @Test
    void shouldResolveTheOriginalManifestWithItsWarnings() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/manifests/good/original-manifest.yml")) {
            assertThat(in).isNotNull();
            Outcome<Manifest> parsed = ManifestParser.parse("original-manifest.yml", in.readAllBytes());
            assertThat(parsed.diagnostics()).extracting(Diagnostic::toString).containsExactly(
                    "original-manifest.yml:5:7: warning: this hash is a placeholder: nothing can run until it is replaced");
            places.program("/work/myapp");
            Outcome<Policy> outcome = new ManifestResolver(places.environment(environment), base, this::noDevices)
                    .resolve(
                            parsed.get(),
                            "/work");
            assertThat(outcome.diagnostics()).extracting(Diagnostic::toString).containsExactly(
                    "original-manifest.yml:12:11: warning: this share is not mounted: nothing can run until it is",
                    "original-manifest.yml:23:5: warning: nothing on this machine carries mouse",
                    "original-manifest.yml:24:5: warning: nothing on this machine carries keyboard",
                    "original-manifest.yml:25:5: warning: nothing on this machine carries audioOut",
                    "original-manifest.yml:26:5: warning: nothing on this machine carries display");
            assertThat(outcome.get().files()).extracting(rule -> rule.pattern().toString()).startsWith("/work/**");
            assertThat(outcome.get().unenforced()).hasSize(2);
        }
    }

    @Test
    void shouldResolveEveryShippedFragmentOnThisMachine() {
        base = BaseFragments.shipped();
        Manifest manifest = ManifestParser.parse("app.yml", HEAD.replace("uses: []", "uses: [" + String.join(", ",
                base.names()) + "]").replace("./app", "/bin/sh").getBytes(StandardCharsets.UTF_8)).get();
        Outcome<Policy> outcome = new ManifestResolver(new HostPlaces(Machine.ofCaller(System.getenv())), base)
                .resolve(manifest, "/");
        assertThat(outcome.diagnostics()).isEmpty();
        assertThat(outcome.get().files()).extracting(rule -> rule.pattern().toString()).contains("/dev/null",
                "/proc/self/**", "/usr/lib/**");
        assertThat(outcome.get().files()).allSatisfy(rule -> assertThat(rule.denies()).isFalse());
    }
}
