package dev.remit.manifest;

import dev.remit.policy.Extent;
import dev.remit.policy.Segment;
import java.util.ArrayList;
import java.util.List;

/** Makes components of the atoms of one alternative. */
final class PathComponents {
    private final List<PathAtom> atoms;
    private final boolean unc;
    private final List<PathProblem> problems;
    private final List<Segment> segments = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();
    private final StringBuilder glob = new StringBuilder();
    private boolean wild;
    private boolean afterStar;
    private int doubleStar = -1;
    private int stars;
    private int pieces;
    private boolean absolute;
    private boolean wildBefore;
    private boolean endsOpen;

    PathComponents(List<PathAtom> atoms, boolean unc, List<PathProblem> problems) {
        this.atoms = atoms;
        this.unc = unc;
        this.problems = problems;
    }

    ParsedPath path() {
        boolean first = true;
        for (PathAtom atom : atoms) {
            add(atom, first);
            first = false;
        }
        int end = atoms.isEmpty() ? 0 : atoms.getLast().offset();
        if (first && !unc) {
            problems.add(new PathProblem(0, 0, "one of the alternatives is an empty path"));
        }
        finish(end);
        checkShare();
        Extent extent = endsOpen ? Extent.CHILDREN : Extent.EXACT;
        while (!segments.isEmpty() && segments.getLast() instanceof Segment.AnyDepth) {
            segments.removeLast();
            extent = Extent.SUBTREE;
        }
        ParsedPath.Root root = absolute ? ParsedPath.Root.ABSOLUTE : ParsedPath.Root.RELATIVE;
        return new ParsedPath(unc ? ParsedPath.Root.UNC : root, segments, extent);
    }

    private void add(PathAtom atom, boolean first) {
        switch (atom) {
            case PathAtom.Slash(int offset) -> slash(offset, first);
            case PathAtom.Char(int c, int _) -> character(c);
            case PathAtom.Star(int offset) -> {
                stars++;
                doubleStar = afterStar && doubleStar < 0 ? offset - 1 : doubleStar;
                wildcard("*");
                afterStar = true;
            }
            case PathAtom.Question _ -> wildcard("?");
            case PathAtom.CharClass(String text, int _) -> wildcard(text);
            case PathAtom.Value(List<String> values, int offset) -> value(values.getFirst(), offset, first);
            case PathAtom.Open _,PathAtom.Comma _,PathAtom.Close _ ->
                throw new IllegalStateException("braces have been expanded");
        }
    }

    private void slash(int offset, boolean first) {
        absolute |= first && !unc;
        finish(offset);
        endsOpen = true;
    }

    private void character(int c) {
        pieces++;
        afterStar = false;
        literal.appendCodePoint(c);
        if ("*?[]\\".indexOf(c) >= 0) {
            glob.append('\\');
        }
        glob.appendCodePoint(c);
    }

    private void wildcard(String text) {
        pieces++;
        wild = true;
        afterStar = false;
        glob.append(text);
    }

    private void value(String value, int offset, boolean first) {
        for (int at = 0; at < value.length();) {
            int c = value.codePointAt(at);
            if (c == '/') {
                slash(offset, first && at == 0);
            } else {
                character(c);
            }
            at += Character.charCount(c);
        }
        if (value.endsWith("/")) {
            // A directory in a variable means the directory: its extent is what the manifest writes after it.
            endsOpen = false;
        }
    }

    /** Ends the component that lies before {@code offset}. */
    private void finish(int offset) {
        if (pieces > 0) {
            endsOpen = false;
            String name = literal.toString();
            if (stars == 2 && pieces == 2) {
                wildBefore = true;
                if (segments.isEmpty() || !(segments.getLast() instanceof Segment.AnyDepth)) {
                    segments.add(new Segment.AnyDepth());
                }
            } else if (wild) {
                wildBefore = true;
                checkStars();
                segments.add(new Segment.Glob(glob.toString()));
            } else if (name.equals("..")) {
                parent(offset);
            } else if (!name.equals(".")) {
                segments.add(new Segment.Literal(name));
            }
        }
        literal.setLength(0);
        glob.setLength(0);
        wild = false;
        afterStar = false;
        doubleStar = -1;
        stars = 0;
        pieces = 0;
    }

    private void checkStars() {
        if (doubleStar >= 0 && problems.isEmpty()) {
            problems.add(new PathProblem(doubleStar, doubleStar + 2,
                    "** stands for directories and must be a component of its own")
                    .expecting("**/ before the name, as in **/*.txt, or a single *"));
        }
    }

    private void parent(int offset) {
        if (wildBefore && problems.isEmpty()) {
            int start = Math.max(0, offset - 2);
            problems.add(new PathProblem(start, offset, ".. after a wildcard has no meaning"));
            return;
        }
        segments.add(new Segment.Literal(".."));
    }

    private void checkShare() {
        if (!unc || !problems.isEmpty()) {
            return;
        }
        boolean named = segments.size() >= 2 && segments.get(0) instanceof Segment.Literal
                && segments.get(1) instanceof Segment.Literal;
        if (!named || segments.contains(new Segment.Literal(".."))) {
            problems.add(new PathProblem(0, 2, "a Windows-style path needs a server and a share, and no ..")
                    .expecting("\\\\Server\\Share\\…"));
        }
    }
}
