package dev.remit.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.Access;
import dev.remit.policy.Extent;
import dev.remit.policy.GlobElement;
import dev.remit.policy.Origin;
import dev.remit.policy.PathPattern;
import dev.remit.policy.PathRule;
import dev.remit.policy.Permission;
import dev.remit.policy.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathGrowthTest {
    private static final Origin ORIGIN = new Origin("test", 1, 1, "");
    private static final String[] NAMES = {"a", "b", "ab", "a.b", ".a"};
    private static final String[] GLOBS = {"*", "?", "a*", "*b", "[ab]", "[!a]", "?b", "*.b", ".*"};
    private static final List<Permission> PERMISSIONS = List.of(Permission.values());
    private static final List<Extent> EXTENTS = List.of(Extent.values());
    private static final int ROUNDS = 600;
    private static final int DEPTH = 3;

    private static PathRule rule(Permission permission, String path) {
        List<Segment> segments = new ArrayList<>();
        Extent extent = Extent.EXACT;
        String rest = path;
        if (rest.endsWith("/**")) {
            extent = Extent.SUBTREE;
            rest = rest.substring(0, rest.length() - 3);
        } else if (rest.endsWith("/")) {
            extent = Extent.CHILDREN;
        }
        for (String name : rest.split("/", -1)) {
            if (name.equals("**")) {
                segments.add(new Segment.AnyDepth());
            } else if (!name.isEmpty()) {
                segments.add(name.matches(".*[*?\\[].*") ? new Segment.Glob(name) : new Segment.Literal(name));
            }
        }
        return new PathRule(new PathPattern(segments, extent), permission, ORIGIN);
    }

    private static String found(List<PathRule> before, List<PathRule> now) {
        StringBuilder words = new StringBuilder();
        for (PathGrowth.Found found : PathGrowth.between(before, now)) {
            words.append(Access.describe(found.access())).append(' ').append(found.rule().pattern()).append(": ")
                    .append(found.example()).append('\n');
        }
        return words.toString();
    }

    @Test
    void shouldSeeThatNothingIsAdded() {
        List<PathRule> before = List.of(rule(Permission.READ_WRITE, "/a/**"), rule(Permission.NONE, "/a/**/*.key"));
        List<PathRule> now = List.of(rule(Permission.READ, "/a/b/*"), rule(Permission.READ_WRITE, "/a/c/"),
                rule(Permission.NONE, "/a/**/*.k*"));
        assertThat(found(before, now)).isEmpty();
        assertThat(found(before, before)).isEmpty();
        assertThat(found(before, List.of())).isEmpty();
    }

    @Test
    void shouldFindWhatAnotherPermissionAdds() {
        assertThat(found(List.of(rule(Permission.READ, "/a/**")), List.of(rule(Permission.READ_WRITE, "/a/b"))))
                .isEqualTo("write /a/b: /a/b\n");
    }

    @Test
    void shouldFindWhatADenyRuleWithheld() {
        List<PathRule> before = List.of(rule(Permission.READ, "/a/**"), rule(Permission.NONE, "/a/**/*.key"));
        assertThat(found(before, List.of(rule(Permission.READ, "/a/**")))).isEqualTo("read /a/**: /a/.key\n");
        assertThat(found(before, List.of(rule(Permission.READ, "/a/**"), rule(Permission.NONE, "/a/*.key"))))
                .isEqualTo("read /a/**: /a/x/.key\n");
    }

    @Test
    void shouldSeeThatSeveralRulesCoverOne() {
        List<PathRule> before = List.of(rule(Permission.READ, "/a"), rule(Permission.READ, "/a/[!b]*/**"),
                rule(Permission.READ, "/a/b*/**"));
        assertThat(found(before, List.of(rule(Permission.READ, "/a/**")))).isEmpty();
    }

    @Test
    void shouldFindTheRoot() {
        assertThat(found(List.of(rule(Permission.READ, "/*/**")), List.of(rule(Permission.READ, "/**"))))
                .isEqualTo("read /**: /\n");
    }

    /** What takes too long to compare counts as more. */
    @Test
    void shouldGiveUpOnTheSafeSide() {
        List<PathRule> before = List.of(rule(Permission.READ, "/**/*a?????????????????????/**"));
        String found = found(before, List.of(rule(Permission.READ, "/**/*a?????????????????????")));
        assertThat(found).startsWith("read ");
    }

    @Test
    void shouldAgreeWithTryingAllPaths() {
        Random random = new Random(20_261_126);
        List<String> paths = new ArrayList<>();
        paths(new StringBuilder(), 0, paths);
        int grown = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<PathRule> before = rules(random);
            List<PathRule> now = rules(random);
            int expected = Access.NONE;
            for (String path : paths) {
                expected |= allowed(now, path) & ~allowed(before, path);
            }
            int actual = Access.NONE;
            for (PathGrowth.Found found : PathGrowth.between(before, now)) {
                actual |= found.access();
                assertThat(allowed(now, found.example()) & ~allowed(before, found.example()))
                        .as("%s in %s but not in %s", found, now, before).isNotZero();
            }
            assertThat(expected & ~actual).as("%s compared with %s", now, before).isZero();
            grown += actual == Access.NONE ? 0 : 1;
        }
        assertThat(grown).isBetween(ROUNDS / 10, ROUNDS * 99 / 100);
    }

    private static List<PathRule> rules(Random random) {
        List<PathRule> rules = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            List<Segment> segments = new ArrayList<>();
            int length = random.nextInt(DEPTH + 1);
            for (int j = 0; j < length; j++) {
                int kind = random.nextInt(7);
                segments.add(kind == 0
                        ? new Segment.AnyDepth()
                        : kind < 4
                                ? new Segment.Literal(NAMES[random.nextInt(NAMES.length)])
                                : new Segment.Glob(GLOBS[random.nextInt(GLOBS.length)]));
            }
            Permission permission = i > 0 && random.nextInt(4) == 0
                    ? Permission.NONE
                    : PERMISSIONS.get(random.nextInt(PERMISSIONS.size()));
            rules.add(new PathRule(new PathPattern(segments, EXTENTS.get(random.nextInt(EXTENTS.size()))), permission,
                    ORIGIN));
        }
        return rules;
    }

    private static void paths(StringBuilder path, int depth, List<String> paths) {
        paths.add(path.isEmpty() ? "/" : path.toString());
        if (depth == DEPTH) {
            return;
        }
        int length = path.length();
        for (String name : new String[]{"a", "b", "x", "ab", "bb", "a.b", ".a", "x.b"}) {
            paths(path.append('/').append(name), depth + 1, paths);
            path.setLength(length);
        }
    }

    private static int allowed(List<PathRule> rules, String path) {
        int access = Access.NONE;
        List<String> names = new ArrayList<>(List.of(path.substring(1).split("/", -1)));
        names.removeIf(String::isEmpty);
        for (PathRule rule : rules) {
            if (matches(rule.pattern(), 0, names, 0)) {
                if (rule.denies()) {
                    return Access.NONE;
                }
                access |= rule.permission().access();
            }
        }
        return access;
    }

    private static boolean matches(PathPattern pattern, int segment, List<String> names, int name) {
        if (segment == pattern.segments().size()) {
            int rest = names.size() - name;
            return switch (pattern.extent()) {
                case EXACT -> rest == 0;
                case CHILDREN -> rest <= 1;
                case SUBTREE -> true;
            };
        }
        boolean left = name < names.size();
        return switch (pattern.segments().get(segment)) {
            case Segment.AnyDepth() -> matches(pattern, segment + 1, names, name)
                    || (left && matches(pattern, segment, names, name + 1));
            case Segment.Literal(String literal) -> left && literal.equals(names.get(name))
                    && matches(pattern, segment + 1, names, name + 1);
            case Segment.Glob(String glob) -> left && GlobElement.matches(GlobElement.parse(glob), names.get(name))
                    && matches(pattern, segment + 1, names, name + 1);
        };
    }
}
