package dev.remit.manifest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the paths of the language: components between slashes, the wildcards {@code *}, {@code ?}, {@code [a-z]} and
 * {@code **}, alternatives in braces, a trailing {@code /} or {@code /**} for the extent, variables, and Windows-style
 * paths.
 *
 * <p>It works in three steps, each of which may find problems: {@link PathScanner} turns the text into atoms with
 * variables expanded, {@link PathBraces} multiplies the alternatives out, and {@link PathComponents} makes components.
 */
public final class PathSyntax {
    /** A longer path could not be opened: PATH_MAX of the kernel, in bytes. */
    public static final int LONGEST = 4096;
    /** How many paths the braces and lists of one text may amount to. */
    public static final int MOST_ALTERNATIVES = 1024;
    /** How many characters they may have together. */
    static final int MOST_CHARACTERS = 1 << 18;

    private PathSyntax() {}

    /**
     * Reads a path.
     *
     * @param text as it stands in the manifest
     * @param variables the values of variables
     * @param problems where problems are put
     * @return the alternatives, at least one; none when there were problems
     */
    public static List<ParsedPath> parse(String text, PathVariables variables, List<PathProblem> problems) {
        List<PathProblem> found = new ArrayList<>();
        List<ParsedPath> paths = read(text, variables, found);
        problems.addAll(found);
        return found.isEmpty() ? paths : List.of();
    }

    private static List<ParsedPath> read(String text, PathVariables variables, List<PathProblem> problems) {
        if (text.isEmpty()) {
            problems.add(new PathProblem(0, 0, "the path is empty").expecting("a path such as ./data/**"));
            return List.of();
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            problems.add(new PathProblem(0, text.length(), "the path is longer than " + LONGEST + " bytes"));
            return List.of();
        }
        PathScanner scanner = new PathScanner(text, variables, problems);
        List<PathAtom> atoms = scanner.scan();
        if (!problems.isEmpty()) {
            return List.of();
        }
        List<List<PathAtom>> alternatives = PathBraces.expand(atoms, problems);
        List<ParsedPath> paths = new ArrayList<>(alternatives.size());
        for (List<PathAtom> alternative : alternatives) {
            paths.add(new PathComponents(alternative, scanner.isUnc(), problems).path());
            if (!problems.isEmpty()) {
                return List.of();
            }
        }
        return List.copyOf(paths);
    }

    /** Checks a path whose variables need not be known yet. */
    public static List<ParsedPath> check(String text, List<PathProblem> problems) {
        return parse(text, PathVariables.STAND_INS, problems);
    }

    /** The spelling of a path that means exactly the file name given, whatever characters it has. */
    public static String escape(String literal) {
        StringBuilder text = new StringBuilder(literal.length());
        for (int at = 0; at < literal.length(); at++) {
            char c = literal.charAt(at);
            if (PathScanner.SPECIAL.indexOf(c) >= 0 && (c != '~' || at == 0)) {
                text.append('\\');
            }
            text.append(c);
        }
        return text.toString();
    }
}
