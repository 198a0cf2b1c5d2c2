package dev.remit.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading or resolving a manifest.
 *
 * @param value null exactly when one of the diagnostics is an error
 * @param diagnostics in the order of their places
 */
public record Outcome<T>(@Nullable T value, List<Diagnostic> diagnostics) {
    public Outcome {
        diagnostics = List.copyOf(diagnostics);
        boolean failed = false;
        for (Diagnostic diagnostic : diagnostics) {
            failed |= diagnostic.isError();
        }
        if (failed == (value != null)) {
            throw new IllegalArgumentException("a value goes with warnings only, and errors with none");
        }
    }

    public boolean failed() {
        return value == null;
    }

    /**
     * The value where the caller knows that there is one.
     *
     * @throws IllegalStateException with the rendered diagnostics when there is none
     */
    public T get() {
        if (value == null) {
            throw new IllegalStateException(render());
        }
        return value;
    }

    /** All diagnostics as text. */
    public String render() {
        return Diagnostics.render(diagnostics);
    }
}
