package dev.remit.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.Extent;
import dev.remit.policy.Layer;
import dev.remit.policy.Origin;
import dev.remit.policy.PathKinds;
import dev.remit.policy.PathKinds.Kind;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionClassifierTest {
    private static final Map<String, Kind> MACHINE = Map.ofEntries(Map.entry("/", Kind.DIRECTORY),
            Map.entry("/srv", Kind.DIRECTORY), Map.entry("/srv/pub", Kind.DIRECTORY),
            Map.entry("/srv/file", Kind.REGULAR), Map.entry("/usr/bin", Kind.DIRECTORY),
            Map.entry("/usr/bin/tool", Kind.REGULAR), Map.entry("/dev/null", Kind.CHARACTER_DEVICE),
            Map.entry("/dev", Kind.DIRECTORY), Map.entry("/dev/fd", Kind.DIRECTORY),
            Map.entry("/proc", Kind.DIRECTORY), Map.entry("/proc/self", Kind.DIRECTORY),
            Map.entry("/proc/1", Kind.DIRECTORY), Map.entry("/proc/sys", Kind.DIRECTORY),
            Map.entry("/proc/version", Kind.REGULAR), Map.entry("/process", Kind.DIRECTORY),
            Map.entry("/run/socket", Kind.OTHER));
    private static final PathKinds KINDS = path -> MACHINE.getOrDefault(path, Kind.ABSENT);

    private final List<PathRule> rules = new ArrayList<>();

    @Test
    void shouldGiveWholeTreeToKernel() {
        add("/srv/**", Permission.READ_WRITE);

        assertThat(layers()).containsExactly(Layer.KERNEL_TREE);
        assertThat(classify().problems()).isEmpty();
        assertThat(classify().regions().getFirst().reason()).isEmpty();
    }

    @Test
    void shouldGiveExistingFilesToKernel() {
        add("/srv/file", Permission.READ);
        add("/dev/null", Permission.READ_WRITE);
        add("/run/socket", Permission.READ_WRITE);
        add("/usr/bin/tool", Permission.READ_EXECUTE);

        assertThat(layers()).containsOnly(Layer.KERNEL_EXACT);
    }

    @Test
    void shouldGiveTreeBelowFileToKernelAsThatFile() {
        add("/srv/file/**", Permission.READ);

        assertThat(layers()).containsExactly(Layer.KERNEL_EXACT);
    }

    @Test
    void shouldBrokerWhatLandlockCannotState() {
        add("/srv", Permission.READ);
        add("/srv/", Permission.READ);
        add("/srv/*.txt", Permission.READ);
        add("/srv/**/x/**", Permission.READ);
        add("/srv/later", Permission.READ);
        add("/srv/later/**", Permission.READ);

        assertThat(layers()).containsOnly(Layer.BROKERED);
        assertThat(classify().regions()).noneMatch(region -> region.reason().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/**", "/proc/**", "/proc/self/**", "/proc/self", "/proc/1/**", "/proc/sys/**",
        "/proc/version", "/dev/fd/**", "/dev/fd"})
    void shouldKeepProcessesFromKernel(String pattern) {
        add(pattern, Permission.READ);

        assertThat(layers()).containsExactly(Layer.BROKERED);
    }

    @Test
    void shouldNotTakeSimilarNameForProc() {
        add("/process/**", Permission.READ);
        add("/dev/**", Permission.READ);

        assertThat(layers()).containsOnly(Layer.KERNEL_TREE);
    }

    @Test
    void shouldBrokerTreeWithDeniedPathInside() {
        add("/srv/**", Permission.READ);
        add("/srv/pub/**", Permission.READ);
        add("/srv/secret", Permission.NONE);

        assertThat(layers().subList(0, 2)).containsExactly(Layer.BROKERED, Layer.KERNEL_TREE);
        assertThat(classify().regions().getFirst().reason()).contains("test:3:1");
        assertThat(classify().problems()).isEmpty();
    }

    @Test
    void shouldBrokerWhateverDeniedPatternMightReach() {
        add("/srv/**", Permission.READ);
        add("/srv/file", Permission.READ);
        add("/usr/bin/tool", Permission.READ);
        add("/**/*.key", Permission.NONE);
        add("/*/f*", Permission.NONE);

        assertThat(layers().subList(0, 3)).containsExactly(Layer.BROKERED, Layer.BROKERED, Layer.KERNEL_EXACT);
    }

    @Test
    void shouldReportExecuteThatWouldHaveToBeBrokered() {
        add("/usr/bin/", Permission.READ_EXECUTE);
        add("/usr/bin/*", Permission.READ_WRITE_EXECUTE);
        add("/usr/bin/absent", Permission.READ_EXECUTE);
        add("/**", Permission.READ_EXECUTE);

        Classification classification = classify();
        assertThat(classification.hasErrors()).isTrue();
        assertThat(classification.problems()).extracting(RegionProblem::rule).containsExactly(0, 1, 2, 3);
        assertThat(classification.problems()).extracting(RegionProblem::message).containsExactly(
                "execute cannot be granted here: only the kernel can hold a program to it, and the kernel grants a"
                        + " directory only together with all that lies below it",
                "execute cannot be granted here: only the kernel can hold a program to it, and the kernel's rules know"
                        + " no patterns",
                "execute cannot be granted here: only the kernel can hold a program to it, and /usr/bin/absent does"
                        + " not exist, so the kernel cannot be told of it",
                "execute cannot be granted here: only the kernel can hold a program to it, and a kernel rule on /"
                        + " would open every process in /proc");
        assertThat(classification.problems()).extracting(RegionProblem::remedy).containsExactly(
                "grant execute on the whole of /usr/bin/**, or name each file that may be executed",
                "grant execute on the whole of /usr/bin/**, or name each file that may be executed",
                "name a file or directory that exists before the program starts",
                "name the directories that hold the programs, such as /usr/bin/**");
    }

    @Test
    void shouldSayWhatToWriteWhereDeniedPathStandsInTheWayOfExecute() {
        add("/srv/**", Permission.READ_EXECUTE);
        add("/srv/*.sh", Permission.NONE);

        assertThat(classify().problems()).singleElement().satisfies(problem -> {
            assertThat(problem.error()).isTrue();
            assertThat(problem.message()).endsWith("the kernel cannot take out what the rule at test:2:1 denies");
            assertThat(problem.remedy()).isEqualTo(
                    "name each file that may be executed, or directories below /srv that hold nothing denied");
        });
    }

    @Test
    void shouldWarnOfRuleThatIsDeniedAsWhole() {
        add("/srv/pub/**", Permission.READ_EXECUTE);
        add("/srv/**", Permission.NONE);

        Classification classification = classify();
        assertThat(classification.hasErrors()).isFalse();
        assertThat(classification.problems()).containsExactly(new RegionProblem(0, false,
                "this rule allows nothing: the rule at test:2:1 denies all of it",
                "remove this rule, or narrow the one that denies"));
        assertThat(layers().getFirst()).isEqualTo(Layer.BROKERED);
    }

    private void add(String spelling, Permission permission) {
        rules.add(new PathRule(pattern(spelling), permission, new Origin("test", rules.size() + 1, 1, "")));
    }

    private Classification classify() {
        return RegionClassifier.classify(rules, KINDS);
    }

    private List<Layer> layers() {
        return classify().regions().stream().map(region -> region.layer()).toList();
    }

    /** A pattern from its spelling, as far as these tests need it. */
    static PathPattern pattern(String spelling) {
        Extent extent = Extent.EXACT;
        String rest = spelling;
        if (spelling.endsWith("/**")) {
            extent = Extent.SUBTREE;
            rest = spelling.substring(0, spelling.length() - 3);
        } else if (spelling.endsWith("/")) {
            extent = Extent.CHILDREN;
        }
        List<Segment> segments = new ArrayList<>();
        for (Segment segment : PathPattern.literal(rest, extent).segments()) {
            String name = ((Segment.Literal) segment).name();
            if (name.equals("**")) {
                segments.add(new Segment.AnyDepth());
            } else {
                boolean glob = name.contains("*") || name.contains("?") || name.contains("[");
                segments.add(glob ? new Segment.Glob(name) : segment);
            }
        }
        return new PathPattern(segments, extent);
    }
}
