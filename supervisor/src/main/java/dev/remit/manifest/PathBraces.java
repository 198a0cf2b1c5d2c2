package dev.remit.manifest;

import java.util.ArrayList;
import java.util.List;

/** Multiplies out the alternatives that braces and variables with several values make. */
final class PathBraces {
    private final List<PathAtom> atoms;
    private final List<PathProblem> problems;
    private int at;

    private PathBraces(List<PathAtom> atoms, List<PathProblem> problems) {
        this.atoms = atoms;
        this.problems = problems;
    }

    /** The alternatives, without braces and with one value for each variable; none when there are too many. */
    static List<List<PathAtom>> expand(List<PathAtom> atoms, List<PathProblem> problems) {
        List<List<PathAtom>> all = new PathBraces(atoms, problems).sequence();
        return problems.isEmpty() ? all : List.of();
    }

    /** Up to the comma or brace that ends it, or the end. Nesting is bounded by the length of a path. */
    private List<List<PathAtom>> sequence() {
        List<List<PathAtom>> heads = new ArrayList<>();
        heads.add(new ArrayList<>());
        while (at < atoms.size() && problems.isEmpty()) {
            PathAtom atom = atoms.get(at);
            switch (atom) {
                case PathAtom.Comma _,PathAtom.Close _ -> {
                    return heads;
                }
                case PathAtom.Open _ -> heads = product(heads, choice(), atom);
                case PathAtom.Value(List<String> values, int offset) -> {
                    at++;
                    List<List<PathAtom>> tails = new ArrayList<>();
                    for (String value : values) {
                        tails.add(List.of(new PathAtom.Value(List.of(value), offset)));
                    }
                    heads = product(heads, tails, atom);
                }
                default -> {
                    at++;
                    for (List<PathAtom> head : heads) {
                        head.add(atom);
                    }
                }
            }
        }
        return heads;
    }

    private List<List<PathAtom>> choice() {
        List<List<PathAtom>> options = new ArrayList<>();
        PathAtom opening = atoms.get(at);
        do {
            at++;
            options.addAll(sequence());
            tooMany(options.size(), opening);
        } while (problems.isEmpty() && atoms.get(at) instanceof PathAtom.Comma);
        at++;
        return options;
    }

    private List<List<PathAtom>> product(List<List<PathAtom>> heads, List<List<PathAtom>> tails, PathAtom cause) {
        if (tooMany((long) heads.size() * tails.size(), cause)) {
            return heads;
        }
        List<List<PathAtom>> all = new ArrayList<>(heads.size() * tails.size());
        for (List<PathAtom> head : heads) {
            for (List<PathAtom> tail : tails) {
                List<PathAtom> whole = new ArrayList<>(head.size() + tail.size());
                whole.addAll(head);
                whole.addAll(tail);
                all.add(whole);
            }
        }
        return all;
    }

    private boolean tooMany(long count, PathAtom cause) {
        boolean many = count > PathSyntax.MOST_ALTERNATIVES;
        boolean lengthy = count * atoms.size() > PathSyntax.MOST_CHARACTERS;
        if ((many || lengthy) && problems.isEmpty()) {
            String most = many
                    ? PathSyntax.MOST_ALTERNATIVES + " paths"
                    : PathSyntax.MOST_CHARACTERS + " characters";
            problems.add(new PathProblem(cause.offset(), cause.offset() + 1,
                    "the alternatives of this path amount to more than " + most));
        }
        return many || lengthy;
    }
}
