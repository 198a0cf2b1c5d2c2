package dev.remit.limits;

import dev.remit.policy.Limits;

/**
 * A limit that ended a program.
 *
 * @param bound which
 * @param how it came to that, as a clause without full stop
 */
public record Reached(Limits.Bound bound, String how) {
    /** For example {@code limits.memory (app.yml:12): the program needed more than 512MiB}. */
    public String describe() {
        return bound.describe() + ": " + how;
    }
}
