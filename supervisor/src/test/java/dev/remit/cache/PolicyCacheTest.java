package dev.remit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.admission.Standing;
import dev.remit.compiler.BaseFragments;
import dev.remit.compiler.CompiledPolicy;
import dev.remit.compiler.HostPlaces;
import dev.remit.compiler.ManifestResolver;
import dev.remit.compiler.PolicyCompiler;
import dev.remit.compiler.bpf.FilterOptions;
import dev.remit.config.ConfigPlaces;
import dev.remit.devices.DeviceCatalog;
import dev.remit.devices.MachineFiles;
import dev.remit.devices.SystemTree;
import dev.remit.machine.Machine;
import dev.remit.manifest.Claims;
import dev.remit.manifest.Manifest;
import dev.remit.manifest.yaml.ManifestParser;
import dev.remit.policy.Extent;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCacheTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/ada", "PATH", "/usr/bin:/bin");
    /** Something of everything that an entry can hold. */
    private static final String MANIFEST = """
            manifestVersion: v1
            name: "wetter \u2602"
            author: acme
            version: "1.0"
            run: sh
            args: [-c, 'echo "\u263a"']
            hash: [sha256:%s, sha512:%s]
            workingDirectory: /tmp
            temporaryDirectory: private
            environment: {pass: [TERM, 'LC_*'], set: {A: b, C: d}}
            uses: [system, terminal, certificates, dns, fonts, python, node, java]
            allowedDirectories:
              - {name: tree, path: ./**, permission: readWrite}
              - {name: glob, path: './*.{txt,md}', permission: read}
              - {name: deep, path: '/srv/**/[a-c]?.log', permission: read}
              - {name: children, path: /usr/games/, permission: read}
              - {name: secret, path: ./**/secret, permission: none}
              - {name: closed, path: ./closed/**, permission: none}
              - {name: moot, path: ./closed/a/**, permission: read}
              - {name: share, path: '\\\\server\\share\\x', permission: read}
            allowedNetwork:
              - {name: api, direction: outbound, host: localhost, protocol: tcp, port: [80, 8000-8080]}
              - {name: block, direction: outbound, ip: '2001:db8::/32', protocol: udp, port: any}
              - {name: ping, direction: outbound, ip: 192.0.2.1, protocol: icmp}
              - {name: serve, direction: inbound, ip: 127.0.0.1, protocol: tcp, port: 8080}
            limits: {memory: 512MiB, cpuTime: 10m, processes: 64}
            """.formatted("0".repeat(64), "1".repeat(128));

    @TempDir
    private Path directory;
    private PolicyCache cache = new PolicyCache(new ConfigPlaces(null, Path.of("/"), null), null);
    private Subject subject = new Subject("", "", new byte[0]);
    private Machine machine = Machine.ofCaller(ENVIRONMENT);

    @BeforeEach
    void prepare() {
        cache = cache("build");
        subject = subject(MANIFEST);
        machine = Machine.ofCaller(ENVIRONMENT);
    }

    private PolicyCache cache(@Nullable String build) {
        return new PolicyCache(new ConfigPlaces(null, Path.of("/"), directory.resolve("cache")), build);
    }

    private Subject subject(String manifest) {
        return new Subject("app.yml", directory.toString(), manifest.getBytes(StandardCharsets.UTF_8));
    }

    /** What a manifest amounts to on this machine, in the way of a start. */
    private CompiledPolicy compile(String text) throws Exception {
        Manifest manifest = ManifestParser.parse("app.yml", text.getBytes(StandardCharsets.UTF_8)).get();
        Policy policy = new ManifestResolver(new HostPlaces(machine), BaseFragments.shipped())
                .resolve(manifest, directory.toString())
                .get();
        return PolicyCompiler.compile(policy, new HostPlaces(machine).kinds(), FilterOptions.standard());
    }

    private static KeptPolicy kept(CompiledPolicy compiled, String temporary) {
        return new KeptPolicy(compiled.policy(), new Claims("acme", "wetter \u2602", "1.0"), "a\nwarning",
                KeptPolicy.Lowering.of(compiled, FilterOptions.standard(), temporary));
    }

    private Kept make(String manifest, @Nullable Standing standing) throws Exception {
        return Kept.of(standing, kept(compile(manifest), ""), machine);
    }

    private static KeptPolicy policyOf(Kept kept) {
        return Objects.requireNonNull(kept.policyOn(Machine.ofCaller(ENVIRONMENT)));
    }

    private Path file() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("cache/policies"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    @Test
    void shouldFindWhatWasKept() throws Exception {
        CompiledPolicy compiled = compile(MANIFEST);
        assertThat(compiled.warnings()).isNotEmpty();
        assertThat(compiled.policy().unenforced()).isNotEmpty();
        Standing standing = new Standing(new byte[]{1, 2}, Instant.ofEpochSecond(1), Instant.MAX);
        cache.keep(subject, Kept.of(standing, kept(compiled, ""), machine));

        Kept found = cache("build").find(subject(MANIFEST));

        assertThat(found.standing()).usingRecursiveComparison().isEqualTo(
                new Standing(standing.grounds(), standing.from(),
                        Instant.ofEpochSecond(Instant.MAX.getEpochSecond())));
        KeptPolicy policy = policyOf(found);
        assertThat(policy.policy()).isEqualTo(compiled.policy());
        assertThat(policy.claims()).isEqualTo(new Claims("acme", "wetter \u2602", "1.0"));
        assertThat(policy.warnings()).isEqualTo("a\nwarning");
        assertThat(policy.lowering().fits(FilterOptions.standard(), "")).isTrue();
        assertThat(policy.lowering().fits(FilterOptions.standard(), "/tmp/x")).isFalse();
        assertThat(policy.lowering().fits(FilterOptions.standard().withHiddenMetadata(true), ""))
                .isFalse();
        CompiledPolicy again = policy.lowering().compiled(policy.policy(),
                new HostPlaces(Machine.ofCaller(ENVIRONMENT)).kinds());
        assertThat(again).usingRecursiveComparison().ignoringFields("trie", "calls").isEqualTo(compiled);
        assertThat(again.trie().bytes()).isEqualTo(compiled.trie().bytes());
    }

    @Test
    void shouldFindNothingForAnythingElse() throws Exception {
        cache.keep(subject, make(MANIFEST, null));
        assertThat(cache.find(subject).policy()).isNotEmpty();
        assertThat(cache.find(subject(MANIFEST + " ")).policy()).isEmpty();
        assertThat(cache.find(new Subject("./app.yml", subject.directory(), subject.manifest())).policy()).isEmpty();
        assertThat(cache.find(new Subject(subject.source(), "/", subject.manifest())).policy()).isEmpty();
        assertThat(cache("other").find(subject).policy()).isEmpty();
        assertThat(cache(null).find(subject).policy()).isEmpty();
    }

    @Test
    void shouldFindNothingOfAnotherManifestThatChancesToStandInThePlace() throws Exception {
        // "Aa" and "BB" have one hash code, so that both have one place.
        Subject one = new Subject("Aa", subject.directory(), subject.manifest());
        Subject other = new Subject("BB", subject.directory(), subject.manifest());
        assertThat(one.place()).isEqualTo(other.place());
        cache.keep(one, make(MANIFEST, null));
        assertThat(cache.find(one).policy()).isNotEmpty();
        assertThat(cache.find(other).policy()).isEmpty();
    }

    @Test
    void shouldKeepStandingWithoutPolicy() {
        cache.keep(subject, Kept.NOTHING.with(new Standing(new byte[]{1}, Instant.EPOCH, Instant.MAX)));
        Kept found = cache.find(subject);
        assertThat(found.standing()).isNotNull();
        assertThat(found.policyOn(machine)).isNull();
    }

    @Test
    void shouldKeepNothingWhereTheBuildIsNotKnown() throws Exception {
        cache(null).keep(subject, make(MANIFEST, null));
        assertThat(directory.resolve("cache")).doesNotExist();
    }

    @Test
    void shouldNotBelieveWhatOthersMayHaveWritten() throws Exception {
        cache.keep(subject, make(MANIFEST, null));
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
        assertThat(cache.find(subject).policy()).isEmpty();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(cache.find(subject).policy()).isNotEmpty();
    }

    @Test
    void shouldNotBelieveWhatIsDamaged() throws Exception {
        String small = "manifestVersion: v1\nname: app\nrun: /bin/sh\nuses: []\n";
        subject = subject(small);
        cache.keep(subject, make(small, new Standing(new byte[]{1}, Instant.EPOCH, Instant.MAX)));
        byte[] whole = Files.readAllBytes(file());
        assertThat(cache.find(subject).policy()).isNotEmpty();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file(), damaged);
            assertThat(cache.find(subject)).as("byte %d", i).isSameAs(Kept.NOTHING);
            Files.write(file(), Arrays.copyOf(whole, i));
            assertThat(cache.find(subject)).as("%d bytes", i).isSameAs(Kept.NOTHING);
        }
        Files.write(file(), Arrays.copyOf(whole, whole.length + 1));
        assertThat(cache.find(subject)).isSameAs(Kept.NOTHING);
    }

    /** Only the caller and root can write an entry whose checksum is right; still it shall end in no defect. */
    @Test
    void shouldComeThroughWhateverIsWrittenInAnEntry() throws Exception {
        byte[] policy = make(MANIFEST, null).policy();
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 3_000; round++) {
            byte[] other = random.nextInt(4) == 0
                    ? Arrays.copyOf(policy, random.nextInt(policy.length))
                    : policy.clone();
            for (int changes = random.nextInt(4) + 1; changes > 0 && other.length > 0; changes--) {
                other[random.nextInt(other.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
            }
            if (new Kept(null, other).policyOn(Machine.ofCaller(ENVIRONMENT)) == null) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1_000, 3_000);
    }

    @Test
    void shouldGiveOutNothingOnceTheMachineAnswersOtherwise() throws Exception {
        Files.createDirectory(directory.resolve("there"));
        String manifest = """
                manifestVersion: v1
                name: app
                run: /bin/sh
                uses: []
                allowedDirectories:
                  - {name: there, path: ./there/**, permission: read}
                  - {name: absent, path: ./absent/**, permission: read}
                  - {name: home, path: '~/x', permission: read}
                """;
        Kept kept = make(manifest, null);
        assertThat(kept.policyOn(Machine.ofCaller(ENVIRONMENT))).isNotNull();
        assertThat(kept.policyOn(Machine.ofCaller(Map.of("HOME", "/home/eve", "PATH", "/usr/bin:/bin")))).isNull();
        assertThat(kept.policyOn(Machine.ofCaller(Map.of("HOME", "/home/ada", "PATH", "/bin", "OTHER", "1"))))
                .as("variables that nothing depends on").isNotNull();
        Files.createDirectory(directory.resolve("absent"));
        assertThat(kept.policyOn(Machine.ofCaller(ENVIRONMENT))).as("what was absent exists").isNull();
        Files.delete(directory.resolve("absent"));
        assertThat(kept.policyOn(Machine.ofCaller(ENVIRONMENT))).isNotNull();
        Files.delete(directory.resolve("there"));
        Files.createSymbolicLink(directory.resolve("there"), Path.of("/etc"));
        assertThat(kept.policyOn(Machine.ofCaller(ENVIRONMENT))).as("a link took its place").isNull();
    }

    @Test
    void shouldNotAskForTheTemporaryDirectoryThatIsMadeForEachRun() throws Exception {
        Path temporary = Files.createDirectory(directory.resolve("temporary"));
        Policy policy = compile("manifestVersion: v1\nname: app\nrun: /bin/sh\n").policy();
        Policy within = policy.withRules(policy.rules().with(new PathRule(
                PathPattern.literal(temporary.toString(), Extent.SUBTREE), Permission.READ_WRITE,
                new Origin("app.yml", 0, 0, "temporaryDirectory"))));
        CompiledPolicy compiled = PolicyCompiler.compile(within, new HostPlaces(machine).kinds(),
                FilterOptions.standard());
        KeptPolicy made = new KeptPolicy(policy, new Claims(null, "app", ""), "",
                KeptPolicy.Lowering.of(compiled, FilterOptions.standard(), temporary.toString()));
        Kept kept = Kept.of(null, made, machine);
        Files.delete(temporary);

        KeptPolicy again = policyOf(kept);

        assertThat(again.policy()).isEqualTo(policy);
        assertThat(again.lowering().fits(FilterOptions.standard(), temporary.toString())).isTrue();
        assertThat(again.lowering().fits(FilterOptions.standard(), "")).isFalse();
        assertThat(again.lowering().compiled(within, new HostPlaces(machine).kinds()).regions())
                .isEqualTo(compiled.regions());
    }

    @Test
    void shouldKeepNoTextThatCouldNotBeReadAgain() throws Exception {
        String half = MANIFEST.replace("args: [-c, 'echo \"\u263a\"']", "args: [\"\\uD83D\"]");
        CompiledPolicy compiled = compile(half);
        assertThat(compiled.policy().program().arguments()).hasSize(1);
        Policy broken = new Policy("\uD83D", "app.yml", compiled.policy().program(), compiled.policy().rules(),
                compiled.policy().limits(), List.of());
        KeptPolicy made = new KeptPolicy(broken, new Claims(null, "app", ""), "",
                KeptPolicy.Lowering.of(compiled, FilterOptions.standard(), ""));
        assertThat(Kept.of(null, made, machine).policy()).isEmpty();
    }

    @Test
    void shouldKeepWhatClassesOfDevicesGrant() throws Exception {
        SystemTree laptop = MachineFiles.unpack("laptop", directory.resolve("laptop"));
        String text = "manifestVersion: v1\nname: app\nrun: /bin/sh\nallowedDevices: [audioOut, mouse, gpu, camera]\n";
        Manifest manifest = ManifestParser.parse("app.yml", text.getBytes(StandardCharsets.UTF_8)).get();
        Policy policy = new ManifestResolver(new HostPlaces(machine), BaseFragments.shipped(),
                () -> new DeviceCatalog(laptop, name -> null)).resolve(manifest, directory.toString()).get();
        assertThat(policy.rules().devices().grants()).hasSizeGreaterThan(3);
        CompiledPolicy compiled = PolicyCompiler.compile(policy, new HostPlaces(machine).kinds(),
                FilterOptions.standard());

        KeptPolicy again = policyOf(Kept.of(null, kept(compiled, ""), machine));

        assertThat(again.policy()).isEqualTo(policy);
        assertThat(again.lowering().filter()).isEqualTo(compiled.filter());
    }
}
