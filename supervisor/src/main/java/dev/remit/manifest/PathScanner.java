package dev.remit.manifest;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the text of a path into atoms. A scanner reads one text. */
final class PathScanner {
    /** The characters that a backslash makes ordinary. */
    static final String SPECIAL = "*?[]{},\\$~";

    private static final int DEEPEST = 16;

    private final String text;
    private final PathVariables variables;
    private final List<PathProblem> problems;
    private final boolean unc;
    private final List<PathAtom> atoms = new ArrayList<>();
    private final List<Integer> openBraces = new ArrayList<>();
    private boolean misplacedBackslash;
    private int at;

    PathScanner(String text, PathVariables variables, List<PathProblem> problems) {
        this.text = text;
        this.variables = variables;
        this.problems = problems;
        this.unc = text.startsWith("\\\\");
    }

    /** Whether the text is a Windows-style path, in which a backslash separates and nothing is a variable. */
    boolean isUnc() {
        return unc;
    }

    List<PathAtom> scan() {
        if (unc) {
            at = 2;
        } else if (text.charAt(0) == '~') {
            home();
        }
        while (at < text.length()) {
            int start = at;
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            switch (c) {
                case 0 -> problem(start, "a path cannot hold the character NUL");
                case '/' -> slash(start);
                case '\\' -> backslash(start);
                case '*' -> atoms.add(new PathAtom.Star(start));
                case '?' -> atoms.add(new PathAtom.Question(start));
                case '[' -> charClass(start);
                case ']' -> unbalanced(start, ']', '[');
                case '{' -> openBrace(start);
                case ',' -> atoms.add(openBraces.isEmpty() ? new PathAtom.Char(c, start) : new PathAtom.Comma(start));
                case '}' -> closeBrace(start);
                case '$' -> dollar(start);
                default -> atoms.add(new PathAtom.Char(c, start));
            }
        }
        for (int open : openBraces) {
            unbalanced(open, '{', '}');
        }
        return atoms;
    }

    private void problem(int start, String message) {
        problems.add(new PathProblem(start, at, message));
    }

    private void unbalanced(int start, char bracket, char partner) {
        problems.add(new PathProblem(start, start + 1, "this " + bracket + " has no " + partner)
                .expecting("its partner, or \\" + bracket + " for the character itself"));
    }

    private void slash(int start) {
        if (!openBraces.isEmpty()) {
            problem(start, "braces choose within one component and cannot hold a slash");
        }
        atoms.add(new PathAtom.Slash(start));
    }

    private void backslash(int start) {
        if (unc) {
            slash(start);
            return;
        }
        int next = at < text.length() ? text.codePointAt(at) : -1;
        if (next >= 0 && SPECIAL.indexOf(next) >= 0) {
            at += 1;
            atoms.add(new PathAtom.Char(next, start));
            return;
        }
        if (misplacedBackslash) {
            return;
        }
        misplacedBackslash = true;
        problems.add(new PathProblem(start, start + 1, "a backslash does not separate directories here")
                .expecting("a slash; or \\\\Server\\Share\\… for a Windows share; or one of " + SPECIAL
                        + " after the backslash, to take it as it is"));
    }

    private void openBrace(int start) {
        if (openBraces.size() == DEEPEST) {
            problem(start, "braces are nested deeper than " + DEEPEST + " times");
        }
        openBraces.add(start);
        atoms.add(new PathAtom.Open(start));
    }

    private void closeBrace(int start) {
        if (openBraces.isEmpty()) {
            unbalanced(start, '}', '{');
            return;
        }
        int open = openBraces.removeLast();
        if (open + 1 == start) {
            problems.add(new PathProblem(open, at, "there is nothing to choose from")
                    .expecting("alternatives such as {a,b}"));
        }
        atoms.add(new PathAtom.Close(start));
    }

    private void home() {
        if (text.length() > 1 && text.charAt(1) != '/') {
            problems.add(new PathProblem(0, 1, "only ~ alone stands for a home directory, and only one's own")
                    .expecting("~/… or an absolute path; \\~ for a name that starts with this character"));
        }
        at = 1;
        expand("HOME", 0);
    }

    private void dollar(int start) {
        if (unc) {
            // Administrative shares are called C$ and the like.
            atoms.add(new PathAtom.Char('$', start));
            return;
        }
        boolean braced = at < text.length() && text.charAt(at) == '{';
        int from = braced ? at + 1 : at;
        int to = from;
        while (to < text.length() && isNameCharacter(text.charAt(to))) {
            to++;
        }
        boolean closed = !braced || (to < text.length() && text.charAt(to) == '}');
        at = braced && closed ? to + 1 : to;
        String name = text.substring(from, to);
        if (name.isEmpty() || !closed) {
            problem(start, name.isEmpty() ? "a $ needs the name of a variable" : "this ${ has no }");
            return;
        }
        if (!PathVariables.KNOWN.contains(name)) {
            problems.add(new PathProblem(start, at, "unknown variable " + Diagnostic.quote(name))
                    .expecting("one of " + String.join(", ", PathVariables.KNOWN))
                    .nearest(Nearest.to(name, PathVariables.KNOWN)));
            return;
        }
        expand(name, start);
    }

    private void expand(String name, int start) {
        @Nullable
        List<String> values = variables.values(name);
        if (values == null || values.isEmpty()) {
            problem(start, "the variable " + name + (values == null ? " is not set" : " does not hold what it should"));
            return;
        }
        if (!openBraces.isEmpty()) {
            problem(start, "braces choose within one component and cannot hold a variable");
            return;
        }
        atoms.add(new PathAtom.Value(values, start));
    }

    private static boolean isNameCharacter(char c) {
        return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private void charClass(int start) {
        CharClassReader reader = new CharClassReader(text, start, !unc);
        String normal = reader.read();
        at = reader.end();
        if (normal == null) {
            problems.add(new PathProblem(start, at, reader.problem())
                    .expecting("a class such as [a-z], or \\[ for the character itself"));
            skipClass();
            return;
        }
        atoms.add(new PathAtom.CharClass(normal, start));
    }

    /** Goes on after the class, so that its bracket is not reported as well. */
    private void skipClass() {
        int close = text.indexOf(']', at - 1);
        while (close >= 0 && close < text.length() && text.charAt(close) == ']') {
            close++;
            at = close;
        }
    }
}
