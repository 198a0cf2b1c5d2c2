package dev.remit.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what is wrong with a manifest, so that all of it is reported at once. Beyond {@link #MOST} entries only the
 * number is kept: nobody reads further, and a hostile file shall not fill the memory.
 */
public final class Diagnostics {
    /** How many diagnostics are kept. */
    public static final int MOST = 100;

    private final List<Diagnostic> list = new ArrayList<>();
    private int errors;
    private int dropped;

    public void add(Diagnostic diagnostic) {
        if (diagnostic.isError()) {
            errors++;
        }
        if (list.size() < MOST) {
            list.add(diagnostic);
        } else {
            dropped++;
        }
    }

    public void addAll(List<Diagnostic> diagnostics) {
        for (Diagnostic diagnostic : diagnostics) {
            add(diagnostic);
        }
    }

    public boolean hasErrors() {
        return errors > 0;
    }

    /** The number of errors so far; to find out whether a step added any. */
    public int errors() {
        return errors;
    }

    /** All that were kept, source by source in the order of their places; a last one speaks of those that were not. */
    public List<Diagnostic> list() {
        List<Diagnostic> sorted = new ArrayList<>(list);
        sorted.sort(Comparator.<Diagnostic>comparingInt(diagnostic -> diagnostic.place().line())
                .thenComparingInt(diagnostic -> diagnostic.place().column()));
        if (dropped > 0) {
            Severity severity = errors > 0 ? Severity.ERROR : Severity.WARNING;
            sorted.add(new Diagnostic(severity, Place.whole(list.getFirst().place().source()), "",
                    "and " + dropped + " more like these", "", ""));
        }
        return List.copyOf(sorted);
    }

    /** A value together with all that was said about it; the value is withheld when there were errors. */
    public <T> Outcome<T> outcome(T value) {
        return new Outcome<>(hasErrors() ? null : value, list());
    }

    /** No value, but the reasons why. */
    public <T> Outcome<T> failure() {
        if (!hasErrors()) {
            throw new IllegalStateException("a failure without an error");
        }
        return new Outcome<>(null, list());
    }

    /** The diagnostics as text, one after the other. */
    public static String render(List<Diagnostic> diagnostics) {
        StringBuilder text = new StringBuilder();
        for (Diagnostic diagnostic : diagnostics) {
            text.append(diagnostic.render());
        }
        return text.toString();
    }
}
