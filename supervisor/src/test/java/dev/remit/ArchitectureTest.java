package dev.remit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the packages to who may import whom, and the hot rooms to what they may use. */
class ArchitectureTest {
    private static final String ROOT = "dev.remit.";
    private static final String UAPI = "uapi";
    private static final int LONGEST_FILE = 500;

    /** Which of our packages each package may import. */
    private static final Map<String, Set<String>> EDGES = Map.ofEntries(
            entry(UAPI, Set.of()),
            entry("linux", Set.of(UAPI)),
            entry("linux.file", Set.of("linux", UAPI)),
            entry("linux.ipc", Set.of("linux", UAPI)),
            entry("linux.landlock", Set.of("linux", UAPI)),
            entry("linux.process", Set.of("linux", UAPI)),
            entry("linux.seccomp", Set.of("linux", UAPI)),
            entry("policy", Set.of()),
            entry("trust.wire", Set.of()),
            entry("trust.digest", Set.of()),
            entry("trust.key", Set.of("trust.wire", "trust.digest")),
            entry("trust.signature", Set.of("trust.wire", "trust.digest", "trust.key")),
            entry("trust.store", Set.of("display", "trust.wire", "trust.digest", "trust.key")),
            entry("syscall", Set.of()),
            entry("bpf", Set.of()),
            entry("manifest", Set.of("display", "policy")),
            entry("manifest.yaml", Set.of("display", "manifest", "policy")),
            entry("decision", Set.of("policy")),
            entry("difference", Set.of("display", "policy")),
            entry("names", Set.of("policy")),
            entry("config", Set.of("display", "trust.digest")),
            entry("display", Set.of()),
            entry("devices", Set.of("machine", "policy")),
            entry("machine", Set.of()),
            entry("audit", Set.of("policy")),
            entry("audit.report", Set.of("audit", "policy", "display")),
            entry("compiler.endpoints", Set.of("policy", "decision")),
            entry("compiler.bpf", Set.of("policy", "syscall", "bpf")),
            entry("compiler.landlock", Set.of("policy")),
            entry("compiler.trie", Set.of("policy", "decision")),
            entry("compiler",
                    Set.of("machine", "manifest", "manifest.yaml", "policy", "syscall", "bpf", "decision", "devices",
                            "compiler.bpf",
                            "compiler.endpoints", "compiler.landlock", "compiler.trie")),
            entry("handlers",
                    Set.of("policy", "syscall", "decision", "linux", "linux.file", "linux.ipc", "linux.process",
                            "linux.seccomp")),
            entry("notify", Set.of("handlers", "audit", "policy", "linux", "linux.file", "linux.process",
                    "linux.seccomp")),
            entry("limits", Set.of("policy", "linux", "linux.process", UAPI)),
            entry("launch",
                    Set.of("bpf", "compiler", "compiler.bpf", "compiler.endpoints", "compiler.landlock", "decision",
                            "handlers", "limits", "names", "notify", "policy",
                            "linux", "linux.file", "linux.landlock", "linux.process", "linux.seccomp", UAPI)),
            entry("trust.rotation", Set.of("trust.wire", "trust.key", "trust.signature")),
            entry("admission",
                    Set.of("config", "difference", "manifest", "display", "trust.key", "trust.rotation",
                            "trust.signature",
                            "trust.store", "trust.wire")),
            entry("cache",
                    Set.of("admission", "bpf", "compiler", "compiler.bpf", "compiler.landlock", "config", "decision",
                            "machine", "manifest", "policy", "syscall")),
            entry("cli",
                    Set.of("admission", "audit", "audit.report", "bpf", "cache", "compiler", "compiler.bpf",
                            "compiler.landlock", "config",
                            "devices", "difference", "launch", "limits", "linux", "machine", "manifest",
                            "manifest.yaml", "notify",
                            "policy", "display", "syscall", "trust.key", "trust.rotation", "trust.signature",
                            "trust.store",
                            "trust.wire")));

    private static final String[] HOT_ROOMS = {"dev.remit.notify", "dev.remit.handlers", "dev.remit.decision",
        "dev.remit.audit"};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.remit");

    private static Set<String> packagesSeen() {
        Set<String> seen = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            seen.add(shortName(type));
        }
        return seen;
    }

    private static String shortName(JavaClass type) {
        return type.getPackageName().substring(ROOT.length());
    }

    @Test
    void shouldSeeEveryPackage() {
        assertThat(packagesSeen()).containsExactlyInAnyOrderElementsOf(EDGES.keySet());
        assertThat(CLASSES).hasSizeGreaterThan(200);
    }

    @Test
    void shouldImportOnlyAlongTheAllowedEdges() {
        Set<String> forbidden = new TreeSet<>();
        int followed = 0;
        for (JavaClass type : CLASSES) {
            Set<String> allowed = EDGES.getOrDefault(shortName(type), Set.of());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith(ROOT) || target.getPackage().equals(type.getPackage())) {
                    continue;
                }
                followed++;
                if (!allowed.contains(shortName(target))) {
                    forbidden.add(shortName(type) + " -> " + shortName(target) + ": " + dependency.getDescription());
                }
            }
        }
        assertThat(forbidden).isEmpty();
        assertThat(followed).isGreaterThan(500);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("dev.remit.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    /** A policy that is used again rests on that: what was looked at elsewhere would not be looked at again. */
    @Test
    void shouldAskTheMachineInOnePlace() {
        noClasses()
                .that(resideInAnyPackage("dev.remit.manifest..", "dev.remit.compiler..", "dev.remit.devices"))
                .should().dependOnClassesThat().belongToAnyOf(Files.class, File.class, ProcessHandle.class)
                .orShould().callMethod(System.class, "getenv").orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould().callMethod(System.class, "getProperty", String.class).check(CLASSES);
    }

    @Test
    void shouldKeepForeignMemoryWhereItBelongs() {
        noClasses().that(DescribedPredicate.not(resideInAnyPackage("dev.remit.linux..", "dev.remit.uapi",
                "dev.remit.decision", "dev.remit.audit", "dev.remit.notify", "dev.remit.handlers",
                "dev.remit.limits", "dev.remit.launch"))).should().dependOnClassesThat()
                .resideInAPackage("java.lang.foreign")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheHotRoomsFreeOfWhatIsSlowToStartOrAllocates() {
        noClasses().that().resideInAnyPackage(HOT_ROOMS).should().dependOnClassesThat(resideInAnyPackage(
                "java.util.stream", "java.util.regex", "java.util.logging", "java.text", "org.slf4j..",
                "org.snakeyaml..", "com.fasterxml..").or(
                        DescribedPredicate.describe("java.util.Formatter",
                                type -> type.getName().equals("java.util.Formatter"))))
                .check(CLASSES);
        DescribedPredicate<JavaCall<?>> formatting = DescribedPredicate.describe("format a string",
                call -> call.getTargetOwner().getName().equals("java.lang.String")
                        && (call.getName().equals("format") || call.getName().equals("formatted")));
        noClasses().that().resideInAnyPackage(HOT_ROOMS).should().callCodeUnitWhere(formatting).check(CLASSES);
    }

    @Test
    void shouldExitAndPrintOnlyInTheCommandLine() {
        // What jextract generates can trace its calls to standard output when a system property asks for it.
        DescribedPredicate<JavaClass> elsewhere = DescribedPredicate
                .not(resideInAnyPackage("dev.remit.cli", "dev.remit.uapi"));
        noClasses().that(elsewhere).should().callMethod(System.class, "exit", int.class).orShould()
                .callMethod(Runtime.class, "exit", int.class).orShould().callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
        noClasses().that(elsewhere).should().accessField(System.class, "out").orShould()
                .accessField(System.class, "err").orShould().accessField(System.class, "in").check(CLASSES);
    }

    @Test
    void shouldLetNothingImportTheCommandLine() {
        ArchRule rule = noClasses().that().resideOutsideOfPackage("dev.remit.cli").should().dependOnClassesThat()
                .resideInAPackage("dev.remit.cli");
        rule.check(CLASSES);
    }

    @Test
    void shouldGiveEachPackageANameThatSaysWhatItKnows() {
        assertThat(packagesSeen()).flatMap(name -> List.of(name.split("\\."))).doesNotContain("util", "common", "core",
                "impl", "helper");
    }

    @Test
    void shouldMarkEveryPackageNullSafe() {
        for (String name : packagesSeen()) {
            if (!name.equals(UAPI)) {
                JavaPackage javaPackage = CLASSES.getPackage(ROOT + name);
                assertThat(javaPackage.isAnnotatedWith(NullMarked.class)).as(name).isTrue();
            }
        }
    }

    @Test
    void shouldKeepFilesShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        int seen = 0;
        for (Path module : List.of(Path.of("..", "native-bindings", "src"), Path.of("src"))) {
            try (Stream<Path> files = Files.walk(module)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")
                        && !path.toString().contains("/uapi/")).toList()) {
                    long lines = Files.readString(file).lines().count();
                    seen++;
                    if (lines > LONGEST_FILE) {
                        tooLong.add(file + ": " + lines);
                    }
                }
            }
        }
        assertThat(tooLong).isEmpty();
        assertThat(seen).isGreaterThan(100);
    }
}
