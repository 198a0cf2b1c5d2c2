package dev.remit.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.remit.policy.PathPattern;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathSyntaxTest {
    private static final PathVariables VARIABLES = name -> switch (name) {
        case "HOME" -> List.of("/home/ada");
        case "USER" -> List.of("ada*");
        case "XDG_DATA_DIRS" -> List.of("/usr/local/share", "/usr/share/");
        case "PWD" -> List.of();
        default -> null;
    };

    private static List<String> shown(String text) {
        List<PathProblem> problems = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (ParsedPath path : PathSyntax.parse(text, VARIABLES, problems)) {
            shown.add(path.root() + " " + new PathPattern(path.segments(), path.extent()));
        }
        assertThat(problems).isEmpty();
        return shown;
    }

    private static PathProblem problem(String text) {
        List<PathProblem> problems = new ArrayList<>();
        assertThat(PathSyntax.parse(text, VARIABLES, problems)).isEmpty();
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"/etc/passwd | ABSOLUTE /etc/passwd",
        "/ | ABSOLUTE /", "/. | ABSOLUTE /", "/** | ABSOLUTE /**", ". | RELATIVE /", "./ | RELATIVE /",
        "./**/ | RELATIVE /**", "** | RELATIVE /**", "a//b/./c/ | RELATIVE /a/b/c/", "a/**/ | RELATIVE /a/**",
        "a/**/**/b | RELATIVE /a/**/b", "../x | RELATIVE /../x", "a/*.[ch] | RELATIVE /a/*.[ch]",
        "a/[!a-z]? | RELATIVE /a/[!a-z]?", "a/[^]x] | RELATIVE /a/[!\\]x]", "~ | ABSOLUTE /home/ada",
        "~/ | ABSOLUTE /home/ada/", "~/.config/** | ABSOLUTE /home/ada/.config/**",
        "$HOME/x | ABSOLUTE /home/ada/x", "${HOME}x | ABSOLUTE /home/adax", "a\\*b | RELATIVE /a*b",
        "a\\*b* | RELATIVE /a\\*b*", "/tmp/$USER? | ABSOLUTE /tmp/ada\\*?", "a,b | RELATIVE /a,b",
        "\\~ | RELATIVE /~", "a~ | RELATIVE /a~", "\\\\Host\\Share$\\d\\ | UNC /Host/Share$/d/",
        "\\\\Host\\Share\\** | UNC /Host/Share/**", "\\\\Host\\Share | UNC /Host/Share"})
    void shouldReadOnePath(String text, String expected) {
        assertThat(shown(text)).containsExactly(expected);
    }

    @Test
    void shouldTellDirectoryContentsFromTheDirectoryItself() {
        assertThat(shownExtent("dir")).isEqualTo("EXACT");
        assertThat(shownExtent("dir/")).isEqualTo("CHILDREN");
        assertThat(shownExtent("dir/.")).isEqualTo("EXACT");
        assertThat(shownExtent("/")).isEqualTo("CHILDREN");
        assertThat(shownExtent("dir/**")).isEqualTo("SUBTREE");
        assertThat(shownExtent("dir/**/")).isEqualTo("SUBTREE");
        assertThat(shownExtent("dir/*/")).isEqualTo("CHILDREN");
        assertThat(shownExtent("~")).isEqualTo("EXACT");
        assertThat(shownExtent("${XDG_DATA_DIRS}")).isEqualTo("EXACT");
    }

    private static String shownExtent(String text) {
        List<PathProblem> problems = new ArrayList<>();
        return PathSyntax.parse(text, VARIABLES, problems).getFirst().extent().name();
    }

    @Test
    void shouldMultiplyAlternativesOut() {
        assertThat(shown("/{a,b{1,2}}/x{,.bak}")).containsExactly("ABSOLUTE /a/x", "ABSOLUTE /a/x.bak",
                "ABSOLUTE /b1/x", "ABSOLUTE /b1/x.bak", "ABSOLUTE /b2/x", "ABSOLUTE /b2/x.bak");
        assertThat(shown("$XDG_DATA_DIRS/fonts/**")).containsExactly("ABSOLUTE /usr/local/share/fonts/**",
                "ABSOLUTE /usr/share/fonts/**");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {"a[bc | 1 | this [ has no ]",
        "a]b | 1 | this ] has no [",
        "a{b,c | 1 | this { has no }", "a}b | 1 | this } has no {",
        "x/{a/b,c} | 4 | braces choose within one component and cannot hold a slash",
        "a{} | 1 | there is nothing to choose from", "a/*/../b | 4 | .. after a wildcard has no meaning",
        "a/**.key | 2 | ** stands for directories and must be a component of its own",
        "~bob/x | 0 | only ~ alone stands for a home directory, and only one's own",
        "a/$HOMES/x | 2 | unknown variable \"HOMES\"", "a/$/x | 2 | a $ needs the name of a variable",
        "a/${HOME | 2 | this ${ has no }", "$TMPDIR/x | 0 | the variable TMPDIR is not set",
        "$PWD/x | 0 | the variable PWD does not hold what it should",
        "dir\\file | 3 | a backslash does not separate directories here",
        "a\\ | 1 | a backslash does not separate directories here", "[z-a] | 0 | this range runs backwards",
        "[[:alpha:]] | 0 | named classes are not part of the language",
        "[a/b] | 0 | a class stands for one character of a name and cannot hold a separator",
        "\\\\Server | 0 | a Windows-style path needs a server and a share, and no ..",
        "\\\\*\\Share | 0 | a Windows-style path needs a server and a share, and no ..",
        "{a{1,2},} | 0 | one of the alternatives is an empty path"})
    void shouldPointAtWhatIsWrong(String text, int offset, String message) {
        PathProblem problem = problem(text.strip());
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.start()).isEqualTo(offset);
        assertThat(problem.end()).isBetween(problem.start(), text.strip().length());
    }

    @Test
    void shouldRefuseTheEmptyPathAndTooLongOnes() {
        assertThat(problem("").message()).isEqualTo("the path is empty");
        assertThat(problem("x".repeat(4097)).message()).isEqualTo("the path is longer than 4096 bytes");
        assertThat(problem("a\0b").message()).isEqualTo("a path cannot hold the character NUL");
    }

    @Test
    void shouldBoundWhatBracesAmountTo() {
        assertThat(shown("/" + "{a,b}".repeat(10))).hasSize(1024);
        assertThat(problem("/" + "{a,b}".repeat(11)).message())
                .isEqualTo("the alternatives of this path amount to more than 1024 paths");
        assertThat(problem("/" + "{a,b}".repeat(9) + "x".repeat(1000)).message()).contains("characters");
        assertThat(problem("{".repeat(17) + "a" + "}".repeat(17)).message())
                .isEqualTo("braces are nested deeper than 16 times");
    }

    @Test
    void shouldSuggestTheVariableThatWasMeant() {
        assertThat(problem("$XDG_CONFIG_HOM/x").nearest()).isEqualTo("XDG_CONFIG_HOME");
    }

    @Test
    void shouldReadBackWhatItEscapes() {
        for (String name : List.of("a*b", "~x", "[1]", "{a,b}", "a\\b", "$HOME", "plain~", "a,b", "?")) {
            assertThat(shown(PathSyntax.escape(name))).containsExactly("RELATIVE /" + name);
        }
    }
}
